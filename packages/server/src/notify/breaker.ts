import type { BreakerState } from '@centralino/protocol';

const failuresToOpen = 5;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;

/**
 * Spares a receiver that does not answer, and our own attempts.
 *
 * ```
 *            5 failures in a row, or asked to wait          time is up
 *  closed ─────────────────────────────────────▶ open ─────────────────▶ halfOpen (one attempt)
 *     ▲                                           ▲                         │  │
 *     └──────────────── answered ─────────────────┼─────────────────────────┘  │
 *                                                 └── failed: twice the wait ──┘
 * ```
 */
export class Breaker {
  #state: BreakerState['state'] = 'closed';
  #since: number;
  #until = 0;
  #waitMs = firstWaitMs;
  #failures = 0;
  #lastError: string | null = null;

  constructor(now: number) {
    this.#since = now;
  }

  get view(): BreakerState {
    return {
      state: this.#state,
      since: this.#since,
      until: this.#state === 'open' ? this.#until : null,
      failures: this.#failures,
      lastError: this.#lastError,
    };
  }

  /** Whether an attempt may begin while `running` are under way. */
  allows(now: number, running: number): boolean {
    if (this.#state === 'open' && now >= this.#until) this.#turn('halfOpen', now);
    if (this.#state === 'closed') return true;
    return this.#state === 'halfOpen' && running === 0;
  }

  /** When to ask again; null: nothing is waited for. */
  get opensAt(): number | null {
    return this.#state === 'open' ? this.#until : null;
  }

  /** Answers whether the receiver was taken for dead until now. */
  succeeded(now: number): boolean {
    this.#failures = 0;
    this.#waitMs = firstWaitMs;
    if (this.#state === 'closed') return false;
    this.#turn('closed', now);
    return true;
  }

  /** `waitMs`: how long the receiver asks to be left alone. */
  failed(error: string, now: number, waitMs: number | null): void {
    this.#failures += 1;
    this.#lastError = error;
    // Attempts that were under way when it opened change nothing any more.
    if (this.#state === 'open' && waitMs === null) return;
    if (this.#state === 'closed' && this.#failures < failuresToOpen && waitMs === null) return;
    if (this.#state === 'halfOpen') this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
    this.#until = now + (waitMs ?? this.#waitMs);
    this.#turn('open', now);
  }

  /** Lets the one attempt through now that it would let through later. */
  tryNow(now: number): void {
    if (this.#state === 'open') this.#turn('halfOpen', now);
  }

  reset(now: number): void {
    this.#failures = 0;
    this.#waitMs = firstWaitMs;
    this.#turn('closed', now);
  }

  #turn(state: BreakerState['state'], now: number): void {
    if (this.#state !== state) this.#since = now;
    this.#state = state;
  }
}

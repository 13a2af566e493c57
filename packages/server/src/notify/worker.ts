import type { BreakerState } from '@centralino/protocol';
import type { Clock, DeliveryRow } from '../engine/index.ts';
import { Breaker } from './breaker.ts';
import { Lanes, type Queued } from './lanes.ts';

/** How one attempt went. `permanent`: trying it again would not help. `gone`: the receiver wants nothing more. */
export type AttemptResult =
  { kind: 'delivered' } | { kind: 'transient'; error: string; waitMs: number | null } | { kind: 'permanent' | 'gone'; error: string };

export interface WorkerOptions {
  clock: Clock;
  /** Whether a delivery may be made now as far as other records go; `wake` is called when it is worth asking again. */
  mayGo?(delivery: Queued, wake: () => void): boolean;
  /** Makes one attempt. Never rejects. */
  attempt(delivery: Queued): Promise<AttemptResult>;
  /** What came of it. Answers when it is tried again; null: not any more. */
  settle(delivery: Queued, result: AttemptResult): number | null;
  /** The next pending deliveries after this one, in order. */
  load(afterId: number, limit: number): Promise<Queued[]>;
  failedToLoad(error: unknown): void;
  concurrency?: number;
  /** Deliveries in memory; more wait in the database. */
  capacity?: number;
}

const loadAgainMs = 1_000;
const timerStepMs = 10;

/**
 * Delivers to one receiver, so that a slow or dead one delays nobody else. Deliveries of one interaction go one after the other in their
 * order, several interactions at the same time.
 */
export class RecordWorker {
  readonly #options: WorkerOptions;
  readonly #concurrency: number;
  readonly #capacity: number;
  readonly #breaker: Breaker;
  readonly #lanes = new Lanes();
  #running = 0;
  #idle: (() => void)[] = [];
  #stopped = false;
  #cancelTimer: (() => void) | null = null;
  #timerAt = Infinity;
  /** Pending ones after this id are in the database only. */
  #loadedTo = 0;
  #behind = true;
  #loading = false;
  #arrivedMeanwhile = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 8;
    this.#capacity = options.capacity ?? 5_000;
    this.#breaker = new Breaker(options.clock.now());
  }

  get breaker(): BreakerState {
    return this.#breaker.view;
  }

  start(): void {
    void this.#loadMore();
  }

  /** New deliveries, which are committed. */
  accept(rows: readonly DeliveryRow[]): void {
    if (this.#behind || this.#lanes.size >= this.#capacity) {
      this.#behind = true;
      this.#arrivedMeanwhile = true;
      if (this.#lanes.size < this.#capacity) void this.#loadMore();
      return;
    }
    for (const row of rows) {
      this.#lanes.add({ ...row, attempts: 0, next_at: null });
      this.#loadedTo = row.id;
    }
    this.#pump();
  }

  /** Deliveries were set back to pending: they are read again from the first. */
  rewind(): void {
    this.#loadedTo = 0;
    this.#behind = true;
    this.#arrivedMeanwhile = true;
    void this.#loadMore();
  }

  /** The administrator says that the receiver is back. */
  reset(): void {
    this.#breaker.reset(this.#options.clock.now());
    this.#lanes.releaseAll();
    this.#pump();
  }

  /** The receiver seems to be back: tries at once what waits for its next attempt, carefully. */
  nudge(): void {
    this.#breaker.tryNow(this.#options.clock.now());
    this.#lanes.releaseAll();
    this.#pump();
  }

  /** Resolves when no attempt is under way any more; none begins. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.idle();
  }

  /** Resolves when no attempt is under way; others may begin later. */
  async idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #resume({ interaction_id: interactionId }: Queued): void {
    this.#lanes.resume(interactionId);
    this.#pump();
  }

  #pump(): void {
    const { clock } = this.#options;
    while (!this.#stopped && this.#running < this.#concurrency) {
      const now = clock.now();
      this.#lanes.release(now);
      if (!this.#lanes.hasReady || !this.#breaker.allows(now, this.#running)) break;
      const delivery = this.#lanes.take();
      if (delivery === undefined) break;
      if (this.#options.mayGo?.(delivery, () => this.#resume(delivery)) === false) {
        this.#lanes.hold(delivery);
        continue;
      }
      this.#running += 1;
      void this.#run(delivery);
    }
    this.#arm();
    if (this.#behind && this.#lanes.size < this.#capacity / 5) void this.#loadMore();
  }

  async #run(delivery: Queued): Promise<void> {
    const result = await this.#options.attempt(delivery);
    this.#running -= 1;
    const now = this.#options.clock.now();
    if (result.kind === 'transient') {
      this.#breaker.failed(result.error, now, result.waitMs);
    } else if (this.#breaker.succeeded(now)) {
      // It answers again: what waited for its next attempt need not wait any longer.
      this.#lanes.releaseAll();
    }
    delivery.attempts += 1;
    const again = this.#options.settle(delivery, result);
    if (again === null) this.#lanes.done(delivery);
    else this.#lanes.postpone(delivery, again);
    if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
    this.#pump();
  }

  /** Wakes for the next postponed delivery, or when the breaker lets one through. */
  #arm(): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    const opensAt = this.#breaker.opensAt;
    const due = this.#lanes.hasReady ? (opensAt ?? Infinity) : Math.max(this.#lanes.nextDueAt, opensAt ?? 0);
    if (due === this.#timerAt && this.#cancelTimer !== null) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#timerAt = due;
    if (due === Infinity) return;
    this.#cancelTimer = clock.after(Math.max(timerStepMs, due - clock.now()), () => {
      this.#cancelTimer = null;
      this.#pump();
    });
  }

  async #loadMore(): Promise<void> {
    if (this.#loading || this.#stopped || !this.#behind) return;
    this.#loading = true;
    try {
      while (this.#behind && !this.#stopped && this.#lanes.size < this.#capacity) {
        this.#arrivedMeanwhile = false;
        const from = this.#loadedTo;
        const limit = Math.max(1, this.#capacity - this.#lanes.size);
        const page = await this.#options.load(from, limit);
        // Set back while we read: what was read may not be all.
        if (this.#loadedTo !== from) continue;
        for (const delivery of page) {
          this.#lanes.add(delivery);
          this.#loadedTo = delivery.id;
        }
        if (page.length < limit && !this.#arrivedMeanwhile) this.#behind = false;
        this.#pump();
      }
    } catch (error) {
      this.#options.failedToLoad(error);
      this.#options.clock.after(loadAgainMs, () => void this.#loadMore());
    } finally {
      this.#loading = false;
    }
  }
}

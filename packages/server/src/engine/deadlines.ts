import type { CommandRequest } from '@centralino/protocol';
import type { Logger } from '../store/connection.ts';
import type { Clock } from './clock.ts';

export interface DeadlinesOptions {
  clock: Clock;
  logger: Logger;
  /** The engine's time, which deadlines are compared with. */
  now(): number;
  nextDeadlineAt(): number | null;
  dueStreams(at: number): string[];
  send(request: CommandRequest): Promise<unknown>;
}

/** Timers of Node hold at most 2^31 ms; and a machine that slept should look soon after waking. */
const longestMs = 60_000;
/** A deadline that its command did not move is a defect; it must not keep the engine busy. */
const stuckMs = 1_000;

/** Turns the deadlines that the world promises into commands: one timer, for the earliest. */
export class Deadlines {
  readonly #options: DeadlinesOptions;
  #armedFor: number | null = null;
  #cancel: (() => void) | null = null;
  #sending = false;
  #stopped = false;

  constructor(options: DeadlinesOptions) {
    this.#options = options;
  }

  /** Call after whatever may have changed the earliest deadline. */
  rearm(): void {
    if (this.#stopped || this.#sending) return;
    const next = this.#options.nextDeadlineAt();
    if (next === this.#armedFor) return;
    this.#arm(next, 0);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(next: number | null, atLeastMs: number): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#armedFor = next;
    if (next === null) return;
    const delayMs = Math.min(longestMs, Math.max(atLeastMs, next - this.#options.now()));
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#fire());
  }

  async #fire(): Promise<void> {
    const { logger, now, dueStreams, nextDeadlineAt, send } = this.#options;
    this.#cancel = null;
    const due = dueStreams(now());
    this.#sending = true;
    const results = await Promise.allSettled(due.map((stream) => send({ type: 'deadline.reached', stream })));
    this.#sending = false;
    if (this.#stopped) return;
    for (const [i, result] of results.entries()) {
      if (result.status === 'rejected') logger.error({ err: result.reason as unknown, stream: due[i] }, 'A deadline’s command was refused');
    }
    const left = new Set(dueStreams(now()));
    const stuck = due.filter((stream) => left.has(stream));
    if (stuck.length > 0) logger.error({ streams: stuck.slice(0, 10) }, 'Deadlines were reached but nothing came of it');
    // At least 1 ms: timers may fire a moment before their time.
    this.#arm(nextDeadlineAt(), stuck.length > 0 ? stuckMs : 1);
  }
}

/**
 * Runs `flush` soon after the first `touch()` and then at most once in `everyMs`, however often it is touched: the last touch is
 * never lost.
 */
export class Coalesce {
  readonly #everyMs: number;
  readonly #flush: () => void;
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = -Infinity;
  readonly #now: () => number;
  #stopped = false;

  constructor(everyMs: number, flush: () => void, now: () => number) {
    this.#everyMs = everyMs;
    this.#flush = flush;
    this.#now = now;
  }

  touch(): void {
    if (this.#timer !== undefined || this.#stopped) return;
    const wait = Math.max(0, Math.min(this.#everyMs, this.#flushedAt + this.#everyMs - this.#now()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flushedAt = this.#now();
      this.#flush();
    }, wait);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}

/** So many functions in a row that had to be stopped switch it off: one that is merely wrong costs nothing, one that hangs costs everybody. */
const stopsAllowed = 5;
const firstOffMs = 60_000;
const longestOffMs = 10 * 60_000;

/** Switches the function off for a while after it was stopped too often, longer each time; a success, or a new function, forgets it all. */
export class Breaker {
  readonly #now: () => number;
  #stops = 0;
  #offMs = firstOffMs;
  #offUntil = 0;
  #reason = '';

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Why it is off, if it is. Once the time is over one call is tried. */
  get off(): { until: number; reason: string } | null {
    return this.#now() < this.#offUntil ? { until: this.#offUntil, reason: this.#reason } : null;
  }

  succeeded(): void {
    this.#stops = 0;
    this.#offMs = firstOffMs;
  }

  /** Answers true when it is off from now on. */
  stopped(message: string): boolean {
    this.#stops += 1;
    if (this.#stops < stopsAllowed) return false;
    this.#reason = `switched off after it was stopped ${this.#stops} times in a row: ${message}`;
    this.#offUntil = this.#now() + this.#offMs;
    this.#offMs = Math.min(longestOffMs, this.#offMs * 2);
    return true;
  }

  reset(): void {
    this.succeeded();
    this.#offUntil = 0;
  }
}

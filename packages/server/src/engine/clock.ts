/** Time as the engine gets it from outside; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `delayMs`; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Time that never goes back, whatever happens to the machine's clock: when that is set back, time goes on from where it was, and
 * is the machine's again as soon as that has caught up.
 */
export class SteadyTime {
  readonly #clock: Clock;
  #last: number;
  #shiftMs = 0;

  constructor(clock: Clock, notBefore: number) {
    this.#clock = clock;
    this.#last = notBefore;
  }

  now(): number {
    const wall = Math.floor(this.#clock.now());
    if (wall >= this.#last) this.#shiftMs = 0;
    else if (wall + this.#shiftMs < this.#last) this.#shiftMs = this.#last - wall;
    this.#last = wall + this.#shiftMs;
    return this.#last;
  }
}

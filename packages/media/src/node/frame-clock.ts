import { nowMs } from './clock.ts';

/** 20 ms: one packet of every audio codec spoken here. */
export const frameMs = 20;
/**
 * After a longer stop of the process the clock goes on from now instead of making up for everything that is overdue in one burst. So much is
 * made up for as a jitter buffer keeps.
 */
export const maxCatchUpMs = 500;

/** A 20 ms beat that does not drift. Runs only while somebody listens. */
export class FrameClock {
  readonly #onFrame: (atMs: number) => void;
  readonly #isNeeded: () => boolean;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #nextAtMs = 0;

  constructor(options: { onFrame(atMs: number): void; isNeeded(): boolean }) {
    this.#onFrame = options.onFrame;
    this.#isNeeded = options.isNeeded;
  }

  /** Goes on by itself as long as it is needed. */
  start(): void {
    if (this.#timer !== null || this.#immediate !== null) return;
    this.#nextAtMs = nowMs() + frameMs;
    this.#schedule();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = this.#immediate = null;
  }

  #schedule(): void {
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        // Packets that came in while the process was busy are taken in first: otherwise the mixer would think that they are late.
        this.#immediate = setImmediate(() => this.#run());
      },
      Math.max(0, this.#nextAtMs - nowMs()),
    );
  }

  #run(): void {
    this.#immediate = null;
    if (!this.#isNeeded()) return;
    const atMs = nowMs();
    if (atMs - this.#nextAtMs > maxCatchUpMs) this.#nextAtMs = atMs;
    for (; this.#nextAtMs <= atMs + 0.5; this.#nextAtMs += frameMs) this.#onFrame(atMs);
    this.#schedule();
  }
}

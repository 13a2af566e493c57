import type { Obstacle } from '@centralino/protocol';
import type { EnginePort } from './ports.ts';

/** Tells that nothing can be saved once that has lasted: a database that restarts within a moment is nobody's worry. Its end is told at once. */
export class Trouble {
  #told: Obstacle | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #leave: () => void;

  constructor(health: EnginePort['health'], afterMs: number, tell: (obstacle: Obstacle | null) => void) {
    const say = (): void => {
      this.#timer = undefined;
      if (this.#told === health.obstacle) return;
      this.#told = health.obstacle;
      tell(this.#told);
    };
    this.#leave = health.onChange((obstacle) => {
      if (obstacle === null || this.#told !== null) {
        clearTimeout(this.#timer);
        say();
      } else this.#timer ??= setTimeout(say, afterMs);
    });
  }

  /** What everybody was told last. */
  get told(): Obstacle | null {
    return this.#told;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#leave();
  }
}

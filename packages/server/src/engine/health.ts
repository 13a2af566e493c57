import type { Obstacle } from '@centralino/protocol';
import { obstacleOf } from '../store/unavailable.ts';

/** What tries to write: commits of events, and every half second the renewal of the lease. `room`: a look at the disk itself. */
export type Attempt = 'commit' | 'lease' | 'room';

/**
 * Whether what the engine writes lasts. It is well when the last commit succeeded; while nobody wants anything, the renewal of the lease
 * is the proof. A commit that failed is only made up for by one that succeeds: on a full disk small writes may still find room.
 */
export class Health {
  readonly #failing = new Map<Attempt, Obstacle>();
  readonly #listeners = new Set<(obstacle: Obstacle | null) => void>();
  #told: Obstacle | null = null;

  /** Why nothing can be saved at the moment; null: all is well. */
  get obstacle(): Obstacle | null {
    return worst(this.#failing.get('commit'), this.#failing.get('lease'));
  }

  /** Why no work should be sent here: nothing can be saved, or soon nothing can, because the disk is full already. */
  get notReady(): Obstacle | null {
    return worst(this.obstacle ?? undefined, this.#failing.get('room'));
  }

  /** Whether commits fail. */
  get commitsFail(): boolean {
    return this.#failing.has('commit');
  }

  failed(what: Attempt, error: unknown): void {
    // A database that ran out of room may then die of it: the room is still what is missing.
    if (this.#failing.get(what) !== 'storageFull') this.#failing.set(what, obstacleOf(error) ?? 'database');
    this.#tell();
  }

  worked(what: Attempt): void {
    this.#failing.delete(what);
    this.#tell();
  }

  /** Called whenever `obstacle` changes. Answers how to stop listening. */
  onChange(listener: (obstacle: Obstacle | null) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    const { obstacle } = this;
    if (obstacle === this.#told) return;
    this.#told = obstacle;
    for (const listener of [...this.#listeners]) listener(obstacle);
  }
}

const worst = (...why: (Obstacle | undefined)[]): Obstacle | null =>
  why.find((obstacle) => obstacle === 'storageFull') ?? why.find((obstacle) => obstacle !== undefined) ?? null;

import type { FastifyBaseLogger } from 'fastify';
import { desiredMedia, interactionView } from '@centralino/core';
import type { KeyedQueue } from '../realtime/keyed-queue.ts';
import type { EnginePort } from '../realtime/ports.ts';
import { isStopping, type Leg } from './leg.ts';
import type { MediaPort } from './ports.ts';

/**
 * Makes the media plane look like the committed world: compares `desiredMedia` with what the plane was told and sends only the
 * differences. Safe to run at any time and any number of times; what failed is tried again with the next run.
 */
export class Reconciler {
  readonly #engine: EnginePort;
  readonly #plane: MediaPort;
  readonly #logger: FastifyBaseLogger;
  readonly #legs: Map<string, Leg>;
  readonly #queue: KeyedQueue;
  readonly #forgotten: (leg: Leg) => void;
  /** Interactions whose run is asked for and has not begun. */
  readonly #touched = new Set<string>();

  constructor(options: {
    engine: EnginePort;
    plane: MediaPort;
    logger: FastifyBaseLogger;
    legs: Map<string, Leg>;
    queue: KeyedQueue;
    forgotten: (leg: Leg) => void;
  }) {
    this.#engine = options.engine;
    this.#plane = options.plane;
    this.#logger = options.logger;
    this.#legs = options.legs;
    this.#queue = options.queue;
    this.#forgotten = options.forgotten;
  }

  touch(interactionId: string): void {
    if (this.#touched.has(interactionId)) return;
    this.#touched.add(interactionId);
    void this.#queue.run(interactionId, () => {
      this.#touched.delete(interactionId);
      return this.run(interactionId);
    });
  }

  touchAll(): void {
    for (const leg of this.#legs.values()) this.touch(leg.interactionId);
  }

  /** One comparison. The caller has the interaction's turn in the queue. Never throws. */
  async run(interactionId: string): Promise<void> {
    const legs = [...this.#legs.values()].filter((leg) => leg.interactionId === interactionId);
    if (legs.length === 0) return;
    const desired = desiredMedia(this.#engine.committed, interactionId);
    const sources = new Map(desired.wires.map(({ sink, source }) => [sink, source]));
    for (const leg of legs) {
      try {
        if (!desired.legs.includes(leg.id)) await this.#end(leg);
        else if (leg.exists) {
          const source = sources.get(leg.id) ?? null;
          const wire = JSON.stringify(source);
          if (leg.wired === wire || (leg.wired === null && source === null)) continue;
          await this.#plane.request('wire', { sink: leg.id, source });
          leg.wired = wire;
        }
      } catch (error) {
        this.#logger.warn({ err: error, legId: leg.id }, 'the media plane did not take a command; it will be repeated');
      }
    }
  }

  async #end(leg: Leg): Promise<void> {
    // Also when its node died: the plane remembers the wiring of a leg until it is closed.
    const { stats } = await this.#plane.request('close', { legId: leg.id });
    this.#legs.delete(leg.id);
    this.#forgotten(leg);
    if (stats === null || interactionView(this.#engine.committed, leg.interactionId) === null) return;
    try {
      await this.#engine.send({ type: 'leg.measured', interactionId: leg.interactionId, legId: leg.id, stats });
    } catch (error) {
      if (!isStopping(error)) this.#logger.warn({ err: error, legId: leg.id }, 'could not record the quality of a leg');
    }
  }
}

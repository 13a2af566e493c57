import type { FastifyBaseLogger } from 'fastify';
import { desiredMedia, interactionView, legHome, mediaGroupMembers } from '@centralino/core';
import type { KeyedQueue } from '../realtime/keyed-queue.ts';
import type { EnginePort } from '../realtime/ports.ts';
import { isStopping, type Leg } from './leg.ts';
import type { MediaPort } from './ports.ts';
import type { Recorder } from './recorder.ts';

/**
 * Makes the media plane look like the committed world: compares `desiredMedia` with what the plane was told and sends only the
 * differences. A talk and the consultations about it share legs: they are one group and compared together. Safe to run at any time and
 * any number of times; what failed is tried again with the next run.
 */
export class Reconciler {
  readonly #engine: EnginePort;
  readonly #plane: MediaPort;
  readonly #logger: FastifyBaseLogger;
  readonly #legs: Map<string, Leg>;
  readonly #queue: KeyedQueue;
  readonly #recorder: Recorder;
  readonly #forgotten: (leg: Leg) => void;
  /** Groups whose run is asked for and has not begun. */
  readonly #touched = new Set<string>();

  constructor(options: {
    engine: EnginePort;
    plane: MediaPort;
    logger: FastifyBaseLogger;
    legs: Map<string, Leg>;
    queue: KeyedQueue;
    recorder: Recorder;
    forgotten: (leg: Leg) => void;
  }) {
    this.#engine = options.engine;
    this.#plane = options.plane;
    this.#logger = options.logger;
    this.#legs = options.legs;
    this.#queue = options.queue;
    this.#recorder = options.recorder;
    this.#forgotten = options.forgotten;
  }

  touch(group: string): void {
    if (this.#touched.has(group)) return;
    this.#touched.add(group);
    void this.#queue.run(group, () => {
      this.#touched.delete(group);
      return this.run(group);
    });
  }

  touchAll(): void {
    for (const leg of this.#legs.values()) this.touch(leg.group);
    for (const group of this.#recorder.groups) this.touch(group);
  }

  /** One comparison. The caller has the group's turn in the queue. Never throws. */
  async run(group: string): Promise<void> {
    await this.#recorder.before(group);
    await this.#wire(group);
    await this.#recorder.after(group, (legId) => this.#legs.get(legId)?.exists === true);
  }

  async #wire(group: string): Promise<void> {
    const legs = [...this.#legs.values()].filter((leg) => leg.group === group);
    if (legs.length === 0) return;
    const world = this.#engine.committed;
    const desired = mediaGroupMembers(world, group).map((id) => desiredMedia(world, id));
    const expected = new Set(desired.flatMap((one) => one.legs));
    const sources = new Map(desired.flatMap((one) => one.wires).map(({ sink, source }) => [sink, source]));
    for (const leg of legs) {
      try {
        if (!expected.has(leg.id)) await this.#end(leg);
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

  /** The legs that are to hear this one now. */
  hearersOf(group: string, legId: string): string[] {
    const world = this.#engine.committed;
    return mediaGroupMembers(world, group)
      .flatMap((id) => desiredMedia(world, id).wires)
      .filter(
        ({ source }) => source !== null && (('leg' in source && source.leg === legId) || ('mix' in source && source.mix.includes(legId))),
      )
      .map(({ sink }) => sink);
  }

  async #end(leg: Leg): Promise<void> {
    // Also when its node died: the plane remembers the wiring of a leg until it is closed.
    const { stats } = await this.#plane.request('close', { legId: leg.id });
    this.#legs.delete(leg.id);
    this.#forgotten(leg);
    const interactionId = legHome(this.#engine.committed, leg.id);
    if (stats === null || interactionView(this.#engine.committed, interactionId) === null) return;
    try {
      await this.#engine.send({ type: 'leg.measured', interactionId, legId: leg.id, stats });
    } catch (error) {
      if (!isStopping(error)) this.#logger.warn({ err: error, legId: leg.id }, 'could not record the quality of a leg');
    }
  }
}

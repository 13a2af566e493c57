import type { FastifyBaseLogger } from 'fastify';
import { interactionView, legHome } from '@centralino/core';
import type { LegView, MediaEvent } from '@centralino/protocol';
import { customerLegIdOf } from '@centralino/protocol';
import { KeyedQueue } from '../realtime/keyed-queue.ts';
import type { EnginePort } from '../realtime/ports.ts';
import { isStopping, lostAfterMs, lostWithoutPageMs, type Leg } from './leg.ts';

type LegEvent = Exclude<MediaEvent, { type: 'node.ready' | 'node.overload' | 'record.failed' | 'leg.dtmf' }>;

/**
 * Decides whether a leg lives, and tells the engine when that differs from what the world believes. A leg is lost when its
 * transport is closed, when no audio came for three seconds, or, once the page's own socket is gone, for 700 ms. It is never lost
 * because a socket hiccuped while audio flowed.
 */
export class LegReports {
  readonly #engine: EnginePort;
  readonly #logger: FastifyBaseLogger;
  readonly #now: () => number;
  readonly #lost: (leg: Leg) => void;
  /** One report at a time for each leg, so that the world is up to date when the next one looks at it. */
  readonly #queue = new KeyedQueue();
  /** Legs whose page is just offering a new transport, and whether the old one closed meanwhile. */
  readonly #replacing = new Map<Leg, { closed: string | null }>();

  constructor(options: { engine: EnginePort; logger: FastifyBaseLogger; now: () => number; lost: (leg: Leg) => void }) {
    this.#engine = options.engine;
    this.#logger = options.logger;
    this.#now = options.now;
    this.#lost = options.lost;
  }

  /** A new transport is asked for: the end of the old one says nothing any more. */
  replacing(leg: Leg): void {
    this.#replacing.set(leg, { closed: null });
  }

  /** The new transport was refused: the old one still counts, also if it closed meanwhile. */
  notReplaced(leg: Leg): void {
    const closed = this.#replacing.get(leg)?.closed ?? null;
    this.#replacing.delete(leg);
    if (closed !== null) this.transportGone(leg, closed);
  }

  /**
   * A transport was set up. It may take its time (the engine has deadlines for that), but a leg that the world still believes to be
   * connected by its old transport is lost when the new one is not up soon. The page is not asked again: it is just trying.
   */
  started(leg: Leg): void {
    this.#replacing.delete(leg);
    leg.state = 'starting';
    leg.transportUp = false;
    leg.silentSince = this.#now();
    clearTimeout(leg.timer);
    leg.timer = setTimeout(() => {
      leg.state = 'down';
      leg.cause = 'notConnected';
      this.report(leg);
    }, lostAfterMs);
  }

  planeEvent(leg: Leg, event: LegEvent): void {
    switch (event.type) {
      case 'leg.state':
        if (event.state === 'connected') this.#connected(leg);
        else {
          const replacing = this.#replacing.get(leg);
          if (replacing === undefined) this.transportGone(leg, event.cause);
          else replacing.closed = event.cause;
        }
        return;
      case 'leg.silent':
        leg.silentSince = this.#now() - event.silentMs;
        if (leg.state !== 'down') this.#judge(leg);
        return;
      case 'leg.sound':
        return this.#sound(leg);
      case 'leg.quality':
        if (event.stats.silentMs !== null && event.stats.silentMs < lostWithoutPageMs) this.#sound(leg);
        return;
    }
  }

  transportGone(leg: Leg, cause: string): void {
    leg.transportUp = false;
    this.#down(leg, cause);
  }

  /** The page's socket is gone: silence is judged more strictly from now on. */
  ownerGone(leg: Leg): void {
    if (leg.state === 'flowing') this.#judge(leg);
  }

  stop(leg: Leg): void {
    clearTimeout(leg.timer);
    this.#replacing.delete(leg);
  }

  async idle(): Promise<void> {
    await this.#queue.idle();
  }

  /** Tells the engine if the world believes something else than what is. */
  report(leg: Leg): void {
    void this.#queue.run(leg.id, async () => {
      const believed = this.#believed(leg)?.state;
      const { id: legId, cause } = leg;
      const interactionId = legHome(this.#engine.committed, legId);
      try {
        if (leg.state === 'flowing' && (believed === 'pending' || believed === 'lost')) {
          await this.#engine.send({ type: 'leg.connected', interactionId, legId });
        } else if (leg.state === 'down' && believed === 'connected') {
          await this.#engine.send({ type: 'leg.lost', interactionId, legId, cause });
        }
      } catch (error) {
        if (!isStopping(error)) this.#logger.warn({ err: error, legId }, 'the engine did not take a report about a leg');
      }
    });
  }

  #believed(leg: Leg): LegView | undefined {
    const world = this.#engine.committed;
    const home = legHome(world, leg.id);
    const view = interactionView(world, home);
    if (leg.id === customerLegIdOf(home)) return view?.customerLeg;
    const party = view?.segments.findLast(({ legId }) => legId === leg.id) ?? view?.supervisors.find(({ id }) => id === leg.id);
    return party?.leg;
  }

  #connected(leg: Leg): void {
    leg.transportUp = true;
    leg.silentSince = this.#now();
    leg.state = 'flowing';
    this.#judge(leg);
    this.report(leg);
  }

  #sound(leg: Leg): void {
    leg.silentSince = null;
    if (!leg.transportUp) return;
    clearTimeout(leg.timer);
    if (leg.state === 'flowing') return;
    leg.state = 'flowing';
    this.report(leg);
  }

  /** Looks at the silence so far, and again when it would be too long. */
  #judge(leg: Leg): void {
    if (leg.silentSince === null) return;
    const allowed = leg.owner === null ? lostWithoutPageMs : lostAfterMs;
    const left = allowed - (this.#now() - leg.silentSince);
    if (left > 0) this.#arm(leg, left, 'noAudio');
    else this.#down(leg, 'noAudio');
  }

  #arm(leg: Leg, ms: number, cause: string): void {
    clearTimeout(leg.timer);
    leg.timer = setTimeout(() => this.#down(leg, cause), ms);
  }

  #down(leg: Leg, cause: string): void {
    clearTimeout(leg.timer);
    const was = leg.state;
    leg.state = 'down';
    leg.cause = cause.slice(0, 80);
    this.report(leg);
    if (was !== 'down') this.#lost(leg);
  }
}

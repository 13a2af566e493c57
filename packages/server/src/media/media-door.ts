import type { FastifyBaseLogger } from 'fastify';
import { interactionView, legHome, legOwner, mediaGroup } from '@centralino/core';
import { CentralinoError, customerLegIdOf, type MediaEvent } from '@centralino/protocol';
import { KeyedQueue } from '../realtime/keyed-queue.ts';
import { interactionOfStream } from '../realtime/desk-missed.ts';
import type { EnginePort } from '../realtime/ports.ts';
import { LegReports } from './leg-reports.ts';
import { Leg, samePrincipal } from './leg.ts';
import { browserAudio, maxVideoBps, type MediaClient, type MediaPort, type MediaPrincipal } from './ports.ts';
import { Reconciler } from './reconciler.ts';
import { Recorder, type ArchivePort } from './recorder.ts';
import { TestLegs } from './test-legs.ts';

export type MediaDoorOptions = {
  engine: EnginePort;
  plane: MediaPort;
  /** Where recordings go. */
  archive: ArchivePort;
  logger: FastifyBaseLogger;
  /** Device tests at the same time, and how long each may last. Default 50 and one minute. */
  testLegs?: number;
  testMs?: number;
  /** How often everything is compared with what should be. Default 10 s. */
  reconcileMs?: number;
  now?: () => number;
};

type Asking = { legId: string; principal: MediaPrincipal; client: MediaClient };

/**
 * The door between the engine and the media plane: takes media offers of pages, makes the plane look like the committed world
 * (`desiredMedia`), and turns what the plane sees into commands (`leg.connected`, `leg.lost`, `leg.measured`).
 */
export class MediaDoor {
  readonly tests: TestLegs;
  readonly #engine: EnginePort;
  readonly #plane: MediaPort;
  readonly #legs = new Map<string, Leg>();
  readonly #clients = new Map<string, { client: MediaClient; principal: MediaPrincipal }>();
  /** Commands to the plane, one after the other for each group of interactions that share media. */
  readonly #queue = new KeyedQueue();
  readonly #reports: LegReports;
  readonly #reconciler: Reconciler;
  readonly #recorder: Recorder;
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(options: MediaDoorOptions) {
    const { engine, plane, archive, logger } = options;
    const now = options.now ?? Date.now;
    this.#engine = engine;
    this.#plane = plane;
    this.tests = new TestLegs({ plane, logger, max: options.testLegs ?? 50, maxMs: options.testMs ?? 60_000 });
    this.#reports = new LegReports({ engine, logger, now, lost: (leg) => this.#askAgain(leg) });
    this.#recorder = new Recorder({ engine, plane, archive, logger, now });
    this.#reconciler = new Reconciler({
      engine,
      plane,
      logger,
      legs: this.#legs,
      queue: this.#queue,
      recorder: this.#recorder,
      forgotten: (leg) => this.#reports.stop(leg),
    });
    plane.on('event', (event) => this.#planeEvent(event));
    plane.on('nodeLost', (lost) => this.#nodeLost(lost));
    this.#unsubscribe = engine.onCommitted((events) => {
      for (const event of events) {
        const interactionId = interactionOfStream(event.stream);
        if (interactionId !== null) this.#reconciler.touch(mediaGroup(engine.committed, interactionId));
      }
    });
    this.#timer = setInterval(() => {
      this.#reconciler.touchAll();
      for (const leg of this.#legs.values()) {
        this.#reports.report(leg);
        // Its page may have tried in vain.
        if (leg.state === 'down') this.#askAgain(leg);
      }
    }, options.reconcileMs ?? 10_000);
    this.#timer.unref();
  }

  /** A page is there: from now on it can be told of its legs. May be called again when a customer's interaction begins. */
  attach(client: MediaClient, principal: MediaPrincipal): void {
    this.#clients.set(client.id, { client, principal });
  }

  /** The page's socket is gone: its legs stay as long as audio flows. */
  detach(clientId: string): void {
    this.#clients.delete(clientId);
    void this.tests.close(clientId);
    for (const leg of this.#legs.values()) {
      if (leg.owner?.id !== clientId) continue;
      leg.owner = null;
      this.#reports.ownerGone(leg);
    }
  }

  /**
   * Media of a leg: the first time, and again after a reload or a lost line. The newest page to offer owns the leg.
   * Throws `leg.unknown`, `leg.notAllowed`, or what the media plane finds wrong; then nothing has changed.
   */
  async offer({ legId, sdp, principal, client }: Asking & { sdp: string }): Promise<{ sdp: string }> {
    this.#check(legId, principal);
    const group = this.#groupOf(legId);
    return this.#queue.run(group, async () => {
      this.#check(legId, principal);
      const { committed } = this.#engine;
      const video = interactionView(committed, legHome(committed, legId))?.channel === 'video';
      const known = this.#legs.get(legId);
      if (known !== undefined) this.#reports.replacing(known);
      let answer: string;
      try {
        ({ answer } = await this.#plane.request('createWebRtcLeg', {
          legId,
          group,
          offer: sdp,
          audio: browserAudio,
          video,
          maxVideoBps,
        }));
      } catch (error) {
        if (known !== undefined) this.#reports.notReplaced(known);
        throw error;
      }
      const leg = known ?? new Leg(legId, group, principal);
      this.#legs.set(legId, leg);
      leg.exists = true;
      const before = leg.owner;
      leg.owner = this.#clients.has(client.id) ? client : null;
      if (before !== null && before.id !== client.id) before.push('leg.takenOver', { legId }, { always: true });
      this.#reports.started(leg);
      // Also closes the leg again when it ended in the meantime.
      await this.#reconciler.run(group);
      if (!this.#legs.has(legId)) throw new CentralinoError('leg.notAllowed', 'the call ended in the meantime');
      return { sdp: answer };
    });
  }

  /** The page can't give media at all. */
  async failed({ legId, cause, principal }: Asking & { cause: string }): Promise<void> {
    this.#check(legId, principal);
    await this.#engine.send({ type: 'leg.failed', interactionId: legHome(this.#engine.committed, legId), legId, cause });
  }

  /**
   * Sends tones to whoever hears this leg now. Throws `media.noDtmf` when nobody does (on hold, nobody there), or when none of them
   * negotiated telephone events.
   */
  async dtmf({ legId, digits, principal }: { legId: string; digits: string; principal: MediaPrincipal }): Promise<void> {
    this.#check(legId, principal);
    const hearers = this.#reconciler.hearersOf(this.#groupOf(legId), legId);
    if (hearers.length === 0) throw new CentralinoError('media.noDtmf', 'nobody hears this line at the moment');
    const results = await Promise.allSettled(hearers.map((hearer) => this.#plane.request('dtmf', { legId: hearer, digits })));
    const refusals = results.filter((result) => result.status === 'rejected');
    if (refusals.length === results.length) throw refusals[0]?.reason;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    clearInterval(this.#timer);
    this.tests.stop();
    for (const leg of this.#legs.values()) this.#reports.stop(leg);
    await this.#queue.idle();
    await this.#reports.idle();
  }

  /** Only the party of a leg may offer for it, and only while media is expected there. Others can't even learn that it exists. */
  #check(legId: string, principal: MediaPrincipal): void {
    const world = this.#engine.committed;
    const owner = legOwner(world, legId);
    if (principal.party === 'customer') {
      if (legId !== customerLegIdOf(principal.interactionId)) throw new CentralinoError('leg.unknown');
      if (owner?.party !== 'customer') throw new CentralinoError('leg.notAllowed');
      return;
    }
    if (owner?.party === 'agent' && owner.agentId === principal.agentId) return;
    const view = interactionView(world, legHome(world, legId));
    const called = view?.origin.kind === 'agent' && view.origin.agentId === principal.agentId && legId === customerLegIdOf(view.id);
    const own = called || view?.segments.some((segment) => segment.legId === legId && segment.agentId === principal.agentId);
    throw new CentralinoError(own === true ? 'leg.notAllowed' : 'leg.unknown');
  }

  #groupOf(legId: string): string {
    const { committed } = this.#engine;
    return mediaGroup(committed, legHome(committed, legId));
  }

  #planeEvent(event: MediaEvent): void {
    if (this.#closed || event.type === 'node.overload') return;
    if (event.type === 'record.failed') {
      void this.#recorder.failed(event.recordingId, event.detail);
      return;
    }
    if (event.type === 'node.ready') {
      // Pages that were asked again when their node died may have found no node to answer them.
      for (const leg of this.#legs.values()) if (!leg.exists) this.#askAgain(leg);
      return;
    }
    const leg = this.#legs.get(event.legId);
    if (event.type === 'leg.quality') {
      const quality = { legId: event.legId, stats: event.stats, trouble: event.trouble };
      if (leg === undefined) this.tests.clientOf(event.legId)?.push('quality', quality);
      else for (const client of this.#concernedBy(leg)) client.push('quality', quality);
    }
    if (leg === undefined) return;
    if (event.type === 'leg.dtmf') this.#digit(leg, event.digit);
    else this.#reports.planeEvent(leg, event);
  }

  /** Agents who hear a leg are told which keys it pressed. */
  #digit(leg: Leg, digit: string): void {
    for (const client of this.#agentsHearing(leg)) client.push('leg.dtmf', { legId: leg.id, digit }, { always: true });
  }

  /** Whose line it is, and the agents who hear it. */
  #concernedBy(leg: Leg): Set<MediaClient> {
    return new Set([...this.#pagesOf(leg), ...this.#agentsHearing(leg)]);
  }

  #agentsHearing(leg: Leg): MediaClient[] {
    return this.#reconciler.hearersOf(leg.group, leg.id).flatMap((hearer) => {
      const other = this.#legs.get(hearer);
      return other?.principal.party === 'agent' ? this.#pagesOf(other) : [];
    });
  }

  #nodeLost({ legIds, recordingIds }: { legIds: string[]; recordingIds: string[] }): void {
    this.#recorder.lost(recordingIds);
    this.tests.forget(legIds);
    for (const legId of legIds) {
      const leg = this.#legs.get(legId);
      if (leg === undefined) continue;
      leg.exists = false;
      leg.wired = null;
      this.#reports.transportGone(leg, 'nodeLost');
    }
  }

  #askAgain(leg: Leg): void {
    if (legOwner(this.#engine.committed, leg.id) === null) return;
    for (const client of this.#pagesOf(leg)) client.push('leg.reoffer', { legId: leg.id }, { always: true });
  }

  /** The page that owns the leg; when its socket is gone, the pages of the same party, one of which may be it, come back. */
  #pagesOf(leg: Leg): MediaClient[] {
    if (leg.owner !== null) return [leg.owner];
    return [...this.#clients.values()].filter(({ principal }) => samePrincipal(principal, leg.principal)).map(({ client }) => client);
  }
}

export const createMediaDoor = (options: MediaDoorOptions): MediaDoor => new MediaDoor(options);

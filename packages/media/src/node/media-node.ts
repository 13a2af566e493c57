import {
  CentralinoError,
  mediaRequests,
  type MediaEvent,
  type MediaMethod,
  type MediaParams,
  type MediaResult,
} from '@centralino/protocol';
import type { NodeConfig } from '../ipc.ts';
import type { Logger } from '../logger.ts';
import { nowMs } from './clock.ts';
import { EchoLine } from './echo-line.ts';
import { Mixes } from './mixes.ts';
import { Players } from './players.ts';
import { Recordings } from './recordings.ts';
import { parseOffer } from './sdp-offer.ts';
import { WebRtcLeg } from './webrtc-leg.ts';
import { Wiring } from './wiring.ts';

const tickMs = 100;
/** Each leg reports in one of ten ticks: the work of a second is spread over the second. */
const ticksPerReport = 10;
const overloadCpu = 0.85;
/** As in the browsers' own RTCDTMFSender. */
const defaultToneMs = 100;
const defaultGapMs = 70;

/** The legs of one process and what may be asked of them. */
export class MediaNode {
  readonly #config: NodeConfig;
  readonly #logger: Logger;
  readonly #emit: (event: MediaEvent) => void;
  readonly #legs = new Map<string, WebRtcLeg>();
  readonly #turns = new Map<WebRtcLeg, number>();
  readonly #players = new Players();
  readonly #mixes = new Mixes(this.#legs);
  readonly #wiring: Wiring;
  readonly #recordings: Recordings;
  readonly #timer: NodeJS.Timeout;
  #ticks = 0;
  #cpu = { share: 0, usedUs: 0, atMs: nowMs() };

  constructor(options: { config: NodeConfig; logger: Logger; emit(event: MediaEvent): void }) {
    this.#config = options.config;
    this.#logger = options.logger;
    this.#emit = options.emit;
    const { logger, emit } = options;
    this.#wiring = new Wiring({ legs: this.#legs, players: this.#players, mixes: this.#mixes, logger });
    const warn = (leg: WebRtcLeg): void => this.#players.warn(leg);
    this.#recordings = new Recordings({ legs: this.#legs, mixes: this.#mixes, logger, emit, warn });
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Answers one request; throws CentralinoError, and then nothing has changed. */
  async handle(method: MediaMethod, params: unknown): Promise<unknown> {
    switch (method) {
      case 'createWebRtcLeg':
        return this.#createWebRtcLeg(check('createWebRtcLeg', params));
      case 'wire': {
        const { sink, source } = check('wire', params);
        this.#wiring.wire(sink, source);
        return {};
      }
      case 'dtmf': {
        const { legId, digits, toneMs, gapMs } = check('dtmf', params);
        this.#legOf(legId).sendDigits(digits, toneMs ?? defaultToneMs, gapMs ?? defaultGapMs);
        return {};
      }
      case 'record.start':
        this.#recordings.start(check('record.start', params));
        return {};
      case 'record.pause':
        this.#recordings.pause(check('record.pause', params).recordingId);
        return {};
      case 'record.resume':
        this.#recordings.resume(check('record.resume', params).recordingId);
        return {};
      case 'record.stop':
        return this.#recordings.stop(check('record.stop', params).recordingId);
      case 'stats': {
        const leg = this.#legOf(check('stats', params).legId);
        return { stats: leg.stats(), heard: leg.feed instanceof EchoLine ? leg.feed.heard : null };
      }
      case 'close':
        return { stats: this.#close(check('close', params).legId) };
      case 'info':
        return { legs: this.#legs.size, cpu: this.#cpu.share, rssBytes: process.memoryUsage.rss() };
      default:
        throw new CentralinoError('request.invalid', `unknown method ${String(method)}`);
    }
  }

  /** Resolves when all recordings are on the disk. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const recorded = this.#recordings.close();
    for (const legId of [...this.#legs.keys()]) this.#close(legId);
    this.#players.close();
    this.#mixes.close();
    await recorded;
  }

  #legOf(legId: string): WebRtcLeg {
    const leg = this.#legs.get(legId);
    if (leg === undefined) throw new CentralinoError('leg.unknown');
    return leg;
  }

  #onUp(leg: WebRtcLeg): void {
    this.#wiring.onUp(leg);
    this.#recordings.onLegs();
  }

  async #createWebRtcLeg(params: MediaParams<'createWebRtcLeg'>): Promise<MediaResult<'createWebRtcLeg'>> {
    const offer = parseOffer(params.offer, params);
    const known = this.#legs.get(params.legId);
    const leg = known ?? new WebRtcLeg({ ...this.#config, legId: params.legId, emit: this.#emit, onUp: (up) => this.#onUp(up) });
    if (known === undefined) {
      this.#legs.set(leg.id, leg);
      this.#turns.set(leg, this.#turns.size % ticksPerReport);
    }
    try {
      return { answer: await leg.attach(offer, params.maxVideoBps) };
    } catch (error) {
      // Another offer for the same leg may be on its way meanwhile.
      if (leg.isIdle && this.#legs.get(leg.id) === leg) this.#close(leg.id);
      throw error;
    }
  }

  #close(legId: string): MediaResult<'close'>['stats'] {
    const leg = this.#legs.get(legId);
    if (leg === undefined) {
      this.#wiring.onClosed(legId);
      return null;
    }
    const stats = leg.close();
    this.#legs.delete(legId);
    this.#turns.delete(leg);
    this.#wiring.onClosed(legId);
    this.#recordings.onLegs();
    return stats;
  }

  #tick(): void {
    const turn = this.#ticks++ % ticksPerReport;
    for (const [leg, itsTurn] of this.#turns) leg.tick(itsTurn === turn);
    if (turn === 0) this.#measureCpu();
  }

  #measureCpu(): void {
    const { user, system } = process.cpuUsage();
    const atMs = nowMs();
    const share = (user + system - this.#cpu.usedUs) / 1000 / (atMs - this.#cpu.atMs);
    const wasOver = this.#cpu.share > overloadCpu;
    this.#cpu = { share, usedUs: user + system, atMs };
    // Two seconds in a row: one busy second is a burst of new calls, not overload.
    if (share > overloadCpu && wasOver) {
      this.#logger.warn({ cpu: share, legs: this.#legs.size }, 'media node is overloaded');
      this.#emit({ type: 'node.overload', cpu: share });
    }
  }
}

function check<M extends MediaMethod>(method: M, params: unknown): MediaParams<M> {
  const parsed = mediaRequests[method][0].safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const about = `${issue?.path.join('.')}: ${issue?.message}`;
    throw new CentralinoError(issue?.path[0] === 'offer' ? 'media.badOffer' : 'request.invalid', about);
  }
  return parsed.data as MediaParams<M>;
}

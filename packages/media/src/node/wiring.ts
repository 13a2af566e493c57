import { CentralinoError, type MediaSource } from '@centralino/protocol';
import type { Logger } from '../logger.ts';
import { EchoLine } from './echo-line.ts';
import type { Players } from './players.ts';
import type { Feed, WebRtcLeg } from './webrtc-leg.ts';

/** The second request repairs a first one that was lost, or sent before the browser's encoder ran. */
const secondKeyFrameAfterMs = 300;
/** Wires of legs that never come would stay for ever: the oldest go. */
const maxWires = 20_000;

/** Who hears whom. A wire may name legs that are not there (yet, or any more): it counts as soon as they are. */
export class Wiring {
  readonly #legs: ReadonlyMap<string, WebRtcLeg>;
  readonly #players: Players;
  readonly #logger: Logger;
  readonly #wires = new Map<string, NonNullable<MediaSource>>();

  constructor(options: { legs: ReadonlyMap<string, WebRtcLeg>; players: Players; logger: Logger }) {
    this.#legs = options.legs;
    this.#players = options.players;
    this.#logger = options.logger;
  }

  /** Wires the sink to the source. Throws `media.noCodec`, with the former wiring untouched, when the two speak different codecs. */
  wire(sinkId: string, source: MediaSource): void {
    if (source !== null && 'mix' in source) throw new CentralinoError('media.unavailable', 'this media node does not mix');
    const sink = this.#legs.get(sinkId);
    const sourceLeg = source !== null && 'leg' in source ? this.#legs.get(source.leg) : undefined;
    if (sink !== undefined && sourceLeg !== undefined && !sameCodec(sink, sourceLeg)) {
      throw new CentralinoError('media.noCodec', `${sinkId} speaks ${sink.audioCodec}, ${sourceLeg.id} speaks ${sourceLeg.audioCodec}`);
    }
    if (sameSource(this.#wires.get(sinkId) ?? null, source) && (source === null || sink === undefined || sink.feed !== null)) return;
    this.#wires.delete(sinkId);
    if (source !== null) this.#wires.set(sinkId, source);
    if (this.#wires.size > maxWires) this.#wires.delete(this.#wires.keys().next().value!);
    this.#apply(sinkId);
  }

  /** A leg's transport is up, for the first time or again. */
  onUp(leg: WebRtcLeg): void {
    this.#apply(leg.id);
    for (const [sinkId, source] of this.#wires) if ('leg' in source && source.leg === leg.id && sinkId !== leg.id) this.#apply(sinkId);
  }

  /** A leg is closed for good: its own wire goes, those that lead to it stay and are silent. */
  onClosed(legId: string): void {
    this.#wires.delete(legId);
    for (const [sinkId, source] of this.#wires) if ('leg' in source && source.leg === legId) this.#apply(sinkId);
  }

  #apply(sinkId: string): void {
    const sink = this.#legs.get(sinkId);
    if (sink === undefined) return;
    sink.feed?.stop();
    sink.feed = this.#plug(sink, this.#wires.get(sinkId) ?? null);
    sink.switchSource();
    const feed = sink.feed;
    feed?.requestKeyFrame();
    setTimeout(() => sink.feed === feed && feed?.requestKeyFrame(), secondKeyFrameAfterMs).unref();
  }

  #plug(sink: WebRtcLeg, source: MediaSource): Feed | null {
    if (source === null) return null;
    if ('echo' in source) return new EchoLine(sink, source.delayMs);
    if ('player' in source) return this.#players.feed(source.player, sink);
    if (!('leg' in source)) return null;
    const leg = this.#legs.get(source.leg);
    if (leg === undefined) return null;
    if (!sameCodec(sink, leg)) {
      this.#logger.warn(
        { sink: sink.id, source: leg.id, sinkCodec: sink.audioCodec, sourceCodec: leg.audioCodec },
        'legs with different codecs stay silent',
      );
      return null;
    }
    leg.sinks.add(sink);
    return { source: leg, requestKeyFrame: () => leg.requestKeyFrame(), stop: () => leg.sinks.delete(sink) };
  }
}

const sameCodec = (a: WebRtcLeg, b: WebRtcLeg): boolean => a.audioCodec === null || b.audioCodec === null || a.audioCodec === b.audioCodec;

function sameSource(a: MediaSource, b: MediaSource): boolean {
  if (a === null || b === null) return a === b;
  if ('leg' in a) return 'leg' in b && a.leg === b.leg;
  if ('player' in a) return 'player' in b && a.player === b.player;
  if ('mix' in a) return 'mix' in b && a.mix.join(' ') === b.mix.join(' ');
  return 'echo' in b && a.delayMs === b.delayMs;
}

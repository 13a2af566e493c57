import { CentralinoError, type MediaSource } from '@centralino/protocol';
import type { Logger } from '../logger.ts';
import { EchoLine } from './echo-line.ts';
import type { MixFeed, Mixes } from './mixes.ts';
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
  readonly #mixes: Mixes;
  readonly #logger: Logger;
  readonly #wires = new Map<string, NonNullable<MediaSource>>();
  /** The feeds of sinks that hear a mix. */
  readonly #mixFeeds = new Map<string, MixFeed>();

  constructor(options: { legs: ReadonlyMap<string, WebRtcLeg>; players: Players; mixes: Mixes; logger: Logger }) {
    this.#legs = options.legs;
    this.#players = options.players;
    this.#mixes = options.mixes;
    this.#logger = options.logger;
  }

  /** Wires the sink to the source. Throws `media.noCodec`, with the former wiring untouched, when the two speak different codecs. */
  wire(sinkId: string, source: MediaSource): void {
    const sink = this.#legs.get(sinkId);
    const sourceLeg = source !== null && 'leg' in source ? this.#legs.get(source.leg) : undefined;
    if (sink !== undefined && sourceLeg !== undefined && !sameCodec(sink, sourceLeg)) {
      throw new CentralinoError('media.noCodec', `${sinkId} speaks ${sink.audioCodec}, ${sourceLeg.id} speaks ${sourceLeg.audioCodec}`);
    }
    if (sameSource(this.#wires.get(sinkId) ?? null, source) && (source === null || sink === undefined || sink.feed !== null)) return;
    this.#wires.delete(sinkId);
    if (source !== null) this.#wires.set(sinkId, source);
    if (this.#wires.size > maxWires) this.#wires.delete(this.#wires.keys().next().value!);
    if (source !== null && 'mix' in source && this.#updateMix(sinkId, source.mix)) return;
    this.#apply(sinkId);
  }

  /** A leg's transport is up, for the first time or again. */
  onUp(leg: WebRtcLeg): void {
    this.#apply(leg.id);
    for (const [sinkId, source] of this.#wires) {
      if (sinkId === leg.id) continue;
      if ('leg' in source && source.leg === leg.id) this.#apply(sinkId);
      else if ('mix' in source && source.mix.includes(leg.id)) this.#updateMix(sinkId, source.mix);
    }
  }

  /** A leg is closed for good: its own wire goes, those that lead to it stay and are silent. */
  onClosed(legId: string): void {
    this.#wires.delete(legId);
    this.#mixFeeds.delete(legId);
    for (const [sinkId, source] of this.#wires) {
      if ('leg' in source && source.leg === legId) this.#apply(sinkId);
      else if ('mix' in source && source.mix.includes(legId)) this.#updateMix(sinkId, source.mix);
    }
  }

  /** Changes the parties of a mix that the sink hears already, without a break. False when it hears none. */
  #updateMix(sinkId: string, legIds: string[]): boolean {
    const feed = this.#mixFeeds.get(sinkId);
    if (feed === undefined || this.#legs.get(sinkId)?.feed !== feed) return false;
    feed.update(legIds);
    return true;
  }

  #apply(sinkId: string): void {
    const sink = this.#legs.get(sinkId);
    if (sink === undefined) return;
    sink.feed?.stop();
    this.#mixFeeds.delete(sinkId);
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
    if ('mix' in source) {
      const feed = this.#mixes.feed(source.mix, sink);
      this.#mixFeeds.set(sink.id, feed);
      return feed;
    }
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
  if ('mix' in a) return 'mix' in b && sameSet(a.mix, b.mix);
  if ('player' in a) return 'player' in b && a.player === b.player;
  return 'echo' in b && a.delayMs === b.delayMs;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((id) => right.has(id));
}

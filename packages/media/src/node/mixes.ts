import type { AudioCodec } from '@centralino/protocol';
import { nowMs } from './clock.ts';
import { FrameClock } from './frame-clock.ts';
import { Mix, type MixListener } from './mix.ts';
import type { RtpHeader } from './rtp.ts';
import { SpeakerChoice } from './speaker-choice.ts';
import { Voice } from './voice.ts';
import type { Feed, WebRtcLeg } from './webrtc-leg.ts';

/** Whatever is fed by a mix whose parties may change. */
export interface MixFeed extends Feed {
  /** From now on these legs; also to be called when one of them came or went. */
  update(legIds: readonly string[]): void;
}

/** The second request repairs a first one that was lost. */
const secondKeyFrameAfterMs = 300;

/** All mixes of a node, on one clock: each leg that is heard is decoded once, each different sum is encoded once. */
export class Mixes {
  readonly #legs: ReadonlyMap<string, WebRtcLeg>;
  readonly #voices = new Map<WebRtcLeg, { voice: Voice; users: number }>();
  readonly #mixes = new Map<string, Mix>();
  readonly #keys = new Map<Mix, string>();
  readonly #ears = new Set<Ear>();
  readonly #clock = new FrameClock({ onFrame: (atMs) => this.#turn(atMs), isNeeded: () => this.#mixes.size > 0 || this.#ears.size > 0 });

  constructor(legs: ReadonlyMap<string, WebRtcLeg>) {
    this.#legs = legs;
  }

  /** How many legs are decoded and how many sums are encoded at present. */
  get load(): { decoders: number; encoders: number } {
    return { decoders: this.#voices.size, encoders: this.#mixes.size };
  }

  /** Lets the leg hear and see the others. */
  feed(legIds: readonly string[], sink: WebRtcLeg): MixFeed {
    const ear = new Ear(this, sink, sink.audioCodec);
    return this.#open(ear, legIds);
  }

  /** Lets someone who is no leg hear the sum of these legs, in Opus. */
  listen(legIds: readonly string[], listener: MixListener): MixFeed {
    return this.#open(new Ear(this, null, 'opus', listener), legIds);
  }

  close(): void {
    for (const ear of [...this.#ears]) ear.stop();
    this.#clock.stop();
  }

  #open(ear: Ear, legIds: readonly string[]): Ear {
    this.#ears.add(ear);
    ear.update(legIds);
    this.#clock.start();
    return ear;
  }

  /** @private */
  acquire(leg: WebRtcLeg): Voice {
    let entry = this.#voices.get(leg);
    if (entry === undefined) this.#voices.set(leg, (entry = { voice: new Voice(leg), users: 0 }));
    entry.users++;
    return entry.voice;
  }

  /** @private */
  release(voice: Voice): void {
    const entry = this.#voices.get(voice.leg);
    if (entry === undefined || --entry.users > 0) return;
    this.#voices.delete(voice.leg);
    voice.stop();
  }

  /** @private */
  legOf(id: string): WebRtcLeg | undefined {
    return this.#legs.get(id);
  }

  /**
   * Moves a listener to the mix of these voices. A mix with this listener alone changes its voices instead: its encoder goes on, and
   * nothing is heard of the change but the change itself. @private
   */
  listenTo(listener: MixListener, present: Mix | null, codec: AudioCodec, voices: readonly Voice[]): Mix {
    const key = `${codec}/${voices
      .map((voice) => voice.leg.id)
      .sort()
      .join('/')}`;
    const same = this.#mixes.get(key);
    if (same !== undefined) {
      // A leg that was closed and made anew has the same name and another voice.
      same.setVoices(voices);
      if (same === present) return same;
      if (present !== null) this.leave(listener, present);
      same.listeners.add(listener);
      return same;
    }
    let mix = present;
    if (mix === null || mix.listeners.size > 1) {
      if (mix !== null) this.leave(listener, mix);
      mix = new Mix({ codec, acquire: (voice) => this.acquire(voice.leg), release: (voice) => this.release(voice) });
      mix.listeners.add(listener);
    } else this.#mixes.delete(this.#keys.get(mix)!);
    this.#mixes.set(key, mix);
    this.#keys.set(mix, key);
    mix.setVoices(voices);
    return mix;
  }

  /** @private */
  leave(listener: MixListener, mix: Mix): void {
    mix.listeners.delete(listener);
    if (mix.listeners.size > 0) return;
    this.#mixes.delete(this.#keys.get(mix)!);
    this.#keys.delete(mix);
    mix.close();
  }

  /** @private */
  forget(ear: Ear): void {
    this.#ears.delete(ear);
  }

  #turn(atMs: number): void {
    for (const { voice } of this.#voices.values()) voice.turn();
    for (const mix of this.#mixes.values()) mix.turn(atMs);
    for (const ear of this.#ears) ear.look(atMs);
  }
}

/** One listener: which voices it hears in which mix, and whose picture it sees. */
class Ear implements MixFeed, MixListener {
  /** Sound and picture have different sources here: neither's clock counts. */
  readonly source = null;
  readonly #mixes: Mixes;
  readonly #sink: WebRtcLeg | null;
  readonly #codec: AudioCodec | null;
  readonly #listener: MixListener;
  readonly #speaker = new SpeakerChoice();
  #voices: Voice[] = [];
  #mix: Mix | null = null;
  #watched: Voice | null = null;

  constructor(mixes: Mixes, sink: WebRtcLeg | null, codec: AudioCodec | null, listener?: MixListener) {
    this.#mixes = mixes;
    this.#sink = sink;
    this.#codec = codec;
    this.#listener = listener ?? this;
  }

  update(legIds: readonly string[]): void {
    const legs = new Set(legIds.map((id) => this.#mixes.legOf(id)).filter((leg) => leg !== undefined && leg !== this.#sink));
    const former = this.#voices;
    // First take, then give back: who stays is not decoded anew.
    this.#voices = [...legs].map((leg) => this.#mixes.acquire(leg!));
    if (this.#codec !== null) this.#mix = this.#mixes.listenTo(this.#listener, this.#mix, this.#codec, this.#voices);
    for (const voice of former) this.#mixes.release(voice);
    this.look(nowMs());
  }

  take(header: RtpHeader, frame: Buffer, atMs: number): void {
    this.#sink?.forward('audio', header, frame, atMs);
  }

  /** Chooses whom to see. */
  look(atMs: number): void {
    const sink = this.#sink;
    if (sink === null) return;
    const visible = this.#voices.filter((voice) => voice.leg.sendsVideo);
    const candidates = visible.map((voice) => ({ id: voice.leg.id, level: voice.level }));
    const shown = this.#speaker.choose(candidates, atMs);
    const voice = visible.find((one) => one.leg.id === shown) ?? null;
    if (voice === this.#watched) return;
    this.#watched?.watchers.delete(sink);
    this.#watched = voice;
    sink.switchSource('video');
    if (voice === null) return;
    voice.watchers.add(sink);
    voice.leg.requestKeyFrame();
    setTimeout(() => this.#watched === voice && voice.leg.requestKeyFrame(), secondKeyFrameAfterMs).unref();
  }

  requestKeyFrame(): void {
    this.#watched?.leg.requestKeyFrame();
  }

  stop(): void {
    this.#mixes.forget(this);
    if (this.#sink !== null) this.#watched?.watchers.delete(this.#sink);
    this.#watched = null;
    if (this.#mix !== null) this.#mixes.leave(this.#listener, this.#mix);
    this.#mix = null;
    for (const voice of this.#voices) this.#mixes.release(voice);
    this.#voices = [];
  }
}

import { randomInt } from 'node:crypto';
import type { AudioCodec } from '@centralino/protocol';
import { frameSamples } from './opus-codec.ts';
import type { RtpHeader } from './rtp.ts';
import { speechEncoder, type SpeechEncoder } from './speech-codec.ts';
import type { Voice } from './voice.ts';

/** Takes what a mix gives out every 20 ms. */
export interface MixListener {
  take(header: RtpHeader, frame: Buffer, atMs: number, mix: Mix): void;
}

interface Member {
  voice: Voice;
  gain: number;
  target: 0 | 1;
}

/** Full scale with a hair's breadth to spare. */
const ceiling = 32_000;
/** Per frame, after a loud moment: back to full loudness in a third of a second. */
const recovery = 1.06;

/** The sum of some voices in one codec, for all who hear the same. Who joins fades in over a frame, who leaves fades out. */
export class Mix {
  readonly codec: AudioCodec;
  readonly listeners = new Set<MixListener>();
  /** Mean square of the present frame, full scale = 1. */
  energy = 0;
  readonly #members = new Map<Voice, Member>();
  readonly #encoder: SpeechEncoder;
  readonly #sum = new Float64Array(frameSamples);
  readonly #frame = new Int16Array(frameSamples);
  readonly #header: RtpHeader;
  readonly #acquire: (voice: Voice) => void;
  readonly #release: (voice: Voice) => void;
  #gain = 1;

  constructor(options: { codec: AudioCodec; acquire(voice: Voice): void; release(voice: Voice): void }) {
    this.codec = options.codec;
    this.#acquire = options.acquire;
    this.#release = options.release;
    this.#encoder = speechEncoder(options.codec);
    this.#header = {
      marker: false,
      payloadType: 0,
      sequence: randomInt(0x8000),
      timestamp: randomInt(0x8000_0000),
      ssrc: randomInt(1, 0xffff_ffff),
      payloadOffset: 0,
    };
  }

  /** Whom this mix is made of, without those that are just fading out. */
  *voices(): Iterable<Voice> {
    for (const member of this.#members.values()) if (member.target === 1) yield member.voice;
  }

  setVoices(voices: readonly Voice[]): void {
    for (const member of this.#members.values()) member.target = voices.includes(member.voice) ? 1 : 0;
    for (const voice of voices) {
      if (this.#members.has(voice)) continue;
      this.#acquire(voice);
      this.#members.set(voice, { voice, gain: 0, target: 1 });
    }
  }

  /** One turn of 20 ms, after the voices had theirs. */
  turn(atMs: number): void {
    this.#sum.fill(0);
    for (const member of this.#members.values()) this.#add(member);
    this.#limit();
    const header = this.#header;
    header.sequence = (header.sequence + 1) & 0xffff;
    header.timestamp = (header.timestamp + this.#encoder.stepTicks) >>> 0;
    const encoded = this.#encoder.encode(this.#frame);
    for (const listener of this.listeners) listener.take(header, encoded, atMs, this);
  }

  close(): void {
    for (const { voice } of this.#members.values()) this.#release(voice);
    this.#members.clear();
    this.#encoder.close();
  }

  #add(member: Member): void {
    const { voice, gain, target } = member;
    const frame = voice.frame;
    if (frame !== null) {
      const step = (target - gain) / frameSamples;
      for (let i = 0; i < frameSamples; i++) this.#sum[i]! += frame[i]! * (gain + step * i);
    }
    member.gain = target;
    if (target === 1) return;
    this.#members.delete(voice);
    this.#release(voice);
  }

  /** Makes the whole sum softer where it would be cut off, and slowly loud again. */
  #limit(): void {
    let peak = 0;
    for (let i = 0; i < frameSamples; i++) peak = Math.max(peak, Math.abs(this.#sum[i]!));
    const target = Math.min(1, this.#gain * recovery, peak === 0 ? 1 : ceiling / peak);
    const step = (target - this.#gain) / frameSamples;
    let square = 0;
    for (let i = 0; i < frameSamples; i++) {
      // The beginning of a sudden loud frame may still be above the ceiling.
      const sample = Math.max(-32_768, Math.min(32_767, Math.round(this.#sum[i]! * (this.#gain + step * i))));
      this.#frame[i] = sample;
      square += sample * sample;
    }
    this.energy = square / frameSamples / 0x40000000;
    this.#gain = target;
  }
}

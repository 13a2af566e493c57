import { JitterBuffer, type Next } from './jitter-buffer.ts';
import { frameSamples } from './opus-codec.ts';
import type { MediaKind, RtpHeader } from './rtp.ts';
import { speechDecoder, type SpeechDecoder } from './speech-codec.ts';
import type { PacketSink, WebRtcLeg } from './webrtc-leg.ts';

/** So many frames are made up while the sender is late, ever more quietly. */
const concealedFrames = 5;
/** Weight of a new frame in the level: half a second of speech decides. */
const levelWeight = 0.04;
/** Two packets of 120 ms, the longest there are: more is never in hand. */
const maxInHand = 2 * 6 * frameSamples;

/** What one leg says, decoded once for all who hear it mixed: a frame of 20 ms of 48 kHz mono per turn. */
export class Voice implements PacketSink {
  readonly leg: WebRtcLeg;
  /** The present frame; null = nothing is heard. */
  frame: Int16Array | null = null;
  /** Mean square of the present frame, full scale = 1. */
  energy = 0;
  /** How loud the leg has been of late: root mean square, full scale = 1. */
  level = 0;
  /** Who sees this leg's picture. */
  readonly watchers = new Set<PacketSink>();
  readonly #buffer = new JitterBuffer();
  #decoder: SpeechDecoder | null = null;
  readonly #hand = new Int16Array(maxInHand);
  #inHand = 0;
  #gain = 0;
  #late = 0;

  constructor(leg: WebRtcLeg) {
    this.leg = leg;
    leg.sinks.add(this);
  }

  forward(kind: MediaKind, header: RtpHeader, packet: Buffer, atMs: number): void {
    if (kind === 'video') {
      for (const watcher of this.watchers) watcher.forward('video', header, packet, atMs);
      return;
    }
    // A copy: the buffer belongs to the native library's callback, and waits here.
    this.#put(header, Uint8Array.prototype.slice.call(payloadOf(header, packet)));
  }

  skip(header: RtpHeader): void {
    this.#put(header, null);
  }

  /** One turn of 20 ms. */
  turn(): void {
    const wasQuiet = this.#gain === 0;
    const target = this.#fill();
    if (target === 0 && wasQuiet) {
      this.#inHand = 0;
      this.frame = null;
      this.energy = 0;
    } else {
      if (this.#inHand < frameSamples) this.#hand.fill(0, this.#inHand, frameSamples);
      const frame = this.#hand.slice(0, frameSamples);
      this.#shift(Math.min(frameSamples, this.#inHand));
      if (target === 1 && this.#buffer.hasSurplus()) this.#shorten(frame);
      this.energy = ramp(frame, this.#gain, target);
      this.#gain = target;
      this.frame = frame;
    }
    this.level += (Math.sqrt(this.energy) - this.level) * levelWeight;
  }

  stop(): void {
    this.leg.sinks.delete(this);
    this.watchers.clear();
    this.#decoder?.close();
    this.#decoder = null;
  }

  #put(header: RtpHeader, payload: Uint8Array | null): void {
    if (!this.#buffer.put(header.ssrc, header.sequence, payload)) return;
    // Another stream of this leg, perhaps in another codec.
    this.#decoder?.close();
    const codec = this.leg.audioCodec;
    this.#decoder = codec === null ? null : speechDecoder(codec);
  }

  /** Gets a frame's worth into the hand. Answers how loud the end of the frame is to be. */
  #fill(): number {
    for (let packets = 0; this.#inHand < frameSamples && packets < 16; packets++) {
      const next = this.#buffer.take();
      if (next.kind === 'idle') {
        this.#late = 0;
        return 0;
      }
      this.#late = next.kind === 'late' ? this.#late + 1 : 0;
      const samples = this.#samplesOf(next);
      const taken = Math.min(samples.length, maxInHand - this.#inHand);
      this.#hand.set(taken === samples.length ? samples : samples.subarray(0, taken), this.#inHand);
      this.#inHand += taken;
    }
    return Math.max(0, 1 - this.#late / concealedFrames);
  }

  #samplesOf(next: Next): Int16Array {
    if (next.kind === 'packet') return this.#decoder?.decode(next.payload) ?? new Int16Array(frameSamples);
    if (next.kind === 'gap' || this.#decoder === null) return new Int16Array(frameSamples);
    return this.#decoder.conceal();
  }

  /** Plays two frames in the time of one: fades from one into the other. */
  #shorten(frame: Int16Array): void {
    const target = this.#fill();
    if (target !== 1 || this.#inHand < frameSamples) return;
    for (let i = 0; i < frameSamples; i++) {
      const share = i / frameSamples;
      frame[i] = frame[i]! * (1 - share) + this.#hand[i]! * share;
    }
    this.#shift(frameSamples);
  }

  #shift(samples: number): void {
    this.#hand.copyWithin(0, samples, this.#inHand);
    this.#inHand -= samples;
  }
}

/** Without padding (RFC 3550 section 5.1). */
export function payloadOf(header: RtpHeader, packet: Buffer): Uint8Array {
  const padding = (packet[0]! & 0x20) === 0 ? 0 : packet[packet.length - 1]!;
  return packet.subarray(header.payloadOffset, Math.max(header.payloadOffset, packet.length - padding));
}

/** Changes the loudness of a frame evenly from its beginning to its end, in place. Answers the mean square. */
function ramp(frame: Int16Array, from: number, to: number): number {
  let sum = 0;
  const isFlat = from === 1 && to === 1;
  for (let i = 0; i < frame.length; i++) {
    if (!isFlat) frame[i] = frame[i]! * (from + ((to - from) * i) / frame.length);
    sum += frame[i]! * frame[i]!;
  }
  return sum / frame.length / 0x40000000;
}

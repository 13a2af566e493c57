import type { AudioCodec } from '@centralino/protocol';
import { decodeALaw, decodeMuLaw } from './g711.ts';
import { OpusDecoder } from './opus-codec.ts';

/** What is looked at as a rule: a decoded packet costs a third of a millisecond, and a switched-off microphone stays off for long. */
const lookEveryMs = 1_000;
/** While nothing is heard, a packet that is larger than silence was is looked at soon: the first word ends it. */
const lookSoonerMs = 100;
const largerByBytes = 8;
/** Zeros come out of Opus as at most one step of the 16-bit scale, the faintest noise as three and more. */
const opusSilence = 2;
/** The two values next to zero of A-law; µ-law has zero itself. */
const g711Silence = 8;

/**
 * Tells a microphone that sends nothing but zeros (switched off at the headset, muted in the system) from one in a quiet room, which always
 * has some noise. Packets go on coming in both cases.
 */
export class SilenceDetector {
  #lastSoundAtMs: number | null = null;
  #lookedAtMs = -Infinity;
  /** Of the last packet without sound; null: the last one had some. */
  #silentBytes: number | null = null;

  /** Takes an audio packet. */
  packet(codec: AudioCodec, payload: Uint8Array, atMs: number): void {
    this.#lastSoundAtMs ??= atMs;
    const larger = this.#silentBytes !== null && payload.length > this.#silentBytes + largerByBytes;
    if (atMs - this.#lookedAtMs < (larger ? lookSoonerMs : lookEveryMs)) return;
    this.#lookedAtMs = atMs;
    if (isSilent(codec, payload)) this.#silentBytes = payload.length;
    else {
      this.#silentBytes = null;
      this.#lastSoundAtMs = atMs;
    }
  }

  /** How long there was no sound although packets came. */
  silentForMs(atMs: number): number {
    return this.#silentBytes === null || this.#lastSoundAtMs === null ? 0 : atMs - this.#lastSoundAtMs;
  }

  /** Another stream begins: nothing is known of it. */
  restart(): void {
    this.#lastSoundAtMs = null;
    this.#lookedAtMs = -Infinity;
    this.#silentBytes = null;
  }
}

function isSilent(codec: AudioCodec, payload: Uint8Array): boolean {
  if (codec !== 'opus') {
    const decode = codec === 'pcmu' ? decodeMuLaw : decodeALaw;
    return payload.every((byte) => Math.abs(decode(byte)) <= g711Silence);
  }
  // A decoder of its own for this one packet: it has no memory of what was said before.
  const decoder = new OpusDecoder();
  try {
    return decoder.decode(payload).every((sample) => Math.abs(sample) <= opusSilence);
  } finally {
    decoder.close();
  }
}

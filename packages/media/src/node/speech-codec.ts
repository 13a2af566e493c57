import type { AudioCodec } from '@centralino/protocol';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.ts';
import { OpusDecoder, OpusEncoder } from './opus-codec.ts';
import { DownSampler, UpSampler } from './resampler.ts';

/** One incoming stream to 48 kHz mono. */
export interface SpeechDecoder {
  decode(payload: Uint8Array): Int16Array;
  /** About 20 ms in place of a packet that is missing. */
  conceal(): Int16Array;
  close(): void;
}

/** Frames of 20 ms of 48 kHz mono to one outgoing stream. */
export interface SpeechEncoder {
  encode(frame: Int16Array): Buffer;
  /** RTP timestamp units per frame. */
  readonly stepTicks: number;
  close(): void;
}

export const speechDecoder = (codec: AudioCodec): SpeechDecoder => (codec === 'opus' ? new OpusDecoder() : new G711Decoder(codec));
export const speechEncoder = (codec: AudioCodec): SpeechEncoder => (codec === 'opus' ? new OpusSpeechEncoder() : new G711Encoder(codec));

class OpusSpeechEncoder extends OpusEncoder implements SpeechEncoder {
  readonly stepTicks = 960;
}

const table = (size: number, valueAt: (index: number) => number): Int16Array => Int16Array.from({ length: size }, (_, i) => valueAt(i));
const decodeTables = { pcmu: table(256, decodeMuLaw), pcma: table(256, decodeALaw) };
/** By the sample's 16 bits. */
const encodeTables = {
  pcmu: Uint8Array.from({ length: 0x10000 }, (_, i) => encodeMuLaw((i << 16) >> 16)),
  pcma: Uint8Array.from({ length: 0x10000 }, (_, i) => encodeALaw((i << 16) >> 16)),
};
/** Of a made-up block against the one before it. */
const concealedGain = 0.7;

class G711Decoder implements SpeechDecoder {
  readonly #table: Int16Array;
  readonly #up = new UpSampler();
  #last = new Int16Array(160);

  constructor(codec: 'pcmu' | 'pcma') {
    this.#table = decodeTables[codec];
  }

  decode(payload: Uint8Array): Int16Array {
    const samples = new Int16Array(payload.length);
    for (let i = 0; i < samples.length; i++) samples[i] = this.#table[payload[i]!]!;
    if (samples.length > 0) this.#last = samples;
    return this.#up.process(samples);
  }

  /** The last block backwards: it begins where the last one ended, so there is no step in the waveform. */
  conceal(): Int16Array {
    const length = this.#last.length;
    const samples = this.#last.map((_, i) => this.#last[length - 1 - i]! * concealedGain ** (i / length));
    this.#last = samples;
    return this.#up.process(samples);
  }

  close(): void {
    // Holds nothing.
  }
}

class G711Encoder implements SpeechEncoder {
  readonly stepTicks = 160;
  readonly #table: Uint8Array;
  readonly #down = new DownSampler();

  constructor(codec: 'pcmu' | 'pcma') {
    this.#table = encodeTables[codec];
  }

  encode(frame: Int16Array): Buffer {
    const samples = this.#down.process(frame);
    const out = Buffer.allocUnsafe(samples.length);
    for (let i = 0; i < samples.length; i++) out[i] = this.#table[samples[i]! & 0xffff]!;
    return out;
  }

  close(): void {
    // Holds nothing.
  }
}

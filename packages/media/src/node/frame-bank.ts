import OpusScript from 'opusscript';
import type { AudioCodec } from '@centralino/protocol';
import { nowMs } from './clock.ts';
import { encodeALaw, encodeMuLaw } from './g711.ts';
import { render, type Score } from './synthesiser.ts';

/** So long may encoding hold up the forwarding of calls at a time. */
const sliceMs = 3;
const framesPerSecond = 50;
/** Opus carries any of its rates on the 48 kHz RTP clock (RFC 7587 section 4.1); 24 kHz is all that these scores contain. */
const sampleRates = { opus: 24_000, pcmu: 8_000, pcma: 8_000 } as const;
const opusBitsPerSecond = 32_000;

/** A score as 20 ms packets of one codec: rendered and encoded once, on first use, in small slices beside the calls. */
export class FrameBank {
  readonly length: number;
  readonly #frames: Buffer[] = [];
  readonly #ready: Promise<void>;

  constructor(score: Score, codec: AudioCodec) {
    this.length = score.seconds * framesPerSecond;
    this.#ready = this.#fill(score, codec);
  }

  /** Resolves when the whole score is encoded. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** The frame at a place of the endless loop; undefined while it is not encoded yet. */
  frame(position: number): Buffer | undefined {
    return this.#frames[position % this.length];
  }

  async #fill(score: Score, codec: AudioCodec): Promise<void> {
    const sampleRate = sampleRates[codec];
    const encoder = codec === 'opus' ? opusEncoder(sampleRates.opus) : g711Encoder(codec);
    let sliceEndsAtMs = nowMs() + sliceMs;
    for (const block of render(score, sampleRate, sampleRate / framesPerSecond)) {
      this.#frames.push(encoder.encode(block));
      if (nowMs() < sliceEndsAtMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceEndsAtMs = nowMs() + sliceMs;
    }
    encoder.close();
  }
}

interface Encoder {
  encode(block: Int16Array): Buffer;
  close(): void;
}

function opusEncoder(sampleRate: 24_000): Encoder {
  const opus = new OpusScript(sampleRate, 1, OpusScript.Application.AUDIO);
  opus.setBitrate(opusBitsPerSecond);
  return {
    // A copy: the library answers a view of its own memory.
    encode: (block) => Buffer.from(opus.encode(Buffer.from(block.buffer, block.byteOffset, block.byteLength), block.length)),
    close: () => opus.delete(),
  };
}

function g711Encoder(codec: 'pcmu' | 'pcma'): Encoder {
  const encode = codec === 'pcmu' ? encodeMuLaw : encodeALaw;
  return { encode: (block) => Buffer.from(Uint8Array.from(block, encode)), close: () => undefined };
}

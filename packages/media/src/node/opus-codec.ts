import { createRequire } from 'node:module';

/** What opusscript's WebAssembly build offers below its own wrapper. Pointers are addresses in the WebAssembly memory. */
interface OpusModule {
  /** Replaced by the module whenever its memory grows: never kept. */
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  _malloc(bytes: number): number;
  OpusScriptHandler: {
    new (sampleRate: number, channels: number, application: number): OpusHandler;
    destroy_handler(handler: OpusHandler): void;
  };
}

interface OpusHandler {
  _encode(pcm: number, pcmBytes: number, out: number, samplesPerChannel: number): number;
  _decode(packet: number, packetBytes: number, pcm: number): number;
  _encoder_ctl(request: number, value: number): number;
}

export const opusRate = 48_000;
/** 20 ms. */
export const frameSamples = 960;
/** 120 ms, the longest packet (RFC 6716 section 3.2.5). */
const maxSamples = 5_760;
const maxPacketBytes = 4_000;
const voip = 2048;
const ctl = { bitrate: 4002, complexity: 4010 } as const;
const bitsPerSecond = 32_000;
/** Of 0..10: more costs twice the time for a difference that nobody hears in speech at this rate. */
const complexity = 5;

interface Engine {
  module: OpusModule;
  pcm: number;
  packet: number;
}
let engine: Engine | null = null;

// The module's samples are two 16-bit words, each with one byte of the sample in it: the low one first.
const toWords = (sample: number): number => (sample & 0xff) | ((sample & 0xff00) << 8);
const fromWords = (words: number): number => (((words & 0xff) | ((words >>> 8) & 0xff00)) << 16) >> 16;

/**
 * The library's own wrapper keeps views of the WebAssembly memory and mixes up byte and sample addresses: from some ninety codecs on it
 * writes over other codecs or fails. A node has many more, so its codecs use the module below the wrapper, with one pair of buffers for
 * all: calls are synchronous.
 */
function opus(): Engine {
  if (engine === null) {
    const load = createRequire(import.meta.url)('opusscript/build/opusscript_native_wasm.js') as () => OpusModule;
    const module = load();
    engine = { module, pcm: module._malloc(maxSamples * 4), packet: module._malloc(maxPacketBytes) };
  }
  return engine;
}

/** Decodes one stream to 48 kHz mono. */
export class OpusDecoder {
  readonly #handler: OpusHandler;
  #toc = 0xf8;

  constructor() {
    this.#handler = new (opus().module.OpusScriptHandler)(opusRate, 1, voip);
  }

  /** The samples; empty for a packet that is not Opus. */
  decode(packet: Uint8Array): Int16Array {
    if (packet.length === 0 || packet.length > maxPacketBytes) return new Int16Array(0);
    this.#toc = packet[0]!;
    return this.#run(packet);
  }

  /** What the decoder makes up for a lost packet of 20 ms (a frame of no bytes asks for that: RFC 6716 section 3.2.1). */
  conceal(): Int16Array {
    // Same mode, mono, one frame of 20 ms: SILK and hybrid configurations count 10, 20, 40, 60 ms or 10, 20 ms, CELT 2.5, 5, 10, 20 ms.
    const config = this.#toc >> 3;
    const of20Ms = config < 12 ? (config & ~3) + 1 : config < 16 ? config | 1 : config | 3;
    return this.#run(Uint8Array.of(of20Ms << 3));
  }

  close(): void {
    opus().module.OpusScriptHandler.destroy_handler(this.#handler);
  }

  #run(packet: Uint8Array): Int16Array {
    const { module, pcm, packet: at } = opus();
    module.HEAPU8.set(packet, at);
    const samples = this.#handler._decode(at, packet.length, pcm);
    const out = new Int16Array(Math.max(0, samples));
    const words = module.HEAPU32;
    for (let i = 0, from = pcm >> 2; i < out.length; i++) out[i] = fromWords(words[from + i]!);
    return out;
  }
}

/** Encodes 48 kHz mono speech in packets of 20 ms. */
export class OpusEncoder {
  readonly #handler: OpusHandler;

  constructor() {
    this.#handler = new (opus().module.OpusScriptHandler)(opusRate, 1, voip);
    this.#handler._encoder_ctl(ctl.bitrate, bitsPerSecond);
    this.#handler._encoder_ctl(ctl.complexity, complexity);
  }

  /** Takes exactly one frame of `frameSamples`. */
  encode(samples: Int16Array): Buffer {
    const { module, pcm, packet } = opus();
    const words = module.HEAPU32;
    for (let i = 0, to = pcm >> 2; i < samples.length; i++) words[to + i] = toWords(samples[i]!);
    const bytes = this.#handler._encode(pcm, samples.length * 2, packet, samples.length);
    if (bytes <= 0) throw new Error(`Opus encoder failed with ${bytes}`);
    return Buffer.from(module.HEAPU8.subarray(packet, packet + bytes));
  }

  close(): void {
    opus().module.OpusScriptHandler.destroy_handler(this.#handler);
  }
}

/** Length of an Opus packet in samples of 48 kHz (RFC 6716 section 3.1 and 3.2); 0 for one that is malformed. */
export function opusPacketSamples(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const frame = config < 12 ? [480, 960, 1_920, 2_880][config & 3]! : config < 16 ? [480, 960][config & 1]! : 120 << (config & 3);
  const code = toc & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 0x3f;
  const samples = frame * frames;
  return samples > maxSamples ? 0 : samples;
}

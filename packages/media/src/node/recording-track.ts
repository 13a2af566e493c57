import type { AudioCodec } from '@centralino/protocol';
import { OggOpusWriter, opusFilling, preSkip } from './ogg-opus.ts';
import { opusPacketSamples } from './opus-codec.ts';
import type { RecordingFile } from './recording-file.ts';
import { RecordingTimeline } from './recording-timeline.ts';
import type { RtpHeader } from './rtp.ts';
import { g711Silence, wavHeader, wavHeaderBytes } from './wav-writer.ts';

/** So many packets are kept back, so that one that was overtaken still gets its place. */
const keptBack = 5;
/** Missing at the end, for less than this: nothing to fill. */
const minTailMs = 100;
/** WAV data is written once a second. */
const wavBlockBytes = 8_000;

interface Placed {
  position: number;
  samples: number;
  payload: Uint8Array;
}

/** The packets of one leg, in one codec, as a file without gaps. */
export class RecordingTrack {
  readonly legId: string;
  readonly codec: AudioCodec;
  readonly offsetMs: number;
  readonly #file: RecordingFile;
  readonly #form: OpusForm | G711Form;
  readonly #timeline: RecordingTimeline;
  readonly #clockRate: number;
  readonly #kept: Placed[] = [];
  #written = 0;
  #filled = 0;
  #energySum = 0;
  #energyFrames = 0;

  constructor(options: { legId: string; codec: AudioCodec; offsetMs: number; file: RecordingFile }) {
    this.legId = options.legId;
    this.codec = options.codec;
    this.offsetMs = options.offsetMs;
    this.#file = options.file;
    this.#clockRate = options.codec === 'opus' ? 48_000 : 8_000;
    this.#timeline = new RecordingTimeline(this.#clockRate);
    this.#form = options.codec === 'opus' ? new OpusForm(options.file) : new G711Form(options.file, options.codec);
  }

  packet(header: RtpHeader, payload: Uint8Array, atMs: number): void {
    const samples = this.codec === 'opus' ? opusPacketSamples(payload) : payload.length;
    if (samples === 0) return;
    const position = this.#timeline.place({ ssrc: header.ssrc, timestamp: header.timestamp, samples }, atMs);
    let index = this.#kept.length;
    while (index > 0 && this.#kept[index - 1]!.position > position) index--;
    this.#kept.splice(index, 0, { position, samples, payload });
    if (this.#kept.length > keptBack) this.#write(this.#kept.shift()!);
  }

  /** How loud the leg was in a turn of 20 ms. */
  heard(energy: number): void {
    this.#energySum += energy;
    this.#energyFrames++;
  }

  pause(): void {
    this.#flush();
    this.#timeline.pause();
  }

  sync(): void {
    this.#file.sync();
  }

  /** `untilMs`: the leg is still there, and silent since its last packet. */
  async finish(
    untilMs: number | null,
  ): Promise<{ legId: string; path: string; ms: number; offsetMs: number; filledMs: number; energy: number } | null> {
    this.#flush();
    if (untilMs !== null) {
      const tail = this.#timeline.at(untilMs) - this.#written;
      if (tail > (minTailMs * this.#clockRate) / 1000) this.#fill(tail);
    }
    this.#form.end();
    const path = await this.#file.finish();
    if (path === null) return null;
    const ms = (samples: number): number => Math.max(0, Math.round((samples * 1000) / this.#clockRate));
    return {
      legId: this.legId,
      path,
      ms: ms(this.#written - (this.codec === 'opus' ? preSkip : 0)),
      offsetMs: this.offsetMs,
      filledMs: ms(this.#filled),
      energy: this.#energyFrames === 0 ? 0 : this.#energySum / this.#energyFrames,
    };
  }

  #flush(): void {
    for (const placed of this.#kept.splice(0)) this.#write(placed);
  }

  #write({ position, samples, payload }: Placed): void {
    // A duplicate, or too late.
    if (position + samples / 2 < this.#written) return;
    if (position > this.#written) this.#fill(position - this.#written);
    this.#form.write(payload);
    this.#written += samples;
  }

  #fill(samples: number): void {
    const filled = this.#form.fill(samples);
    this.#written += filled;
    this.#filled += filled;
  }
}

class OpusForm {
  readonly #file: RecordingFile;
  readonly #ogg = new OggOpusWriter();

  constructor(file: RecordingFile) {
    this.#file = file;
    file.append(this.#ogg.head());
  }

  write(payload: Uint8Array): void {
    const page = this.#ogg.write(payload);
    if (page !== null) this.#file.append(page);
  }

  fill(samples: number): number {
    const before = this.#ogg.samples;
    for (const packet of opusFilling(samples)) this.write(packet);
    return this.#ogg.samples - before;
  }

  end(): void {
    this.#file.append(this.#ogg.end());
  }
}

class G711Form {
  readonly #file: RecordingFile;
  readonly #codec: 'pcmu' | 'pcma';
  #bytes = 0;
  #block: Uint8Array[] = [];
  #blockBytes = 0;

  constructor(file: RecordingFile, codec: 'pcmu' | 'pcma') {
    this.#file = file;
    this.#codec = codec;
    file.append(wavHeader(codec, 0));
  }

  write(payload: Uint8Array): void {
    this.#block.push(payload);
    this.#blockBytes += payload.length;
    if (this.#blockBytes >= wavBlockBytes) this.#flush();
  }

  fill(samples: number): number {
    for (let left = samples; left > 0; left -= wavBlockBytes)
      this.write(new Uint8Array(Math.min(left, wavBlockBytes)).fill(g711Silence[this.#codec]));
    return samples;
  }

  end(): void {
    this.#flush();
    // Chunks have an even length.
    if (this.#bytes % 2 === 1) this.#file.patch(Uint8Array.of(0), wavHeaderBytes + this.#bytes);
  }

  #flush(): void {
    this.#file.append(Buffer.concat(this.#block));
    this.#bytes += this.#blockBytes;
    this.#block = [];
    this.#blockBytes = 0;
    // The header always tells the truth: a file that a crash cut off can be played.
    this.#file.patch(wavHeader(this.#codec, this.#bytes), 0);
  }
}

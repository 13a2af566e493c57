import { readFile } from 'node:fs/promises';
import { decodeALaw, decodeMuLaw } from './node/g711.ts';
import { preSkip } from './node/ogg-opus.ts';
import { OpusDecoder, opusPacketSamples } from './node/opus-codec.ts';
import { g711Silence, wavHeaderBytes } from './node/wav-writer.ts';

/** What can be said of a file of a recording from the file alone. */
export interface MeasuredFile {
  ms: number;
  filledMs: number;
  energy: number;
}

/** So many packets are decoded at a time, so that whoever else needs this process gets their turn. */
const packetsPerTurn = 100;

/**
 * Measures a file that a media node wrote and could not finish, or whose numbers were lost with the process that had asked for them.
 * Null: there is nothing in it that could be played.
 */
export async function measureRecording(path: string): Promise<MeasuredFile | null> {
  const file = await readFile(path);
  const measured = file.toString('latin1', 0, 4) === 'RIFF' ? measureWav(file) : await measureOgg(file);
  return measured.ms > 0 ? measured : null;
}

async function measureOgg(file: Buffer): Promise<MeasuredFile> {
  const decoder = new OpusDecoder();
  let samples = 0;
  let filled = 0;
  let sum = 0;
  let count = 0;
  try {
    for (const packet of packetsOf(file)) {
      const length = opusPacketSamples(packet);
      samples += length;
      // Speech in so few bytes is none: what the recorder fills with.
      if (packet.length <= 3) filled += length;
      for (const sample of decoder.decode(packet)) sum += (sample / 32_768) ** 2;
      if (++count % packetsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    decoder.close();
  }
  return { ms: Math.max(0, Math.round((samples - preSkip) / 48)), filledMs: Math.round(filled / 48), energy: sum / Math.max(1, samples) };
}

/** The audio packets of the pages that are there completely. */
function* packetsOf(file: Buffer): Iterable<Buffer> {
  for (let at = 0, page = 0; at + 27 <= file.length && file.toString('latin1', at, at + 4) === 'OggS'; page++) {
    const lacing = file.subarray(at + 27, at + 27 + file[at + 26]!);
    let from = at + 27 + lacing.length;
    const end = from + lacing.reduce((bytes, length) => bytes + length, 0);
    if (end > file.length) return;
    at = end;
    let length = 0;
    for (const segment of lacing) {
      length += segment;
      if (segment === 255) continue;
      // The first two pages are headers.
      if (page >= 2) yield file.subarray(from, from + length);
      from += length;
      length = 0;
    }
  }
}

/** Filling is counted in packets of 20 ms: single samples of silence are in every sound. */
const wavBlock = 160;

function measureWav(file: Buffer): MeasuredFile {
  if (file.length <= wavHeaderBytes) return { ms: 0, filledMs: 0, energy: 0 };
  const isALaw = file.readUInt16LE(20) === 6;
  const decode = isALaw ? decodeALaw : decodeMuLaw;
  const silence = isALaw ? g711Silence.pcma : g711Silence.pcmu;
  const samples = file.subarray(wavHeaderBytes);
  let sum = 0;
  let filled = 0;
  for (let at = 0; at < samples.length; at += wavBlock) {
    const block = samples.subarray(at, at + wavBlock);
    if (block.every((byte) => byte === silence)) filled += block.length;
    else for (const byte of block) sum += (decode(byte) / 32_768) ** 2;
  }
  return { ms: Math.round(samples.length / 8), filledMs: Math.round(filled / 8), energy: sum / samples.length };
}

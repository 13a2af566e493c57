import { writeFile } from 'node:fs/promises';
import { OggOpusWriter } from '../../../../media/src/node/ogg-opus.ts';
import { OpusEncoder } from '../../../../media/src/node/opus-codec.ts';
import { toneFrame } from '../../../../media/test-kit/tones.ts';

/** Writes a file of a recording as a media node does: a tone of so many ms, or the beginning of one when its name ends with `.part`. */
export async function writeSpeech(path: string, ms: number): Promise<void> {
  const ogg = new OggOpusWriter();
  const encoder = new OpusEncoder();
  const pages: (Buffer | null)[] = [ogg.head()];
  for (let frame = 0; frame < ms / 20; frame++) pages.push(ogg.write(encoder.encode(toneFrame(440, frame))));
  encoder.close();
  if (!path.endsWith('.part')) pages.push(ogg.end());
  await writeFile(path, Buffer.concat(pages.filter((page) => page !== null)));
}

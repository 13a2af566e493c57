import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rtpPacket, toneFrame } from '../test-kit/tones.ts';
import { measureRecording } from './measure-recording.ts';
import { encodeALaw } from './node/g711.ts';
import { OpusEncoder } from './node/opus-codec.ts';
import { RecordingFile } from './node/recording-file.ts';
import { RecordingTrack } from './node/recording-track.ts';
import { parseRtp } from './node/rtp.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'measured-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Five seconds of a tone, of which the fourth was lost. */
const record = (codec: 'opus' | 'pcma'): RecordingTrack => {
  const extension = codec === 'opus' ? 'ogg' : 'wav';
  const file = new RecordingFile({ directory, name: 'r', extension, onError: (error) => expect.unreachable(error.message) });
  const track = new RecordingTrack({ legId: 'a', codec, offsetMs: 0, file });
  const encoder = new OpusEncoder();
  for (let index = 0; index < 250; index++) {
    const pcm = toneFrame(440, index);
    const payload = codec === 'opus' ? encoder.encode(pcm) : Uint8Array.from({ length: 160 }, (_, i) => encodeALaw(pcm[i * 6]!));
    if (index >= 150 && index < 200) continue;
    const packet = rtpPacket({ sequence: index, timestamp: index * (codec === 'opus' ? 960 : 160), ssrc: 1, payload });
    track.packet(parseRtp(packet)!, payload, index * 20);
  }
  return track;
};

describe('measuring a recording', () => {
  it.each(['opus', 'pcma'] as const)('finds in a file of %s what was written', async (codec) => {
    const file = await record(codec).finish(null);
    const found = await measureRecording(file!.path);
    expect(found!.ms).toBe(file!.ms);
    expect(Math.abs(found!.filledMs - 1_000)).toBeLessThan(30);
    // A sine with the amplitude 0.3, for four fifths of the time.
    expect(found!.energy).toBeGreaterThan(0.03);
    expect(found!.energy).toBeLessThan(0.04);
  });

  it('takes the complete pages of a file that was cut off', async () => {
    const file = await record('opus').finish(null);
    const cut = join(directory, 'cut.ogg.part');
    const bytes = readFileSync(file!.path);
    writeFileSync(cut, bytes.subarray(0, Math.round(bytes.length * 0.5)));
    const found = await measureRecording(cut);
    expect(found!.ms).toBeGreaterThan(1_500);
    expect(found!.ms).toBeLessThan(3_500);
    expect((found!.ms + 312 / 48) % 1_000).toBeLessThan(25);
  });

  it('finds nothing in a file that has no sound, or is none', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('OggS'), readFileSync((await record('opus').finish(null))!.path).subarray(0, 90)]) {
      writeFileSync(join(directory, 'x'), bytes);
      expect(await measureRecording(join(directory, 'x'))).toBeNull();
    }
    await expect(measureRecording(join(directory, 'nothing'))).rejects.toThrow('ENOENT');
    expect(readdirSync(directory)).toContain('x');
  });
});

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { measureRecording } from '@centralino/media';
import type { RecordedFile } from '@centralino/protocol';

/** A file of a recording on the disk, with all that is known of it. */
export interface CollectedFile extends RecordedFile {
  bytes: number;
  /** A media node could not finish it. */
  interrupted: boolean;
}

const entriesOf = async (directory: string): Promise<string[]> =>
  (await readdir(directory).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : Promise.reject(error)))).sort();

/** The leg in the name of a file; null: all mixed; undefined: no file of this recording. The media node appends `.2`, … to a name in use. */
export function legOfName(recordingId: string, name: string): string | null | undefined {
  if (!name.startsWith(`${recordingId}.`)) return undefined;
  const found = /^(.+?)(?:\.\d+)?\.(?:ogg|wav)(?:\.part)?$/.exec(name.slice(recordingId.length + 1));
  if (found?.[1] === undefined) return undefined;
  return found[1] === 'mixed' ? null : found[1];
}

/**
 * All files of a recording, in order of time. It has a folder for each stretch: after a lost media node or a restart it went on in
 * another. What the node told (`told`) is believed, the rest is measured: files that it could not finish, and those of a former process.
 */
export async function collectFiles(directory: string, recordingId: string, told: readonly RecordedFile[]): Promise<CollectedFile[]> {
  const known = new Map(told.map((file) => [file.path, file]));
  const collected: CollectedFile[] = [];
  let beganMs = 0;
  const stretches = (await entriesOf(directory)).sort((a, b) => Number(a) - Number(b));
  for (const stretch of stretches) {
    let endedMs = beganMs;
    for (const name of await entriesOf(join(directory, stretch))) {
      const legId = legOfName(recordingId, name);
      if (legId === undefined) continue;
      const path = join(directory, stretch, name);
      const measured = known.get(path) ?? (await measureRecording(path));
      if (measured === null) continue;
      const offsetMs = known.get(path)?.offsetMs ?? 0;
      const { ms, filledMs, energy } = measured;
      collected.push({
        legId,
        path,
        ms,
        filledMs,
        energy,
        offsetMs: beganMs + offsetMs,
        bytes: (await stat(path)).size,
        interrupted: name.endsWith('.part'),
      });
      if (legId === null) endedMs = Math.max(endedMs, beganMs + ms);
    }
    beganMs = endedMs;
  }
  // The mix first: it is what people want to hear.
  return collected.sort((a, b) => Number(a.legId !== null) - Number(b.legId !== null) || a.offsetMs - b.offsetMs);
}

export const extensionOf = (path: string): 'ogg' | 'wav' => (basename(path).includes('.wav') ? 'wav' : 'ogg');

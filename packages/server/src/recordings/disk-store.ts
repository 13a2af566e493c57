import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { CentralinoError } from '@centralino/protocol';
import type { ByteRange, FileStore } from './file-store.ts';

/** Recordings in a folder of this machine. */
export class DiskStore implements FileStore {
  readonly kind = 'disk';
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(key: string, path: string): Promise<void> {
    const target = join(this.#directory, key);
    const fresh = `${target}.new`;
    await mkdir(dirname(target), { recursive: true });
    await rm(fresh, { force: true });
    // On the same disk a second name is enough; no copy, and nothing half written.
    await link(path, fresh).catch(() => copyFile(path, fresh));
    await rename(fresh, target);
  }

  async read(key: string, { start, end }: ByteRange): Promise<Readable> {
    const path = join(this.#directory, key);
    const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new CentralinoError('recording.unknown', 'its file is not there any more');
      throw error;
    });
    return createReadStream(path, { fd: handle, start, end });
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.#directory, key), { force: true });
  }
}

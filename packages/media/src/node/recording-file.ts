import { link, mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** More that waits for the disk means that the disk does not keep up: the recording fails before the node does. */
const maxWaitingBytes = 8 * 2 ** 20;
const maxCopies = 1_000;

/**
 * A file that grows under the name `*.part` and gets its own name when it is complete. Writes queue up behind each other; the first
 * error is told once, and nothing is written after it.
 */
export class RecordingFile {
  readonly #directory: string;
  readonly #name: string;
  readonly #extension: string;
  readonly #onError: (error: Error) => void;
  #handle: FileHandle | null = null;
  #part = '';
  #length = 0;
  #waiting = 0;
  #dirty = false;
  #failed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: { directory: string; name: string; extension: string; onError(error: Error): void }) {
    this.#directory = options.directory;
    this.#name = options.name;
    this.#extension = options.extension;
    this.#onError = options.onError;
    this.#do(() => this.#open());
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  append(bytes: Uint8Array): void {
    const at = this.#length;
    this.#length += bytes.length;
    this.#write(bytes, at);
  }

  /** Writes over what is there. */
  patch(bytes: Uint8Array, at: number): void {
    this.#write(bytes, at);
  }

  /** Has the disk keep what was written. */
  sync(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#do(() => this.#handle!.datasync());
  }

  /** Gives the complete file its name. Answers its path, or null when it failed. */
  async finish(): Promise<string | null> {
    let path: string | null = null;
    this.#do(async () => {
      await this.#handle!.sync();
      await this.#handle!.close();
      this.#handle = null;
      path = await this.#rename();
    });
    await this.#work;
    await this.#handle?.close().catch(() => undefined);
    return path;
  }

  #write(bytes: Uint8Array, at: number): void {
    if (this.#failed) return;
    this.#dirty = true;
    this.#waiting += bytes.length;
    if (this.#waiting > maxWaitingBytes) {
      this.#fail(new Error('the disk is too slow'));
      return;
    }
    this.#do(async () => {
      for (let done = 0; done < bytes.length;)
        done += (await this.#handle!.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      this.#waiting -= bytes.length;
    });
  }

  #do(task: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#failed) return;
      try {
        await task();
      } catch (error) {
        this.#fail(error as Error);
      }
    });
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onError(error);
  }

  #path(copy: number): string {
    return join(this.#directory, `${this.#name}${copy === 1 ? '' : `.${copy}`}.${this.#extension}`);
  }

  async #open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    for (let copy = 1; ; copy++) {
      this.#part = `${this.#path(copy)}.part`;
      try {
        // Never over a file that a crash left behind.
        this.#handle = await open(this.#part, 'wx');
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || copy >= maxCopies) throw error;
      }
    }
  }

  /** A link fails where a rename would silently replace another recording. */
  async #rename(): Promise<string> {
    for (let copy = 1; ; copy++) {
      try {
        await link(this.#part, this.#path(copy));
        await unlink(this.#part);
        return this.#path(copy);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || copy >= maxCopies) throw error;
      }
    }
  }
}

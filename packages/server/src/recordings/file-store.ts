import type { Readable } from 'node:stream';

/** A part of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where the files of recordings are kept. Keys are made by the archive: letters, digits, `.`, `-` and `/`. */
export interface FileStore {
  readonly kind: 'disk' | 's3';
  /** Keeps a copy of the file under the key, in the place of what was there. */
  put(key: string, path: string, mediaType: string): Promise<void>;
  /** Throws `recording.unknown` when there is no such file, `recording.unavailable` when the store does not answer. */
  read(key: string, range: ByteRange): Promise<Readable>;
  /** Of a file that is not there: nothing happens. */
  remove(key: string): Promise<void>;
}

import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { S3mini } from 's3mini';
import { CentralinoError } from '@centralino/protocol';
import type { ByteRange, FileStore } from './file-store.ts';

export interface S3Options {
  /** With the bucket: `https://s3.eu-central-1.amazonaws.com/bucket`, `https://bucket.s3.eu-central-1.amazonaws.com`. */
  url: string;
  region: string;
  keyId: string;
  secret: string;
}

const requestTimeoutMs = 60_000;

/** Recordings in a bucket of any store that speaks S3. */
export class S3Store implements FileStore {
  readonly kind = 's3';
  readonly #client: S3mini;

  constructor({ url, region, keyId, secret }: S3Options) {
    this.#client = new S3mini({
      endpoint: url,
      region,
      accessKeyId: keyId,
      secretAccessKey: secret,
      requestAbortTimeout: requestTimeoutMs,
    });
  }

  async put(key: string, path: string, mediaType: string): Promise<void> {
    // An hour of speech is some 15 MB. Larger than 8 MB: in parts.
    const { ok, status } = await this.#client.putAnyObject(key, await readFile(path), mediaType);
    if (!ok) throw new Error(`the store answered ${status}`);
  }

  async read(key: string, { start, end }: ByteRange): Promise<Readable> {
    let response: Response;
    try {
      response = await this.#client.getObjectRaw(key, false, start, end + 1);
    } catch (error) {
      if ((error as { status?: number }).status === 404)
        throw new CentralinoError('recording.unknown', 'its file is not in the store any more');
      throw new CentralinoError('recording.unavailable', undefined, { cause: error });
    }
    if (response.body === null) throw new CentralinoError('recording.unavailable');
    return Readable.fromWeb(response.body as ReadableStream);
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.deleteObject(key);
    } catch (error) {
      throw new CentralinoError('recording.unavailable', undefined, { cause: error });
    }
  }
}

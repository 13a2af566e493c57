import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/**
 * Argon2id as OWASP recommends it (Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1): about 40 ms of one core per hash.
 * `memoryKiB` and `iterations` are written into each hash, so they can be raised later without breaking old ones.
 */
const cost = { memoryKiB: 19_456, iterations: 2, parallelism: 1, saltBytes: 16, hashBytes: 32 };

// The event loop carries the signalling of live calls, so 40 ms on it is too much: hashing has a thread of its own.
// The thread's program is a string because the server runs from TypeScript in tests and from JavaScript in production.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { argon2id, argon2Verify } = require(workerData.hashWasm);
parentPort.on('message', async ({ id, method, args }) => {
  try {
    const result = method === 'hash'
      ? await argon2id({ ...args, salt: Uint8Array.from(args.salt), outputType: 'encoded' })
      : await argon2Verify(args);
    parentPort.postMessage({ id, result });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error && error.message) });
  }
});
`;

/** Hashes and checks passwords off the event loop. */
export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** `encoded` null (no such user) costs the same time and is false, so that the answer tells nothing about who exists. */
  verify(password: string, encoded: string | null): Promise<boolean>;
  close(): Promise<void>;
};

type Reply = { id: number; result?: unknown; error?: string };
type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

/** Starts nothing until the first password is asked about; then one thread works the queue off in order. */
export function createPasswordHasher(): PasswordHasher {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let worker: Worker | null = null;
  let nobodysHash: Promise<string> | null = null;

  const failAll = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const hashWasm = createRequire(import.meta.url).resolve('hash-wasm');
    const started = new Worker(program, { eval: true, workerData: { hashWasm }, execArgv: [], name: 'passwords' });
    started.on('message', ({ id, result, error }: Reply) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (error === undefined) asked?.resolve(result);
      else asked?.reject(new Error(`Password hashing failed: ${error}`));
    });
    started.on('error', failAll);
    return started;
  };

  const ask = (method: 'hash' | 'verify', args: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, args });
    });

  const hash = async (password: string): Promise<string> =>
    (await ask('hash', {
      password,
      salt: [...randomBytes(cost.saltBytes)],
      parallelism: cost.parallelism,
      iterations: cost.iterations,
      memorySize: cost.memoryKiB,
      hashLength: cost.hashBytes,
    })) as string;

  return {
    hash,
    async verify(password, encoded) {
      if (nobodysHash === null) {
        nobodysHash = hash(randomBytes(16).toString('hex'));
        // Made ready for later: when it fails, whoever needs it hears of it then.
        nobodysHash.catch(() => undefined);
      }
      const matches = (await ask('verify', { password, hash: encoded ?? (await nobodysHash) })) as boolean;
      return matches && encoded !== null;
    },
    async close() {
      const closing = worker;
      failAll(new Error('Password hashing is closed'));
      await closing?.terminate();
    },
  };
}

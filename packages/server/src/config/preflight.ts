import { createSocket } from 'node:dgram';
import { access, constants, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { CentralinoConfig } from './config.ts';
import { StartupError } from './startup-error.ts';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? '';

/**
 * Makes a folder and those above it. Not `mkdir` with `recursive`: Node.js never comes back from it where a parent exists but takes no
 * folders and answers ENOENT (such as /proc).
 */
async function makeFolders(path: string): Promise<void> {
  const exists = (await stat(path).catch(() => null)) !== null;
  if (exists) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolders(parent);
  await mkdir(path).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** Makes the data directory and proves that it can be written. */
export async function checkDataDir(dataDir: string): Promise<void> {
  const advice = 'set CENTRALINO_DATA to a directory that this user may write, or correct its permissions';
  try {
    await makeFolders(dataDir);
    const probe = join(dataDir, `.write-test-${process.pid}`);
    await writeFile(probe, '');
    await unlink(probe);
  } catch (error) {
    const isFile = (await stat(dataDir).catch(() => null))?.isFile() === true;
    const why = isFile ? 'it is a file' : codeOf(error) === 'ENOSPC' ? 'the disk is full' : codeOf(error) || 'not writable';
    throw new StartupError(`The data directory ${dataDir} can't be used (${why}): ${advice}.`, { cause: error });
  }
}

/** Why the HTTP port can't be had, and what to do. */
export function listenError(error: unknown, { host, port }: Pick<CentralinoConfig, 'host' | 'port'>): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartupError(`Port ${port} is in use by another program: stop it, or set PORT to a free port.`, { cause: error });
    case 'EACCES':
      return new StartupError(`Port ${port} may not be used by this user: set PORT to 1024 or above, or start with the right to use it.`, {
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartupError(`${host} is not an address of this machine: set HOST to one of its addresses, or to 0.0.0.0 for all.`, {
        cause: error,
      });
    default:
      return error;
  }
}

/** Tries the HTTP port: a second server on it is told at once, not after the database has started. */
export async function checkTcpPort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenError(error, { host, port })));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

/**
 * Tries the UDP ports of the media nodes. A port in use is tried again for `waitMs`: after a power cut or `kill -9` of the server its media
 * nodes outlive it by a moment, to finish recordings and to take leave of the browsers.
 */
export async function checkUdpPorts(
  host: string,
  first: number,
  count: number,
  waitMs = 0,
  onWait?: (port: number) => void,
): Promise<void> {
  const until = Date.now() + waitMs;
  for (let port = first; port < first + count; port++) {
    for (let told = false; !(await udpPortIsFree(host, port)); told = true) {
      if (Date.now() >= until)
        throw new StartupError(`UDP port ${port} is in use by another program: stop it, or set MEDIA_PORT to a free port.`);
      if (!told) onWait?.(port);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Throws what waiting does not mend. */
function udpPortIsFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    probe.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE') resolve(false);
      else reject(listenError(error, { host, port }));
    });
    probe.bind({ address: host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Reads certificate and key, and proves that they belong together. */
export async function readTls(files: { certFile: string; keyFile: string }): Promise<{ cert: Buffer; key: Buffer }> {
  const read = async (name: string, file: string): Promise<Buffer> => {
    try {
      await access(file, constants.R_OK);
      return await readFile(file);
    } catch (error) {
      throw new StartupError(`${name} (${file}) can't be read: correct its permissions.`, { cause: error });
    }
  };
  const cert = await read('TLS_CERT', files.certFile);
  const key = await read('TLS_KEY', files.keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new StartupError(`TLS_CERT and TLS_KEY can't be used: both must be PEM files, and the key must be the certificate's.`, {
      cause: error,
    });
  }
  return { cert, key };
}

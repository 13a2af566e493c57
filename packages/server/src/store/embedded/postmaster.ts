import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';

/** What a running PostgreSQL writes about itself into `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  /** `starting`, `stopping`, `ready` or `standby`. */
  status: string;
}

/** @returns null when there is no such file, it isn't whole yet, or it names no PostgreSQL that runs */
export async function readPostmaster(pgData: string): Promise<Postmaster | null> {
  const lines = await readLock(pgData);
  const pid = Number(lines?.[0]);
  if (lines === null || !Number.isInteger(pid) || pid <= 0 || !isPostgres(pid)) return null;
  return { pid, port: Number(lines[3] ?? 0), status: lines[7] ?? '' };
}

/**
 * Removes a `postmaster.pid` which PostgreSQL itself would take for that of a running server: its number is now somebody else's process (a
 * container counts from 1 after each start), or that of a dead one which nobody has waited for yet.
 */
export async function removeFalseLock(pgData: string): Promise<void> {
  const pid = Number((await readLock(pgData))?.[0]);
  if (Number.isInteger(pid) && pid > 0 && isAlive(pid) && !isPostgres(pid)) await rm(path.join(pgData, lockFile), { force: true });
}

const lockFile = 'postmaster.pid';

async function readLock(pgData: string): Promise<string[] | null> {
  const text = await readFile(path.join(pgData, lockFile), 'utf8').catch(() => null);
  return text === null ? null : text.split('\n').map((line) => line.trim());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process of this number runs and is a PostgreSQL; where it can't be seen which program it is, every running one is. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    // proc(5): number, name in brackets, state (Z: dead, not waited for).
    const [, name, state] = /^\d+ \((.*)\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return name === undefined || (/^postgres|^postmaster/.test(name) && state !== 'Z');
  } catch {
    return true;
  }
}

/** A port of the loopback interface that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

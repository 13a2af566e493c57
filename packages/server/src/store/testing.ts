import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createEnginePool, createKysely, createPool, type Logger } from './connection.ts';
import { prepareCluster } from './embedded/cluster.ts';
import { migrate } from './migrate.ts';
import type { Store } from './open-store.ts';

/** A store on a database of its own, made empty with all tables; `close` drops the database. */
export interface TestStore extends Store {
  /** Address of the database, for a second store or another process. */
  readonly url: string;
}

export interface TestStoreOptions {
  logger?: Logger;
}

interface Server {
  /** Address with database `postgres`. */
  url: string;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const template = 'centralino_template';
/** Test files of one process share the server even if their modules are loaded anew. */
const key = Symbol.for('centralino.testServer');
const shared = globalThis as unknown as Record<symbol, Promise<Server> | undefined>;

/**
 * A fresh database for a test. One embedded PostgreSQL per process, ended with it (even after kill -9);
 * `TEST_DATABASE_URL` names another server to use, e.g. one of the oldest version supported.
 */
export async function openTestStore({ logger = silentLogger }: TestStoreOptions = {}): Promise<TestStore> {
  const { url } = await (shared[key] ??= startServer());
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(url, `create database ${name} template ${templateName()}`);
  const own = withDatabase(url, name);
  const config = { connectionString: own, ssl: false };
  const db = createKysely(createPool(config, logger));
  const enginePool = createEnginePool(config, logger);
  let closed: Promise<void> | undefined;
  return {
    db,
    enginePool,
    url: own,
    embedded: false,
    alone: false,
    suspect: () => undefined,
    repair: () => Promise.resolve(),
    hasRoom: () => Promise.resolve(true),
    close: () =>
      (closed ??= (async () => {
        await Promise.all([db.destroy(), enginePool.end()]);
        await administer(url, `drop database if exists ${name} with (force)`);
      })()),
  };
}

const templateName = (): string => `${template}_${process.pid}`;

async function startServer(): Promise<Server> {
  const url = process.env['TEST_DATABASE_URL'] ?? (await startEmbedded());
  await administer(url, `drop database if exists ${templateName()} with (force)`);
  await administer(url, `create database ${templateName()}`);
  const pool = createPool({ connectionString: withDatabase(url, templateName()), ssl: false }, silentLogger);
  const db = createKysely(pool);
  await migrate(db);
  await db.destroy();
  return { url };
}

async function startEmbedded(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'centralino-test-'));
  await chmod(dataDir, 0o755);
  const cluster = await prepareCluster({
    dataDir,
    logger: silentLogger,
    // Nothing here has to outlive a power cut.
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', shared_buffers: '32MB', max_connections: '100' },
    durableSetup: false,
  });
  const { host, port, user, password } = await cluster.start();
  watchOver((await cluster.pid()) ?? 0, dataDir);
  return `postgres://${user}:${password}@${host}:${port}/postgres`;
}

/** A tiny process that waits for the end of ours on a pipe, then ends the server and removes its data. */
function watchOver(pid: number, dataDir: string): void {
  const script = `
    const [pid, dir] = process.argv.slice(1);
    process.stdin.resume().on('end', () => {
      try { process.kill(Number(pid), 'SIGQUIT'); } catch {}
      const remove = (left) => {
        try { require('fs').rmSync(dir, { recursive: true, force: true }); if (left > 8) setTimeout(remove, 250, left - 1); }
        catch { if (left > 0) setTimeout(remove, 250, left - 1); }
      };
      setTimeout(remove, 500, 10);
    }).on('error', () => process.exit());`;
  const child = spawn(process.execPath, ['-e', script, String(pid), dataDir], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // The pipe must not keep a finished test run alive.
  (child.stdin as unknown as { unref?(): void }).unref?.();
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, ssl: false });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

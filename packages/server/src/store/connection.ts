import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { BaseLogger } from 'pino';
import type { Database } from './database.ts';
import { codeOf, messageOf, StoreError } from './errors.ts';

export type Logger = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;

/** Oldest PostgreSQL that Centralino is written for. */
export const minimumPostgres = 15;

const int8 = 20;
/** PostgreSQL sends bigint as text. Ours are milliseconds and counters, far below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/** Where the server is, without a password in it: for messages. */
export function describe(config: pg.PoolConfig): string {
  if (config.connectionString === undefined) return `${config.host ?? 'localhost'}:${config.port ?? 5432}`;
  try {
    const url = new URL(config.connectionString);
    return `${url.hostname || 'the local socket'}${url.port === '' ? '' : `:${url.port}`}${url.pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}

/** Tells of every connection that can't be had, whoever asked for it: a pool's own queries, transactions and the query builder alike. */
class WatchedPool extends pg.Pool {
  onRefused: (error: Error) => void = () => {};

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void;
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    if (callback !== undefined) {
      return super.connect((error, client, done) => {
        if (error !== undefined) this.onRefused(error);
        callback(error, client, done);
      });
    }
    const asked = super.connect();
    asked.catch((error: unknown) => this.onRefused(error as Error));
    return asked;
  }
}

/** @param suspect called when a connection breaks or can't be had: the database may be gone */
export function createPool(config: pg.PoolConfig, logger: Logger, suspect: () => void = () => {}): pg.Pool {
  const pool = new WatchedPool({
    max: 12,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'centralino',
    types,
    ...config,
  });
  // A connection that breaks while nobody uses it is replaced at the next use; one that breaks between two statements of a
  // transaction fails the next one. Without listeners both would end the process.
  pool.on('error', (error) => {
    if (!pool.ending) logger.warn({ error: messageOf(error) }, 'A database connection was lost');
  });
  const lost = () => {
    if (!pool.ending) suspect();
  };
  pool.on('connect', (client) => client.on('error', lost));
  pool.onRefused = lost;
  return pool;
}

/** One connection for commits, the others for the lease and a look at the log. A statement that hangs is given up. */
export const createEnginePool = (config: pg.PoolConfig, logger: Logger, suspect?: () => void): pg.Pool =>
  createPool({ ...config, max: 3, application_name: 'centralino engine', query_timeout: 30_000 }, logger, suspect);

export const createKysely = (pool: pg.Pool): Kysely<Database> => new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });

/** PostgreSQL refuses for a moment while it starts, stops or recovers; a container's name may not be known yet. */
const passing = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03', '57P01']);

/**
 * Waits until the server answers and looks at its version.
 * @param waitMs how long a server that is not (yet) there is waited for
 */
export async function checkServer(pool: pg.Pool, place: string, waitMs: number, logger: Logger): Promise<void> {
  const until = Date.now() + waitMs;
  for (let told = false; ; told = true) {
    try {
      const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version_num') as version`);
      requireVersion(Number(rows[0]?.version), place);
      return;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      if (!passing.has(codeOf(error)) || Date.now() >= until) throw explain(error, place);
      if (!told) logger.info(`Waiting for the database at ${place} (${messageOf(error)})`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** @param version `server_version_num`, e.g. 150018 */
export function requireVersion(version: number, place: string): void {
  const major = Math.floor(version / 10_000);
  if (major >= minimumPostgres) return;
  throw new StoreError(
    'store.tooOld',
    `The database at ${place} is PostgreSQL ${major}.`,
    `Centralino needs PostgreSQL ${minimumPostgres} or newer: upgrade it, or leave DATABASE_URL out to use the built-in one.`,
  );
}

/** Turns what the driver says into what to do. */
export function explain(error: unknown, place: string): StoreError {
  const said = `The database at ${place} can't be used: ${messageOf(error)}.`;
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return new StoreError('store.refused', said, 'Check user, password and pg_hba.conf for the address in DATABASE_URL.', error);
    case '3D000':
      return new StoreError('store.refused', said, 'Create the database first (createdb), or correct its name in DATABASE_URL.', error);
    case '53300':
      return new StoreError('store.refused', said, 'Raise max_connections of the server or stop other programs that use it.', error);
    case 'ERR_INVALID_URL':
      return new StoreError('store.refused', 'DATABASE_URL is not an address.', 'Use postgres://user:password@host:5432/database.', error);
    default:
      return new StoreError('store.unreachable', said, 'Start it, correct DATABASE_URL, or leave it out to use the built-in one.', error);
  }
}

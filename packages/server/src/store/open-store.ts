import type { Kysely } from 'kysely';
import pg from 'pg';
import { checkServer, createEnginePool, createKysely, createPool, describe, explain, type Logger } from './connection.ts';
import type { Database } from './database.ts';
import { prepareCluster, type Cluster } from './embedded/cluster.ts';
import { codeOf, messageOf, StoreError } from './errors.ts';
import { Keeper } from './keeper.ts';
import { migrate } from './migrate.ts';

export interface StoreOptions {
  /** Address of a PostgreSQL ≥ 15; null = the built-in one, in `<dataDir>/postgres`. */
  databaseUrl: string | null;
  dataDir: string;
  logger: Logger;
  /**
   * For tools that run beside a Centralino (`centralino user add`): several may use the built-in database at once, and the last one
   * ends it. Default false: one Centralino per data directory.
   */
  beside?: boolean;
  /** How long a server that is not there (yet) is waited for. Default 10 s. */
  waitMs?: number;
}

export interface Store {
  readonly db: Kysely<Database>;
  /** Connections of the engine alone: its commits never wait for somebody's long query. */
  readonly enginePool: pg.Pool;
  /** Whether the database is the built-in one. */
  readonly embedded: boolean;
  /** Whether no other Centralino can be using it: PostgreSQL itself holds the lock for us, and gives it back when its holder dies. */
  readonly alone: boolean;
  /**
   * Something failed that should not: if the built-in server died it is started again, however often that takes. The store's own
   * connections say so by themselves. Somebody else's server is theirs to repair.
   */
  suspect(): void;
  /** One attempt of that, to wait for. */
  repair(): Promise<void>;
  /** Whether the disk of the built-in database has any space left; true where we can't see it. */
  hasRoom(): Promise<boolean>;
  /** Gives the connections back and ends the built-in server. */
  close(): Promise<void>;
}

const databaseName = 'centralino';
/** Advisory lock "this data directory has its Centralino": given back by PostgreSQL itself when its process dies. */
const ownerLock = 0x43_45_4e_54;

/** Opens the database, brings its tables up to date, and refuses clearly (`StoreError`) what can't be used. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, logger, waitMs = 10_000 } = options;
  if (databaseUrl === null) return openEmbedded(options);
  const config: pg.PoolConfig = { connectionString: databaseUrl };
  const place = describe(config);
  let pool: pg.Pool;
  try {
    if (!/^postgres(ql)?:\/\//.test(databaseUrl)) throw Object.assign(new Error('wrong scheme'), { code: 'ERR_INVALID_URL' });
    pool = createPool(config, logger);
  } catch (error) {
    throw explain(error, place);
  }
  const db = await readyTables(pool, place, waitMs, logger);
  const enginePool = createEnginePool(config, logger);
  return {
    db,
    enginePool,
    embedded: false,
    alone: false,
    suspect: () => undefined,
    repair: () => Promise.resolve(),
    hasRoom: () => Promise.resolve(true),
    async close() {
      await Promise.all([db.destroy(), enginePool.end()]);
    },
  };
}

/** What connections say that a server breaks off because it is being ended. */
const ending = new Set(['57P01', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

async function openEmbedded(options: StoreOptions): Promise<Store> {
  const cluster = await prepareCluster(options);
  // The Centralino before us may be just about to end the server that we found running.
  for (let left = 3; ; left--) {
    try {
      return await openOn(cluster, options);
    } catch (error) {
      if (left <= 1 || !ending.has(codeOf(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function openOn(cluster: Cluster, { dataDir, logger, beside = false, waitMs = 10_000 }: StoreOptions): Promise<Store> {
  const address = await cluster.start();
  const owner = createOwner(address, beside, () => keeper.suspect());
  const keeper = new Keeper({
    logger,
    async mend() {
      if (!(await cluster.isUp())) {
        logger.warn('The built-in PostgreSQL has ended: starting it again');
        await cluster.start();
      }
      if (!beside && !(await owner.take(1_000))) logger.error('Another Centralino took over the data directory');
    },
  });
  const suspect = () => keeper.suspect();
  try {
    await createDatabase(address);
    // A tool beside a running Centralino does without.
    if (!(await owner.take(beside ? 0 : Math.min(waitMs, 3_000))) && !beside) {
      throw new StoreError(
        'store.inUse',
        `Another Centralino runs on the data directory ${dataDir}.`,
        'Stop it first, or choose another directory with CENTRALINO_DATA.',
      );
    }
    const config = { ...address, database: databaseName, ssl: false };
    const db = await readyTables(createPool(config, logger, suspect), `the data directory ${dataDir}`, waitMs, logger);
    const enginePool = createEnginePool(config, logger, suspect);
    return {
      db,
      enginePool,
      embedded: true,
      alone: !beside,
      suspect,
      repair: () => keeper.repair(),
      hasRoom: () => cluster.hasRoom(),
      async close() {
        await keeper.close();
        await Promise.all([db.destroy(), enginePool.end()]);
        await leave(cluster, owner);
      },
    };
  } catch (error) {
    await keeper.close();
    await leave(cluster, owner);
    throw error;
  }
}

/** Whoever is alone at the end puts out the light; a server that another Centralino uses goes on. */
async function leave(cluster: Cluster, owner: Owner): Promise<void> {
  const alone = await owner.isAlone().catch(() => true);
  if (alone) await cluster.stop();
  await owner.release();
}

async function readyTables(pool: pg.Pool, place: string, waitMs: number, logger: Logger): Promise<Kysely<Database>> {
  const db = createKysely(pool);
  try {
    await checkServer(pool, place, waitMs, logger);
    const done = await migrate(db);
    if (done.length > 0) logger.info(`Database tables brought up to date: ${done.join(', ')}`);
    return db;
  } catch (error) {
    await db.destroy();
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'store.migration',
      `The tables of the database at ${place} can't be brought up to date: ${messageOf(error)}.`,
      'Check that its user may create tables there, and that they were not made by a newer Centralino.',
      error,
    );
  }
}

async function createDatabase(address: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...address, database: 'postgres', ssl: false });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } catch (error) {
    // 42P04, 23505: another process made it at the same moment.
    if (!['42P04', '23505'].includes(codeOf(error))) throw error;
  } finally {
    await client.end();
  }
}

interface Owner {
  /** Holds the lock from now on, or answers false after `waitMs`. Safe to call again when its connection was lost. */
  take(waitMs: number): Promise<boolean>;
  /** Whether no other Centralino or tool uses the server. */
  isAlone(): Promise<boolean>;
  release(): Promise<void>;
}

/** @param lost called when the connection that holds the lock is gone, and the lock with it */
function createOwner(address: pg.ClientConfig, shared: boolean, lost: () => void): Owner {
  let holding: pg.Client | null = null;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...address, database: 'postgres', ssl: false, application_name: 'centralino owner' });
    const gone = () => {
      if (holding !== client) return;
      holding = null;
      lost();
    };
    client.on('error', gone).on('end', gone);
    await client.connect();
    return client;
  }

  async function tryLock(client: pg.Client, kind: '' | '_shared'): Promise<boolean> {
    const { rows } = await client.query<{ ok: boolean }>(`select pg_try_advisory_lock${kind}($1) as ok`, [ownerLock]);
    return rows[0]?.ok === true;
  }

  return {
    async take(waitMs) {
      if (holding !== null) return true;
      const client = await connect();
      const until = Date.now() + waitMs;
      while (!(await tryLock(client, shared ? '_shared' : ''))) {
        if (Date.now() >= until) {
          await client.end();
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      holding = client;
      return true;
    },

    async isAlone() {
      if (holding !== null && !shared) return true;
      // A lock that is shared with others can't be had alone, whatever we hold ourselves.
      const client = holding ?? (await connect());
      const alone = await tryLock(client, '');
      if (client !== holding) await client.end();
      return alone;
    },

    async release() {
      const client = holding;
      holding = null;
      await client?.end().catch(() => undefined);
    },
  };
}

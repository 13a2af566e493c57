import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Logger } from '../connection.ts';
import { codeOf, messageOf, StoreError } from '../errors.ts';
import { accountFor } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { makeFolder, placeFor, readSignpost } from './place.ts';
import { freePort, readPostmaster, removeFalseLock } from './postmaster.ts';
import { run, type Account } from './run.ts';

/** How to reach the embedded server. */
export interface Address {
  host: string;
  port: number;
  user: string;
  password: string;
}

export interface Cluster {
  /** Starts the server, or finds the one that survived its Centralino; calling it again repairs a server that died. */
  start(): Promise<Address>;
  /** Ends the server and waits until it has ended. */
  stop(): Promise<void>;
  /** The server's process, or null while it does not run. */
  pid(): Promise<number | null>;
  /** Whether the server lets us in, at the port where our connections look for it. */
  isUp(): Promise<boolean>;
  /** Whether its disk has any space left. */
  hasRoom(): Promise<boolean>;
}

export interface ClusterOptions {
  dataDir: string;
  logger: Logger;
  /** Settings of PostgreSQL in place of ours, e.g. `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>;
  /** Whether a new database is forced to the disk while it is made. Default true. */
  durableSetup?: boolean;
}

const user = 'centralino';
/** Inside PostgreSQL's own directory (mode 700), so that a database and its password are always found together. */
const passwordFile = 'centralino.password';
const attachMs = 20_000;
const startTries = 5;
/** Less than this is none: PostgreSQL makes a growing table larger by up to 512 kB at once. */
const fullBelowBytes = 512 * 1024;
const maxLogBytes = 10 * 1024 * 1024;

/** The built-in PostgreSQL of a data directory. */
export async function prepareCluster({ dataDir, logger, settings = {}, durableSetup = true }: ClusterOptions): Promise<Cluster> {
  const home = path.resolve(dataDir, 'postgres');
  await makeFolder(home);
  const account = await accountFor(path.join((await readSignpost(home)) ?? home, 'data'), logger);
  // PostgreSQL's own directory inside is closed; this one must be open for its account to get there.
  if (account !== null) await chmod(home, 0o711);
  const place = await placeFor(home, account, logger);
  const pgData = path.join(place, 'data');
  const logFile = path.join(place, 'postgres.log');
  const binaries = await findBinaries(account, logger);
  await initialise({ binaries, account, place, pgData, logger, durable: durableSetup });
  const password = await readPassword(pgData);
  let port = 0;

  const address = (): Address => ({ host: '127.0.0.1', port, user, password });

  return {
    async start() {
      for (let left = startTries; ; left--) {
        const running = await attach(pgData, password);
        if (running !== null) {
          if (port === 0) logger.debug({ pid: running.pid }, 'Uses the PostgreSQL server that runs already');
          port = running.port;
          return address();
        }
        // After a crash of the server our pools know its port: it must come back there.
        const wanted = port === 0 ? await freePort() : port;
        const { code, output } = await launch(wanted);
        if (code === 0) {
          port = wanted;
          return address();
        }
        // Another process may have started it at the same moment, or the port was taken: both pass.
        if (left <= 1 && (await readPostmaster(pgData)) === null) throw await startError(output);
      }
    },

    async stop() {
      for (const mode of ['fast', 'immediate']) {
        if ((await readPostmaster(pgData)) === null) return;
        const { code, output } = await run(binaries.pgCtl, ['stop', '-D', pgData, '-m', mode, '-w', '-t', '30', '-s'], account);
        if (code === 0) return;
        if ((await readPostmaster(pgData)) !== null) logger.warn({ output }, `PostgreSQL did not stop (${mode})`);
      }
    },

    async pid() {
      return (await readPostmaster(pgData))?.pid ?? null;
    },

    async hasRoom() {
      const disk = await statfs(pgData).catch(() => null);
      return disk === null || disk.bavail * disk.bsize >= fullBelowBytes;
    },

    isUp: async () => (await letsUsIn(port, password)) === 'yes',
  };

  async function launch(onPort: number) {
    await keepLogSmall(logFile);
    await removeFalseLock(pgData);
    const wanted: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(onPort),
      unix_socket_directories: '',
      max_connections: '60',
      timezone: 'UTC',
      log_timezone: 'UTC',
      jit: 'off',
      ...settings,
    };
    const flags = Object.entries(wanted).map(([name, value]) => `-c ${name}='${value}'`);
    // pg_ctl puts the server into a session of its own: Ctrl-C must reach us, not the database we still want to write to.
    return run(binaries.pgCtl, ['start', '-D', pgData, '-w', '-t', '60', '-s', '-l', logFile, '-o', flags.join(' ')], account);
  }

  async function startError(output: string): Promise<StoreError> {
    const log = await readFile(logFile, 'utf8').catch(() => '');
    const tail = log.trim().split('\n').slice(-5).join(' | ');
    return new StoreError(
      'store.embedded',
      `The built-in PostgreSQL does not start: ${output || tail}.`,
      `Look at the end of ${logFile} (${tail || 'it is empty'}); free disk space or memory if that is the reason.`,
    );
  }
}

interface Setup {
  binaries: Binaries;
  account: Account | null;
  place: string;
  pgData: string;
  logger: Logger;
  durable: boolean;
}

async function initialise({ binaries, account, place, pgData, logger, durable }: Setup): Promise<void> {
  const version = await readFile(path.join(pgData, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw new StoreError(
      'store.dataDir',
      `The database in ${pgData} can't be read: ${messageOf(error)}.`,
      'It probably belongs to another user: start Centralino as the user who made it, or choose another CENTRALINO_DATA.',
      error,
    );
  });
  if (version !== null) return checkExisting(binaries, account, pgData, version.trim());

  logger.info(`Making a new database in ${place}`);
  // Made aside and put in place by one rename: a start that is killed in between leaves no half database behind.
  const scratch = path.join(place, `new-${process.pid}-${randomBytes(4).toString('hex')}`);
  const secret = randomBytes(24).toString('base64url');
  const pwFile = `${scratch}.password`;
  try {
    await removeOldScratch(place);
    await mkdir(scratch, { mode: 0o700 });
    await writeFile(pwFile, `${secret}\n`, { mode: 0o600 });
    if (account !== null) for (const file of [scratch, pwFile]) await chown(file, account.uid, account.gid);
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const args = [
      '-D',
      scratch,
      '-U',
      user,
      '-A',
      'scram-sha-256',
      `--pwfile=${pwFile}`,
      '--no-instructions',
      ...locale,
      ...(durable ? [] : ['--no-sync']),
    ];
    const { code, output } = await run(binaries.initdb, args, account);
    if (code !== 0) {
      throw new StoreError(
        'store.embedded',
        `The built-in database can't be made in ${place}: ${output.split('\n').slice(-3).join(' ')}.`,
        output.includes('effective user ID')
          ? 'Start Centralino as a user that the system knows (a line in /etc/passwd), or set DATABASE_URL to a PostgreSQL server of yours.'
          : 'Choose another CENTRALINO_DATA (a local disk with 100 MB free), or set DATABASE_URL to a PostgreSQL server of yours.',
      );
    }
    await rename(pwFile, path.join(scratch, passwordFile));
    // The log must be writable for the account in a folder that may be ours.
    const logFile = path.join(place, 'postgres.log');
    await writeFile(logFile, '', { mode: 0o600, flag: 'a' });
    if (account !== null) await chown(logFile, account.uid, account.gid);
    await rename(scratch, pgData);
  } catch (error) {
    // ENOTEMPTY: another process made it at the same moment; its database is as good as ours.
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) {
      if (error instanceof StoreError) throw error;
      throw new StoreError(
        'store.dataDir',
        `The data directory ${place} can't be used: ${messageOf(error)}.`,
        'Correct its owner and permissions, or choose another one with CENTRALINO_DATA.',
        error,
      );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await rm(pwFile, { force: true });
  }
}

async function checkExisting(binaries: Binaries, account: Account | null, pgData: string, version: string): Promise<void> {
  const { output } = await run(binaries.postgres, ['--version'], account);
  const ours = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (ours !== undefined && ours !== version) {
    throw new StoreError(
      'store.dataDir',
      `The database in ${pgData} was made by PostgreSQL ${version}, the built-in one is ${ours}.`,
      'Dump it with the older Centralino and load it again, or run a PostgreSQL server of that version and set DATABASE_URL.',
    );
  }
  const { uid } = await stat(pgData);
  const wanted = account?.uid ?? process.getuid?.() ?? uid;
  if (uid === wanted) return;
  throw new StoreError(
    'store.dataDir',
    `The database in ${pgData} belongs to another user (uid ${uid}).`,
    'Start Centralino as that user (or as root), or choose another CENTRALINO_DATA.',
  );
}

/** What killed starts left behind; young ones may be at work. */
async function removeOldScratch(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    if (!name.startsWith('new-')) continue;
    const file = path.join(place, name);
    const age = Date.now() - (await stat(file).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > 600_000) await rm(file, { recursive: true, force: true });
  }
}

async function readPassword(pgData: string): Promise<string> {
  const file = path.join(pgData, passwordFile);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new StoreError('store.dataDir', `${file} can't be read: ${messageOf(error)}.`, 'Restore it from a backup.', error);
  }
}

/**
 * Looks for a server that runs on this directory and lets us in with this directory's password; waits while it starts or stops.
 * @returns null when none runs
 */
async function attach(pgData: string, password: string): Promise<{ pid: number; port: number } | null> {
  const until = Date.now() + attachMs;
  for (;;) {
    const found = await readPostmaster(pgData);
    if (found === null) return null;
    if (found.status === 'ready') {
      const answer = await letsUsIn(found.port, password);
      if (answer === 'yes') return { pid: found.pid, port: found.port };
      // A stale file that names a process of somebody else: PostgreSQL itself finds out when it is started.
      if (answer === 'no') return null;
    }
    if (Date.now() >= until) {
      throw new StoreError(
        'store.dataDir',
        `A PostgreSQL server (process ${found.pid}, ${found.status || 'no status'}) holds ${pgData} and does not answer.`,
        'Wait until it has ended or end it (pg_ctl stop), then start again.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** `no`: nobody listens there, or it is not this directory's server. `later`: it starts, stops or recovers. */
async function letsUsIn(port: number, password: string): Promise<'yes' | 'no' | 'later'> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ setting: string }>(`select setting from pg_settings where name = 'data_directory'`);
    return rows[0] === undefined ? 'later' : 'yes';
  } catch (error) {
    return ['ECONNREFUSED', '28P01'].includes(codeOf(error)) ? 'no' : 'later';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function keepLogSmall(file: string): Promise<void> {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size > maxLogBytes) await writeFile(file, '');
}

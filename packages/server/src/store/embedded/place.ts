import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../connection.ts';
import { codeOf, messageOf, StoreError } from '../errors.ts';
import { canEnter, type Account } from './run.ts';

/** Folders of the system that outlive a restart, for what PostgreSQL's account can't reach in the data directory. */
const systemFolders = ['/var/lib/centralino', '/var/tmp/centralino'];

/** In the data directory: tells where the database really is, when it is not here. */
const signpost = 'location.json';

export async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new StoreError(
      'store.dataDir',
      `The data directory ${directory} can't be made: ${messageOf(error)}.`,
      'Choose another one with CENTRALINO_DATA, or correct its owner and permissions.',
      error,
    );
  }
}

/** Where an existing database of this data directory lies, or null when it lies in `home` itself or there is none. */
export async function readSignpost(home: string): Promise<string | null> {
  const text = await readFile(path.join(home, signpost), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return (JSON.parse(text) as { directory: string }).directory;
  } catch (error) {
    throw new StoreError('store.dataDir', `${path.join(home, signpost)} is not readable.`, 'Restore it from a backup.', error);
  }
}

/**
 * Where the database of a data directory lies: in its folder `postgres`, or, when the account can't enter that (a clone under
 * root's own home), in a folder of the system. A file in `home` remembers the latter.
 * @param home `<dataDir>/postgres`
 */
export async function placeFor(home: string, account: Account | null, logger: Logger): Promise<string> {
  const elsewhere = await readSignpost(home);
  if (elsewhere !== null) {
    const there = await stat(elsewhere).catch(() => null);
    if (there !== null) return elsewhere;
    throw new StoreError(
      'store.dataDir',
      `The database of ${home} was kept in ${elsewhere}, which is not there any more.`,
      `Bring it back, or delete ${path.join(home, signpost)} to begin with an empty database.`,
    );
  }
  if (account === null || (await canEnter(account, home))) return home;
  // A new name each time: whoever deletes the data directory to begin anew must not find the old database again.
  const place = path.join(
    await reachableBase(account),
    `${path.basename(path.dirname(path.dirname(home)))}-${randomBytes(6).toString('hex')}`,
  );
  await makeFolder(place);
  try {
    await writeFile(path.join(home, signpost), `${JSON.stringify({ directory: place }, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // Another process that started at the same moment was quicker.
    return placeFor(home, account, logger);
  }
  logger.info(`The account "${account.name}" can't enter ${home}: the database is kept in ${place}`);
  return place;
}

/** A folder of the system, ours alone to write, that the account can enter. */
export async function reachableBase(account: Account): Promise<string> {
  const reasons: string[] = [];
  for (const folder of systemFolders) {
    try {
      await mkdir(folder, { recursive: true });
      // Somebody else's folder of that name (in /var/tmp anybody can make one) is not to be trusted.
      if ((await stat(folder)).uid !== process.getuid?.()) throw new Error('it belongs to somebody else');
      await chmod(folder, 0o755);
      if (await canEnter(account, folder)) return folder;
      throw new Error(`the account "${account.name}" can't enter it`);
    } catch (error) {
      reasons.push(`${folder}: ${messageOf(error)}`);
    }
  }
  throw new StoreError(
    'store.dataDir',
    `PostgreSQL's account "${account.name}" can't enter the data directory, nor is there another place (${reasons.join('; ')}).`,
    'Set CENTRALINO_DATA to a folder that other users may enter, start as an ordinary user, or set DATABASE_URL.',
  );
}

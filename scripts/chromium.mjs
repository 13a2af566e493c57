// Browser tests use an installed Chrome or Chromium; where there is none, one is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fail, root, step } from './prepare.mjs';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

function playwrightsOwn() {
  try {
    const { chromium } = createRequire(import.meta.url)('playwright-core');
    return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
  } catch {
    return undefined;
  }
}

const find = () => candidates.find((path) => path && existsSync(path)) ?? playwrightsOwn();

/** Path of a Chrome or Chromium, installing one (Debian's package as root, else Playwright's) when there is none. */
export async function ensureChromium() {
  if (process.env.CHROMIUM_PATH && !existsSync(process.env.CHROMIUM_PATH)) {
    fail(`CHROMIUM_PATH is set to ${process.env.CHROMIUM_PATH}, but there is no such file.`);
  }
  const found = find();
  if (found) return found;
  const asRoot = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (asRoot) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step('Looking up Debian packages', 'apt-get', ['update'], { env });
    await step('Installing Chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  } else {
    await step('Installing Chromium', process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], {
      hint: 'Install Chrome or Chromium by hand, or set CHROMIUM_PATH to one.',
    });
  }
  return find() ?? fail(`Chromium was installed but is not where it was expected (looked from ${root}). Set CHROMIUM_PATH.`);
}

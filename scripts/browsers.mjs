// Browser tests use installed browsers, stock as people have them; where there is none, one is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fail, root, step } from './prepare.mjs';

const chromium = {
  name: 'Chromium',
  variable: 'CHROMIUM_PATH',
  debianPackage: 'chromium',
  paths: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
  /** Playwright's own Chromium, which needs no root. */
  otherwise: () =>
    step('Installing Chromium', process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], {
      hint: 'Install Chrome or Chromium by hand, or set CHROMIUM_PATH to one.',
    }),
};

const firefox = {
  name: 'Firefox',
  variable: 'FIREFOX_PATH',
  debianPackage: 'firefox-esr',
  paths: [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/snap/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  // Playwright's own Firefox is a patched one, and not what people have.
  otherwise: () => fail('The tests need Firefox too. Install it (https://www.firefox.com), or set FIREFOX_PATH to one.'),
};

function playwrightsOwnChromium() {
  try {
    const path = createRequire(import.meta.url)('playwright-core').chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const find = ({ variable, paths, name }) =>
  [process.env[variable], ...paths].find((path) => path && existsSync(path)) ??
  (name === 'Chromium' ? playwrightsOwnChromium() : undefined);

/** Path of the browser, installing it when there is none: Debian's package as root, else as the browser itself can be had. */
async function ensure(browser) {
  const { name, variable, debianPackage, otherwise } = browser;
  if (process.env[variable] && !existsSync(process.env[variable])) {
    fail(`${variable} is set to ${process.env[variable]}, but there is no such file.`);
  }
  const found = find(browser);
  if (found) return found;
  const asRoot = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (asRoot) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const hint = `Install ${name} by hand, or set ${variable} to one.`;
    await step('Looking up Debian packages', 'apt-get', ['update'], { env, hint });
    await step(`Installing ${name}`, 'apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { env, hint });
  } else {
    await otherwise();
  }
  return find(browser) ?? fail(`${name} was installed but is not where it was expected (looked from ${root}). Set ${variable}.`);
}

/** Environment variables that name the browsers of the tests. */
export const ensureBrowsers = async () => ({ CHROMIUM_PATH: await ensure(chromium), FIREFOX_PATH: await ensure(firefox) });

import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Frame, type Page } from 'playwright-core';
import { build, type InlineConfig } from 'vite';
import { scriptBuild } from '../../vite.config.ts';
import type { SdkCapability } from '@centralino/protocol';
import { pages } from './pages.test-support.ts';

const publicDir = fileURLToPath(new URL('../../public/', import.meta.url));

/** Builds one script into memory, as it would be written to dist. */
async function bundle(config: InlineConfig): Promise<string> {
  const built = await build({ ...config, publicDir: false, build: { ...config.build, write: false } });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !('output' in first)) throw new Error('vite gave no output');
  return first.output[0].code;
}

export const buildScript = (): Promise<string> => bundle(scriptBuild);

const buildDesk = (): Promise<string> =>
  bundle({
    ...scriptBuild,
    build: {
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL('./desk-page.test-support.ts', import.meta.url)),
        formats: ['iife'],
        name: 'deskPage',
        fileName: () => 'desk.js',
      },
    },
  });

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};
/** As strict as the product serves its own pages. */
const strictCsp = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

export interface Rig {
  browser: Browser;
  /** Where the desk and the script file are. */
  desk: string;
  /** Where other people's pages are. */
  other: string;
  /** A desk in a window of its own; errors that no page caught are collected. */
  openDesk(): Promise<{ page: Page; uncaught: string[]; console: string[] }>;
  close(): Promise<void>;
}

export async function createRig(): Promise<Rig> {
  const [script, deskScript] = await Promise.all([buildScript(), buildDesk()]);
  const sample = (name: string): string => readFileSync(`${publicDir}${name}`, 'utf8');
  const servers: Server[] = [];
  const origins = { desk: '', other: '' };
  const serve = async (port: number, answer: (path: string) => { body: string; csp?: string } | null): Promise<string> => {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      const found = answer(path);
      if (!found) return void response.writeHead(404).end();
      const type = types[path.split('.').at(-1) ?? ''] ?? 'text/html; charset=utf-8';
      response.writeHead(200, { 'content-type': type, ...(found.csp ? { 'content-security-policy': found.csp } : {}) }).end(found.body);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const widgetPage = (path: string): { body: string } | null => {
    const page = pages[path.slice('/w/'.length).replace('.html', '')];
    return path.startsWith('/w/') && page ? { body: page(origins.desk) } : null;
  };
  origins.desk = await serve(0, (path) => {
    if (path === '/desk')
      return { body: '<!doctype html><html lang="en"><title>Desk</title><body><script src="/desk.js"></script></body></html>' };
    if (path === '/desk.js') return { body: deskScript };
    if (path === '/AD/widget/agentdesktop_widget.js') return { body: script };
    if (path.startsWith('/AD/widget/agentdesktop_widget_sample.'))
      return { body: sample(path.slice('/AD/widget/'.length)), csp: strictCsp };
    return widgetPage(path);
  });
  origins.other = await serve(0, (path) => (path === '/w/script.js' ? { body: script } : widgetPage(path)));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  return {
    browser,
    desk: origins.desk,
    other: origins.other,
    async openDesk() {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const uncaught: string[] = [];
      const console: string[] = [];
      page.on('pageerror', (error) => uncaught.push(error.message));
      page.on('console', (message) => console.push(message.text()));
      await page.goto(`${origins.desk}/desk`);
      return { page, uncaught, console };
    },
    async close() {
      await browser.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

/** Shows a widget in the desk and answers its frame. `sandbox`: attribute of the iframe. */
export async function showWidget(
  desk: Page,
  widget: { id: string; uri: string; allowedOrigins?: string[]; capabilities?: SdkCapability[] },
  options: { sandbox?: string } = {},
): Promise<Frame> {
  const handle = await desk.evaluateHandle(([config, sandbox]) => window.showWidget(config, sandbox), [widget, options.sandbox] as const);
  const frame = await handle.asElement()?.contentFrame();
  if (!frame) throw new Error(`widget ${widget.id} has no frame`);
  await frame.waitForLoadState();
  return frame;
}

/** The events that a test page has heard, as `event` names; all test pages keep what they get in `heard`. */
export const heardBy = (frame: Frame): Promise<string[]> =>
  frame.evaluate(() => (window as unknown as { heard?: { event: string }[] }).heard?.map(({ event }) => event) ?? []);

export const waitForHeard = async (frame: Frame, last: string): Promise<string[]> => {
  await frame.waitForFunction((wanted) => (window as unknown as { heard?: { event: string }[] }).heard?.at(-1)?.event === wanted, last, {
    polling: 20,
  });
  return heardBy(frame);
};

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scriptBuild } from '../../../sdk/vite.config.ts';
import { openTestHttp, type TestHttp } from './testing.ts';

/** A desk that only shows frames: under the policy that the real one has. */
const desk = `<!doctype html><title>Desk</title>
<iframe id="sample" src="/AD/widget/agentdesktop_widget_sample.html?lang=en"></iframe>
<iframe id="sandboxed" sandbox="allow-scripts" src="/AD/widget/agentdesktop_widget_sample.html?lang=it"></iframe>
<iframe id="crm"></iframe><iframe id="stranger"></iframe><script src="/desk/desk.js"></script>`;

let dir: string;
let http: TestHttp;
let others: Server;
let browser: Browser;
/** The desk's server, and another one that the desk knows (`crm`) or not, by the name it goes by. */
let origin: string;
let crm: string;
let stranger: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-sdk-'));
  await build({ ...scriptBuild, build: { ...scriptBuild.build, outDir: join(dir, 'sdk') } });
  others = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Other page</title><script src="${origin}/AD/widget/agentdesktop_widget.js"></script>
      <iframe id="sample" src="${origin}/AD/widget/agentdesktop_widget_sample.html"></iframe><iframe id="desk" src="${origin}/desk/"></iframe>`);
  });
  await new Promise<void>((resolve) => others.listen(0, '127.0.0.1', resolve));
  const { port } = others.address() as AddressInfo;
  [crm, stranger] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  await mkdir(join(dir, 'desk/dist/app'), { recursive: true });
  await writeFile(join(dir, 'desk/dist/app/index.html'), desk);
  await writeFile(
    join(dir, 'desk/dist/app/desk.js'),
    `window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective + ' ' + e.blockedURI));
     crm.src = '${crm}/page'; stranger.src = '${stranger}/page';`,
  );
  http = await openTestHttp({ appsDir: dir, sdkDir: join(dir, 'sdk') });
  origin = await http.app.listen({ port: 0, host: '127.0.0.1' });
  const config = {
    title: { it: 'CRM', en: 'CRM' },
    icon: '',
    placement: 'desk' as const,
    allowedOrigins: [],
    capabilities: [],
    profiles: [],
  };
  await http.deskWidgets.put({ ...config, id: 'CRM', uri: `${crm}/page`, enabled: true });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP localhost 127.0.0.1'],
  });
});
afterAll(async () => {
  await browser?.close();
  others?.close();
  await http?.close();
  await rm(dir, { recursive: true });
});

const frameOf = async (page: Page, id: string) => {
  const frame = await (await page.waitForSelector(`#${id}`, { state: 'attached' })).contentFrame();
  if (frame === null) throw new Error(`there is no frame ${id}`);
  return frame;
};
const sdk = 'typeof AGENTDESKTOP';

it('the desk shows the sample widget, also in a sandbox, and the widgets that are configured, and no other page', async () => {
  const page = await browser.newPage();
  await page.goto(`${origin}/desk/`);
  for (const id of ['sample', 'sandboxed']) {
    const frame = await frameOf(page, id);
    await frame.waitForSelector('#tabs [role=tab]');
    expect(await frame.evaluate(sdk), id).toBe('object');
    // Its style sheet came too.
    expect(await frame.evaluate('document.styleSheets.length'), id).toBe(1);
  }
  const widget = await frameOf(page, 'crm');
  await expect.poll(() => widget.evaluate(`document.title + ' ' + ${sdk}`)).toBe('Other page object');
  await expect.poll(() => page.evaluate('refused')).toEqual([`frame-src ${stranger}`]);
  await page.close();
});

it('a page of another server loads the script, and can show neither the desk nor the sample in a frame', async () => {
  const page = await browser.newPage();
  await page.goto(`${stranger}/`);
  expect(await page.evaluate(sdk)).toBe('object');
  for (const id of ['sample', 'desk']) {
    const frame = await frameOf(page, id);
    await expect.poll(() => frame.url(), { message: id }).toMatch(/^chrome-error:/);
  }
  await page.close();
});

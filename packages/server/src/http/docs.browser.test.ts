import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHttp, type TestHttp } from './testing.ts';

let http: TestHttp;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  http = await openTestHttp();
  origin = await http.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser?.close();
  await http?.close();
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe };
    return (await run.run(document)).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
  });
}

describe.each([1_280, 320])('in a window of %i px', (width) => {
  it.each(['/docs', '/errors', '/errors/segment.state'])('%s is accessible and as wide as the window', async (path) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(`${origin}${path}`);
    if (path === '/docs') {
      for (const method of ['get', 'post', 'put', 'delete']) {
        await page.locator(`.opblock-${method} .opblock-summary-control`).first().click();
        await page.locator(`.opblock-${method}.is-open .responses-table`).first().waitFor();
      }
    }
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });
});

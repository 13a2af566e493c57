import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser, launchFirefox } from './browser.ts';
import { RunningCentralino } from './centralino.ts';
import { keepEvidence } from './evidence.ts';

/** A server with demo data and a browser, for all tests of a file that calls `useStage`. */
export let centralino: RunningCentralino;
export let browser: Browser;

/** After each test its windows are closed; of one that failed the evidence is kept before. */
export function useStage(options: Parameters<typeof launchBrowser>[0] & { firefox?: boolean } = {}): void {
  beforeAll(async () => {
    centralino = await RunningCentralino.start();
    browser = await (options.firefox === true ? launchFirefox() : launchBrowser(options));
  });
  afterAll(async () => {
    await browser?.close();
    await centralino?.stop();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await keepEvidence(task.name, browser, centralino.url).catch(() => undefined);
    for (const context of browser.contexts()) await context.close();
  });
}

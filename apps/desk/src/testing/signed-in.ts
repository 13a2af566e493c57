import type { FakeServer } from '@centralino/ui/testing';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium, openDesk, signIn, startFake } from './desk-window.ts';

/** A browser for the file and a fresh server for each test. */
export function deskFixture() {
  const fixture = {} as { browser: Browser; server: FakeServer };
  beforeAll(async () => {
    fixture.browser = await launchChromium();
  });
  afterAll(async () => {
    await fixture.browser?.close();
  });
  beforeEach(async () => {
    fixture.server = await startFake();
  });
  afterEach(async () => {
    for (const context of fixture.browser.contexts()) await context.close();
    await fixture.server.close();
  });
  return fixture;
}

/** By its whole name: as people (and other people's tests) say it. */
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
/** By a part of the name, whatever its case: exactly one may match. */
export const loosely = (page: Page, name: string): Locator => page.getByRole('button', { name });

/** A desk whose agent is signed in and ready. */
export async function readyDesk(
  { browser, server }: { browser: Browser; server: FakeServer },
  options: Parameters<typeof openDesk>[2] = {},
): Promise<{ page: Page; problems: string[] }> {
  const desk = await openDesk(browser, server, options);
  await signIn(desk.page);
  await desk.page.locator('button[aria-pressed]').first().click();
  await desk.page.locator('button[aria-pressed=true]').first().waitFor();
  return desk;
}

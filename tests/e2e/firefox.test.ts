import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { audioBothWays, launchBrowser, openWindow, videoComesIn } from '../support/browser.ts';
import { agentAtDesk, agentAtWork, customerCalls, customerInShop, finish, give, press } from '../support/people.ts';
import { restAs } from '../support/rest.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

/* The first talk of whoever tries Centralino, with Firefox as people have it: the server is the demo as the README starts it. */
useStage({ firefox: true });

const exact = true;
const hangUp = (page: Page) => page.getByRole('button', { name: 'Hang up', exact });
const bothTalk = (...pages: Page[]): Promise<unknown> => Promise.all(pages.map((page) => audioBothWays(page)));
const bothSee = (...pages: Page[]): Promise<unknown> => Promise.all(pages.map((page) => videoComesIn(page)));

interface Recording {
  result: { complete: boolean; problems: string[] } | null;
  files: { party: string; bytes: number }[];
}

it('the first talk in Firefox: tested devices, sound and pictures, hold, reloads, recording, transfer', { timeout: 180_000 }, async () => {
  const { url } = centralino;
  const agent = await agentAtWork(browser, url, 'op1');
  const customer = await customerInShop(browser, url);
  // The form comes by itself only after a good verdict of the device test.
  await customerCalls(customer, { channel: 'Video call' });
  await press(agent, 'Answer');
  await hangUp(customer).waitFor();
  await bothTalk(customer, agent);
  await bothSee(customer, agent);

  await press(agent, 'Record');
  await customer.getByText('This call is recorded.').first().waitFor();

  await press(agent, 'Hold');
  await agent.getByRole('button', { name: 'Resume', exact }).waitFor();
  await audioBothWays(customer);
  await press(agent, 'Resume');
  await bothTalk(customer, agent);
  await bothSee(customer, agent);

  await customer.reload();
  await hangUp(customer).waitFor();
  await bothTalk(customer, agent);
  await bothSee(customer, agent);

  await agent.reload();
  await hangUp(agent).waitFor();
  await bothTalk(customer, agent);
  await bothSee(customer, agent);

  const second = await agentAtDesk(browser, url, 'op2');
  await give(agent, 'Operatore 2', 'Consult');
  await press(second, 'Answer');
  await bothTalk(agent, second);
  await press(agent, 'Complete transfer');
  await customer.getByText('Operatore 2').first().waitFor();
  await bothTalk(customer, second);
  await bothSee(customer, second);

  await press(second, 'Hang up');
  await hangUp(customer).waitFor({ state: 'detached' });
  await finish(agent);
  await finish(second);

  const rest = await restAs(url, 'sup1');
  const { interactions } = (await rest('GET', '/interactions?limit=3')) as { interactions: { id: string }[] };
  const recordings = async (): Promise<Recording[]> => {
    const each = await Promise.all(interactions.map(({ id }) => rest('GET', `/interactions/${id}/recordings`)));
    return each.flatMap((one) => (one as { recordings: Recording[] }).recordings);
  };
  await expect.poll(async () => (await recordings())[0]?.result, { timeout: 20_000 }).toMatchObject({ complete: true, problems: [] });
  const [recording] = await recordings();
  expect(recording?.files.map(({ party }) => party)).toContain('mixed');
  for (const { bytes } of recording?.files ?? []) expect(bytes).toBeGreaterThan(1_000);
});

it('a customer in Firefox and an agent in Chromium hear and see each other', async () => {
  const chromium = await launchBrowser();
  try {
    const agent = await agentAtWork(chromium, centralino.url, 'op1');
    const customer = await customerInShop(browser, centralino.url);
    await customerCalls(customer, { channel: 'Video call' });
    await press(agent, 'Answer');
    await bothTalk(customer, agent);
    await bothSee(customer, agent);
    await press(customer, 'Hang up');
    await finish(agent);
  } finally {
    await chromium.close();
  }
});

it('the pages of desk and console open, and the agent’s own device test hears the microphone', async () => {
  const errors: string[] = [];
  const { url } = centralino;
  const desk = await agentAtDesk(browser, url, 'op1');
  desk.on('pageerror', (error) => errors.push(`desk: ${error.message}`));
  const rail = desk.getByRole('navigation', { name: 'Main menu', exact });
  for (const place of ['Contacts', 'Devices and settings', 'Calls', 'Devices and settings']) {
    await rail.getByRole('button', { name: place, exact }).click();
    await rail.locator(`[aria-label="${place}"][aria-current="page"]`).waitFor();
  }
  await press(desk, 'Test my sound');
  await desk.getByText('Your sound arrives and comes back.').waitFor();

  const console = await openWindow(browser, `${url}/console/?lang=en`);
  console.on('pageerror', (error) => errors.push(`console: ${error.message}`));
  await console.getByLabel('Username', { exact }).fill('admin');
  await console.getByLabel('Password', { exact }).fill('admin');
  await press(console, 'Sign in');
  const menu = console.getByRole('navigation').getByRole('link');
  await menu.first().waitFor();
  const names = await menu.allTextContents();
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    await menu.filter({ hasText: name }).first().click();
    await console.locator('a[aria-current="page"]', { hasText: name }).waitFor();
    await console.getByRole('heading', { level: 1 }).waitFor();
  }
  expect(errors).toEqual([]);
});

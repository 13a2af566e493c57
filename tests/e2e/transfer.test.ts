import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audioBothWays, launchBrowser, mediaCounts } from '../support/browser.ts';
import { RunningCentralino } from '../support/centralino.ts';
import { keepEvidence } from '../support/evidence.ts';
import { agentAtWork, customerCalls, customerInShop, press } from '../support/people.ts';

const exact = true;
let centralino: RunningCentralino;
let browser: Browser;

beforeAll(async () => {
  centralino = await RunningCentralino.start();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await centralino?.stop();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepEvidence(task.name, browser, centralino.url).catch(() => undefined);
  for (const context of browser.contexts()) await context.close();
});

/** A customer talks to the first agent; the second one is ready since then. */
async function talk(): Promise<{ customer: Page; first: Page; second: Page }> {
  const first = await agentAtWork(browser, centralino.url, 'op1');
  const customer = await customerInShop(browser, centralino.url);
  await customerCalls(customer);
  await press(first, 'Answer');
  await customer.getByRole('button', { name: 'Hang up', exact }).waitFor();
  await Promise.all([audioBothWays(customer), audioBothWays(first)]);
  const second = await agentAtWork(browser, centralino.url, 'op2');
  return { customer, first, second };
}

async function choose(page: Page, name: string, action: string): Promise<void> {
  await press(page, 'Transfer');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill(name);
  await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  await dialog.getByRole('button', { name: action, exact }).click();
}

async function finish(agent: Page): Promise<void> {
  await press(agent, 'Finish');
  await agent.getByRole('button', { name: 'Finish', exact }).waitFor({ state: 'detached' });
}

describe('giving a call to a colleague', () => {
  it('blind: the colleague answers and talks with the customer, whose line is never negotiated again', async () => {
    const { customer, first, second } = await talk();
    const lines = await customer.evaluate(() => (window as unknown as { connections: unknown[] }).connections.length);
    await choose(first, 'Operatore 2', 'Blind transfer');
    await press(second, 'Answer');
    await first.getByRole('button', { name: 'Finish', exact }).waitFor();
    await customer.getByText('Operatore 2').first().waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(second)]);
    expect(await customer.evaluate(() => (window as unknown as { connections: unknown[] }).connections.length)).toBe(lines);
    await finish(first);
    await press(second, 'Hang up');
    await finish(second);
  });

  it('blind: declined, the customer is with the first agent again', async () => {
    const { customer, first, second } = await talk();
    await choose(first, 'Operatore 2', 'Blind transfer');
    await press(second, 'Decline');
    await first.getByRole('button', { name: 'Hold', exact }).waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(first)]);
    await press(first, 'Hang up');
    await finish(first);
  });

  it('with consultation: asks first, then completes', async () => {
    const { customer, first, second } = await talk();
    await choose(first, 'Operatore 2', 'Consult');
    await press(second, 'Answer');
    await audioBothWays(second);
    await press(first, 'Complete transfer');
    await first.getByRole('button', { name: 'Finish', exact }).waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(second)]);
    await customer.getByText('Operatore 2').first().waitFor();
    await finish(first);
    await press(customer, 'Hang up');
    await finish(second);
  });

  it('with consultation: cancelled, the customer is back with the first agent', async () => {
    const { customer, first, second } = await talk();
    await choose(first, 'Operatore 2', 'Consult');
    await press(second, 'Answer');
    await audioBothWays(second);
    await press(first, 'Cancel consultation');
    await first.getByRole('button', { name: 'Hold', exact }).waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(first)]);
    await press(first, 'Hang up');
    await finish(first);
  });

  it('as a conference: three hear each other, one leaves, two go on', async () => {
    const { customer, first, second } = await talk();
    await choose(first, 'Operatore 2', 'Consult');
    await press(second, 'Answer');
    await audioBothWays(second);
    await press(first, 'Conference');
    await first.getByRole('button', { name: 'Conference', exact }).waitFor({ state: 'detached' });
    await Promise.all([audioBothWays(customer), audioBothWays(first), audioBothWays(second)]);
    await press(first, 'Hang up');
    await finish(first);
    await Promise.all([audioBothWays(customer), audioBothWays(second)]);
    expect((await mediaCounts(customer)).audioLostIn).toBeLessThan(20);
    await press(second, 'Hang up');
    await finish(second);
  });
});

describe('a call between colleagues', () => {
  it('rings, is answered and ends without after-call work', async () => {
    const first = await agentAtWork(browser, centralino.url, 'op1');
    const second = await agentAtWork(browser, centralino.url, 'op2');
    await press(first, 'New call');
    const dialog = first.getByRole('dialog');
    await dialog.getByRole('combobox').fill('Operatore 2');
    await dialog.getByRole('option', { name: /^Operatore 2/ }).click();
    await dialog.getByRole('button', { name: 'Call', exact }).click();
    await press(second, 'Answer');
    await Promise.all([audioBothWays(first), audioBothWays(second)]);
    await press(second, 'Hang up');
    await first.getByRole('button', { name: 'Hang up', exact }).waitFor({ state: 'detached' });
    await first.locator('button[aria-pressed="true"]', { hasText: 'Ready' }).waitFor();
  });
});

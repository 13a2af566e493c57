import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { audioBothWays, mediaCounts } from '../support/browser.ts';
import { agentAtDesk, agentAtWork, customerCalls, customerInShop, finish, give, press } from '../support/people.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

const exact = true;

/** A customer talks to the first agent; the second one is at the desk, and not in line. */
async function talk(): Promise<{ customer: Page; first: Page; second: Page }> {
  const { url } = centralino;
  const [customer, first, second] = await Promise.all([
    customerInShop(browser, url),
    agentAtWork(browser, url, 'op1'),
    agentAtDesk(browser, url, 'op2'),
  ]);
  await customerCalls(customer);
  await press(first, 'Answer');
  await customer.getByRole('button', { name: 'Hang up', exact }).waitFor();
  await Promise.all([audioBothWays(customer), audioBothWays(first)]);
  return { customer, first, second };
}

it('a cancelled consultation gives the customer back; a blind transfer hands them over: their line is never negotiated again', async () => {
  const { customer, first, second } = await talk();
  const lines = (): Promise<number> => customer.evaluate(() => (window as unknown as { connections: unknown[] }).connections.length);
  const before = await lines();
  await give(first, 'Operatore 2', 'Consult');
  await press(second, 'Answer');
  await audioBothWays(second);
  await press(first, 'Cancel consultation');
  await first.getByRole('button', { name: 'Hold', exact }).waitFor();
  await Promise.all([audioBothWays(customer), audioBothWays(first)]);

  await give(first, 'Operatore 2', 'Blind transfer');
  await press(second, 'Answer');
  await first.getByRole('button', { name: 'Finish', exact }).waitFor();
  await customer.getByText('Operatore 2').first().waitFor();
  await Promise.all([audioBothWays(customer), audioBothWays(second)]);
  expect(await lines()).toBe(before);
  expect((await mediaCounts(customer)).audioLostIn).toBeLessThan(20);
  await finish(first);
  await press(second, 'Hang up');
  await finish(second);
});

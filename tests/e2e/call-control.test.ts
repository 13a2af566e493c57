import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { audioBothWays } from '../support/browser.ts';
import { agentAtDesk, agentAtWork, customerCalls, customerInShop, give, press } from '../support/people.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

const b = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
it('a customer is handed from agent to agent in every way, and everybody hears who they should', async () => {
  const { url } = centralino;
  // The second one is not in line: the call comes to the first.
  const [one, two, customer] = await Promise.all([
    agentAtWork(browser, url, 'op1'),
    agentAtDesk(browser, url, 'op2'),
    customerInShop(browser, url),
  ]);
  await customerCalls(customer, {});
  await press(one, 'Answer');
  await b(one, 'Hold').waitFor();
  // transfer declined
  await give(one, 'Operatore 2', 'Blind transfer');
  await two.getByText('A colleague hands you a call').waitFor();
  await press(two, 'Decline');
  await one.getByText('could not take the call').waitFor();
  await b(one, 'Hold').waitFor();
  // consult, swap, conference
  await give(one, 'Operatore 2', 'Consult');
  await two.getByText('A colleague asks you').waitFor();
  await press(two, 'Answer');
  await b(one, 'Swap').waitFor();
  await audioBothWays(two);
  await press(one, 'Swap');
  await two.getByText('has put you on hold').waitFor();
  await press(one, 'Swap');
  await press(one, 'Conference');
  await one.getByRole('region', { name: 'In this call' }).waitFor();
  await two.getByRole('region', { name: 'In this call' }).waitFor();
  await Promise.all([audioBothWays(one), audioBothWays(two), audioBothWays(customer)]);
  await press(one, 'Leave');
  await b(one, 'Finish').waitFor();
  await audioBothWays(two);
  await two.getByRole('heading', { name: 'Anna Bianchi' }).first().waitFor();
  await press(one, 'Finish');
  // complete the other way round
  await give(two, 'Operatore 1', 'Consult');
  await press(one, 'Answer');
  await b(two, 'Complete transfer').waitFor();
  await press(two, 'Complete transfer');
  await press(two, 'Finish');
  await b(one, 'Hold').waitFor();
  await one.getByRole('heading', { name: 'Anna Bianchi' }).first().waitFor();
  await Promise.all([audioBothWays(one), audioBothWays(customer)]);
  // blind transfer accepted
  await give(one, 'Operatore 2', 'Blind transfer');
  await press(two, 'Answer');
  await press(one, 'Finish');
  await b(two, 'Hold').waitFor();
  await Promise.all([audioBothWays(two), audioBothWays(customer)]);
  await press(two, 'Hang up');
  await press(two, 'Finish');
  // manual call
  await press(one, 'New call');
  await one.getByRole('dialog').getByRole('combobox').fill('op2');
  await one.locator('[role=option][aria-selected=true]', { hasText: 'Operatore 2' }).waitFor();
  await press(one, 'Call');
  await two.getByText('A colleague calls').waitFor();
  await press(two, 'Answer');
  await b(one, 'Keypad').waitFor();
  await Promise.all([audioBothWays(one), audioBothWays(two)]);
  await press(one, 'Hang up');
  await b(two, 'Hang up').waitFor({ state: 'detached' });
  await one.getByText('in line for the next call').waitFor();
  expect(await b(two, 'Finish').count()).toBe(0);
});

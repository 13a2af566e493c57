import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { audioBothWays, mediaCounts, videoComesIn } from '../support/browser.ts';
import { agentAtWork, customerCalls, customerInShop, finish, press } from '../support/people.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

/** Customer and agent in a talk, audio both ways. */
async function talk(options: { channel?: 'Call' | 'Video call'; agent?: string } = {}): Promise<{ customer: Page; agent: Page }> {
  const agent = await agentAtWork(browser, centralino.url, options.agent ?? 'op1');
  const customer = await customerInShop(browser, centralino.url);
  await customerCalls(customer, options);
  await press(agent, 'Answer');
  await agent.getByRole('button', { name: 'Hang up', exact: true }).waitFor();
  await customer.getByRole('button', { name: 'Hang up', exact: true }).waitFor();
  await Promise.all([audioBothWays(customer), audioBothWays(agent)]);
  return { customer, agent };
}

describe('a call from a web page', () => {
  it('reaches an agent and both hear each other; hold plays music to the customer; both ends see the end', async () => {
    const { customer, agent } = await talk();
    await customer.getByText('Operatore 1').first().waitFor();
    await agent.getByText('Anna Bianchi').first().waitFor();

    await press(agent, 'Hold');
    await agent.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    const connectionsBefore = (await mediaCounts(customer)).connections;
    await audioBothWays(customer);
    await press(agent, 'Resume');
    await agent.getByRole('button', { name: 'Hold', exact: true }).waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(agent)]);
    expect((await mediaCounts(customer)).connections).toBe(connectionsBefore);

    await press(agent, 'Hang up');
    await customer.getByRole('button', { name: 'Hang up', exact: true }).waitFor({ state: 'detached' });
    await finish(agent);
  });

  it('shows both pictures in a video call', async () => {
    const { customer, agent } = await talk({ channel: 'Video call' });
    await Promise.all([videoComesIn(customer), videoComesIn(agent)]);
    await press(customer, 'Hang up');
    await finish(agent);
  });

  it('goes on after the customer reloads the page', async () => {
    const { customer, agent } = await talk();
    await customer.reload();
    await customer.getByRole('button', { name: 'Hang up', exact: true }).waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(agent)]);
    await press(customer, 'Hang up');
    await finish(agent);
  });

  it('goes on after the agent reloads the desk', async () => {
    const { customer, agent } = await talk();
    await agent.reload();
    await agent.getByRole('button', { name: 'Hang up', exact: true }).waitFor();
    await Promise.all([audioBothWays(customer), audioBothWays(agent)]);
    await press(agent, 'Hang up');
    await finish(agent);
  });

  it('goes back to the front of the queue when the agent is gone for good', async () => {
    const { customer, agent } = await talk();
    const second = await agentAtWork(browser, centralino.url, 'op2');
    await agent.context().close();
    await second.getByRole('button', { name: 'Answer', exact: true }).click({ timeout: 40_000 });
    await Promise.all([audioBothWays(customer), audioBothWays(second)]);
    await customer.getByText('Operatore 2').first().waitFor();
    await press(second, 'Hang up');
    await finish(second);
  });

  it('ends for the agent when the customer is gone for good', async () => {
    const { customer, agent } = await talk();
    await customer.context().close();
    await agent.getByRole('button', { name: 'Finish', exact: true }).click({ timeout: 40_000 });
  });

  it('goes to the next agent when the first declines', async () => {
    const first = await agentAtWork(browser, centralino.url, 'op1');
    const second = await agentAtWork(browser, centralino.url, 'op2');
    const customer = await customerInShop(browser, centralino.url);
    await customerCalls(customer);
    const ringing = await Promise.race(
      [first, second].map(async (page) => {
        await page.getByRole('button', { name: 'Decline', exact: true }).waitFor({ timeout: 30_000 });
        return page;
      }),
    );
    const other = ringing === first ? second : first;
    await press(ringing, 'Decline');
    await press(other, 'Answer');
    await Promise.all([audioBothWays(customer), audioBothWays(other)]);
    await press(other, 'Hang up');
    await finish(other);
  });

  it('survives kill -9 of the server', async () => {
    const { customer, agent } = await talk();
    await centralino.kill();
    await centralino.restart();
    await Promise.all([audioBothWays(customer, { timeoutMs: 25_000 }), audioBothWays(agent, { timeoutMs: 25_000 })]);
    await press(customer, 'Hang up');
    await finish(agent);
  });
});

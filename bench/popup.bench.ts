// Ring → popup shown in the agent's browser, with the built product and the demo's popup. npm run bench -- popup
import type { PopupRecord } from '@centralino/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../tests/support/browser.ts';
import { RunningCentralino } from '../tests/support/centralino.ts';
import { agentAtWork, customerCalls, customerInShop, press } from '../tests/support/people.ts';
import { SignedIn } from '../tests/support/signed-in.ts';
import { summary } from './percentiles.ts';

const rounds = Number(process.env.ROUNDS ?? 20);
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

/** From the committed event to the moment at which the page has loaded in its frame, as the desk tells the server. */
it('ring → popup shown', async () => {
  const admin = await SignedIn.as(centralino.url, 'admin');
  const agent = await agentAtWork(browser, centralino.url, 'op1');
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const customer = await customerInShop(browser, centralino.url);
    await customerCalls(customer);
    await agent.getByRole('button', { name: 'Answer', exact: true }).waitFor();
    const { interactions } = await admin.get<{ interactions: { id: string }[] }>('/interactions?limit=1');
    const shown = async (): Promise<PopupRecord | undefined> =>
      (await admin.get<{ popups: PopupRecord[] }>(`/interactions/${interactions[0]?.id}/popups`)).popups.find(
        ({ state }) => state === 'shown',
      );
    await expect.poll(shown, { timeout: 10_000 }).toBeDefined();
    times.push((await shown())?.ms ?? NaN);
    await press(agent, 'Answer');
    await press(agent, 'Hang up');
    await press(agent, 'Finish');
    await customer.context().close();
  }
  console.log(`ring → popup shown: ${summary(times)}`);
});

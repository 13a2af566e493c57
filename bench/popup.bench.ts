// Ring → popup shown in the agent's browser, with the built product and the demo's popup. npm run bench -- popup
import type { PopupRecord } from '@centralino/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../tests/support/browser.ts';
import { RunningCentralino } from '../tests/support/centralino.ts';
import { agentAtWork } from '../tests/support/people.ts';
import { SignedIn } from '../tests/support/signed-in.ts';
import { callerIn, type Caller } from './caller.ts';
import { summary } from './percentiles.ts';

const rounds = Number(process.env.ROUNDS ?? 30);
/** First rings of agents who have just signed in, whose browsers know nothing yet. */
const firsts = Number(process.env.FIRSTS ?? 5);
/** A slow machine does fewer rounds. */
const budgetMs = 60_000;
let centralino: RunningCentralino;
let browser: Browser;
let admin: SignedIn;
let caller: Caller;

beforeAll(async () => {
  centralino = await RunningCentralino.start();
  browser = await launchBrowser();
  admin = await SignedIn.as(centralino.url, 'admin');
  caller = await callerIn(browser, centralino.url);
});
afterAll(async () => {
  await browser?.close();
  await centralino?.stop();
});

/** One call that rings and is given up: the record of its popup, with its times. The first agent it rings at may just have left. */
async function ring(): Promise<PopupRecord> {
  const id = await caller.call();
  const shown = async (): Promise<PopupRecord | undefined> =>
    (await admin.get<{ popups: PopupRecord[] }>(`/interactions/${id}/popups`)).popups.find(({ state }) => state === 'shown');
  await expect.poll(shown, { timeout: 20_000, interval: 50 }).toBeDefined();
  await caller.hangUp();
  return (await shown()) as PopupRecord;
}

const tell = (what: string, popups: PopupRecord[]): void => {
  console.log(`${what}: ${summary(popups.map(({ ms }) => ms ?? NaN))}`);
  // The desk's share: its screen, the frame, the page.
  console.log(`  of these in the browser: ${summary(popups.map(({ settledAt, sentAt }) => (settledAt ?? NaN) - (sentAt ?? NaN)))}`);
};

/** From the committed event to the moment at which the page has loaded in its frame, as the desk tells the server. */
it('ring → popup shown', { timeout: 90_000 }, async () => {
  const begun = performance.now();
  const first: PopupRecord[] = [];
  let previous: BrowserContext | undefined;
  for (let round = 0; round < firsts && (round === 0 || performance.now() - begun < budgetMs / 2); round += 1) {
    await previous?.close();
    const agent = await agentAtWork(browser, centralino.url, 'op1');
    first.push(await ring());
    previous = agent.context();
  }
  const later: PopupRecord[] = [];
  while (later.length < rounds && performance.now() - begun < budgetMs) later.push(await ring());
  tell('ring → popup shown, first ring after signing in', first);
  tell('ring → popup shown, later rings', later);
});

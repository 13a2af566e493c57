// Offer → ring, ring → gone, refresh → audio, with the built product and real browsers. npm run bench -- talk
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { audioBothWays, launchBrowser, openWindow } from '../tests/support/browser.ts';
import { RunningCentralino } from '../tests/support/centralino.ts';
import { agentAtWork, customerCalls, customerInShop, press } from '../tests/support/people.ts';
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

/** Notes in the page when a button with this name appears and disappears (same machine, same clock as the server). */
async function watchButton(page: Page, name: string): Promise<void> {
  await page.evaluate((wanted) => {
    const seen = window as unknown as { shownAt: number[]; goneAt: number[] };
    seen.shownAt = [];
    seen.goneAt = [];
    let there = false;
    const look = (): void => {
      const now = [...document.querySelectorAll('button')].some((button) =>
        (button.getAttribute('aria-label') ?? button.textContent ?? '').trim().startsWith(wanted),
      );
      if (now === there) return;
      there = now;
      (now ? seen.shownAt : seen.goneAt).push(Date.now());
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  }, name);
}

/** The events of the last interaction, as a supervisor reads them. */
async function lastHistory(supervisor: Page): Promise<{ type: string; at: number }[]> {
  return supervisor.evaluate(async () => {
    const list = await (await fetch('/api/v1/interactions?limit=1')).json();
    const history = await (await fetch(`/api/v1/interactions/${list.interactions[0].id}`)).json();
    return history.events;
  });
}

/** A customer without the widget's screens: asks for a call over the socket and connects its media. */
async function quickCustomer(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
    await new Promise((resolve) => (socket.onopen = resolve));
    let n = 0;
    const ask = (type: string, data: unknown): Promise<{ data: { interaction: { leg: { id: string } }; sdp: string } }> =>
      new Promise((resolve, reject) => {
        const id = `q${(n += 1)}`;
        const listen = (event: MessageEvent): void => {
          const frame = JSON.parse(event.data as string);
          if (frame.id !== id) return;
          socket.removeEventListener('message', listen);
          if (frame.type === 'error') reject(new Error(JSON.stringify(frame.data)));
          else resolve(frame);
        };
        socket.addEventListener('message', listen);
        socket.send(JSON.stringify({ v: 1, id, type, data }));
      });
    await ask('hello', { app: 'widget', widget: 'shop', language: 'en', token: null });
    const answers = [
      { key: 'firstName', value: 'Bench' },
      { key: 'lastName', value: 'Mark' },
      { key: 'email', value: 'bench@example.com' },
      { key: 'phone', value: '3471234567' },
    ];
    const created = await ask('call.create', { channel: 'webcall', language: 'en', answers, consent: true });
    const connection = new RTCPeerConnection();
    const media = await navigator.mediaDevices.getUserMedia({ audio: true });
    connection.addTransceiver(media.getAudioTracks()[0]!, { direction: 'sendrecv' });
    await connection.setLocalDescription();
    const answer = await ask('leg.offer', { legId: created.data.interaction.leg.id, sdp: connection.localDescription!.sdp });
    await connection.setRemoteDescription({ type: 'answer', sdp: answer.data.sdp });
    (window as unknown as { leave: () => Promise<unknown> }).leave = async () => {
      await ask('call.leave', {});
      connection.close();
      socket.close();
    };
  });
}

it('offer → ring visible, and ring → gone after the customer leaves', async () => {
  const agent = await agentAtWork(browser, centralino.url, 'op1');
  const supervisor = await openWindow(browser, `${centralino.url}/desk/?lang=en`);
  await supervisor.evaluate(() =>
    fetch('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'sup1', password: 'sup1' }),
    }),
  );
  await watchButton(agent, 'Answer');
  const customer = await openWindow(browser, `${centralino.url}/demo/shop/?lang=en`);
  const shown: number[] = [];
  const gone: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await quickCustomer(customer);
    await agent.waitForFunction((n) => (window as unknown as { shownAt: number[] }).shownAt.length > n, round, { polling: 20 });
    await customer.evaluate(() => (window as unknown as { leave: () => Promise<unknown> }).leave());
    await agent.waitForFunction((n) => (window as unknown as { goneAt: number[] }).goneAt.length > n, round, { polling: 20 });
    const events = await lastHistory(supervisor);
    const times = await agent.evaluate(() => {
      const { shownAt, goneAt } = window as unknown as { shownAt: number[]; goneAt: number[] };
      return { shownAt, goneAt };
    });
    shown.push((times.shownAt[round] ?? NaN) - (events.find((event) => event.type === 'segment.offered')?.at ?? NaN));
    gone.push((times.goneAt[round] ?? NaN) - (events.find((event) => event.type === 'segment.finished')?.at ?? NaN));
  }
  console.log(`offer → ring visible in the agent's browser: ${summary(shown)}`);
  console.log(`customer leaves → ring gone:                 ${summary(gone)}`);
  for (const context of browser.contexts()) await context.close();
});

it('refresh → two-way audio again', async () => {
  const agent = await agentAtWork(browser, centralino.url, 'op1');
  const customer = await customerInShop(browser, centralino.url);
  await customerCalls(customer);
  await press(agent, 'Answer');
  await Promise.all([audioBothWays(customer), audioBothWays(agent)]);
  for (const [who, page] of [
    ['customer', customer],
    ['agent', agent],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < Math.ceil(rounds / 2); round += 1) {
      const from = Date.now();
      await page.reload({ waitUntil: 'commit' });
      await audioBothWays(page, { timeoutMs: 30_000 });
      times.push(Date.now() - from);
    }
    console.log(`${who} reloads → two-way audio (incl. 0.5 s of packets to prove it): ${summary(times)}`);
  }
});

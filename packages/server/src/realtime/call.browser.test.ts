import { chromium, type Browser, type Page } from 'playwright-core';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMediaPlane, type MediaPlane } from '@centralino/media';
import { interactionView } from '@centralino/core';
import { browserPage } from './testing/browser-page.ts';
import { startTestServer } from './testing/server.ts';

type Media = { state: string; packets: number; energy: number; frames: number; sent: number; lost: number };
declare function start(hello: object): Promise<unknown>;
declare function call(): Promise<string>;
declare function offer(legId: string): Promise<void>;
declare function request(type: string, data?: object): Promise<object>;
declare function until(condition: string): Promise<Media>;

const startServer = (plane: MediaPlane) => startTestServer({ plane, staticHtml: browserPage });
let browser: Browser;
let plane: MediaPlane;
let server: Awaited<ReturnType<typeof startServer>>;
let customer: Page;
let agent: Page;
let interactionId: string;

const on = (page: Page) => ({
  request: (type: string, data: object = {}) => page.evaluate(([t, d]) => request(t, d), [type, data] as const),
  until: (condition: string) => page.evaluate((c) => until(c), condition),
});
const bothTalk = async () => {
  // Own counters of each page: after a reload they begin anew.
  await Promise.all(
    [customer, agent].map((page) => on(page).until('media.packets > 50 && media.energy > 0.0001 && media.frames > 5 && media.sent > 50')),
  );
};
const segment = () => ({ interactionId, segmentId: `${interactionId}.1` });
const view = () => interactionView(server.engine.committed, interactionId);

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  plane = await createMediaPlane({
    nodes: 1,
    udpPort: 11_450,
    bindAddress: '127.0.0.1',
    publicAddress: null,
    logger: pino({ level: 'silent' }),
  });
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

/** An agent answered a customer's video call and both hear and see each other. */
beforeEach(async () => {
  server = await startServer(plane);
  const cookie = await server.addUser('anna');
  const [agents, customers] = [await browser.newContext(), await browser.newContext()];
  await agents.addCookies([{ name: 'centralino_session', value: cookie.split('=')[1] ?? '', url: server.origin, httpOnly: true }]);
  agent = await agents.newPage();
  await agent.goto(server.origin);
  await agent.evaluate(() => start({ app: 'desk', since: null }));
  await on(agent).until('seen.snapshot !== null');
  await on(agent).request('presence.set', { presence: { kind: 'ready' } });
  customer = await customers.newPage();
  await customer.goto(server.origin);
  await customer.evaluate(() => start({ app: 'widget', widget: 'shop', language: 'en', token: null }));
  interactionId = await customer.evaluate(() => call());
  await on(agent).until("seen.interaction?.state === 'offered'");
  await on(agent).request('segment.accept', segment());
  await agent.evaluate((legId) => offer(legId), `${interactionId}.1.a`);
  await on(customer).until("seen.interaction.state === 'talking'");
  await bothTalk();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await server.close();
});

describe('a video call between two browsers', () => {
  it('is held and resumed without a new offer, and measured at its end', async () => {
    await on(agent).request('segment.hold', segment());
    const held = await on(customer).until('seen.interaction.onHold');
    await on(customer).until(`media.packets > ${held.packets + 50} && media.energy > ${held.energy}`);
    await on(agent).request('segment.resume', segment());
    const resumed = await on(customer).until('!seen.interaction.onHold');
    await on(customer).until(`media.packets > ${resumed.packets + 50} && media.frames > ${resumed.frames + 5}`);
    expect(await customer.evaluate('seen.offers')).toBe(1);
    expect(await agent.evaluate('seen.offers')).toBe(1);

    await on(customer).request('call.leave');
    await on(customer).until("seen.interaction.state === 'ended'");
    await on(agent).until("seen.interaction.state === 'wrapping'");
    await expect
      .poll(async () => (await server.engine.readEvents({ afterSeq: 0, limit: 1000 })).filter(({ type }) => type === 'leg.measured').length)
      .toBe(2);
  });

  it('survives the customer’s reload: same call, same agent', async () => {
    await customer.reload();
    await on(customer).until("seen.interaction?.state === 'talking' && seen.interaction.leg.state === 'connected'");
    await bothTalk();
    expect(await customer.evaluate('seen.interaction.id')).toBe(interactionId);
    expect(view()).toMatchObject({ state: 'online', segments: [{ agentId: 'anna', state: 'online' }] });
  });

  it('survives the agent’s reload', async () => {
    await agent.reload();
    await on(agent).until("seen.interaction?.state === 'online' && media.state === 'connected'");
    await bothTalk();
    await on(customer).until('!seen.interaction.agentAway');
    expect(view()?.segments).toHaveLength(1);
  });

  it('when the agent’s page is gone the customer hears comfort music, and the leg is waited for', async () => {
    await agent.close();
    const away = await on(customer).until('seen.interaction.agentAway');
    await on(customer).until(`media.packets > ${away.packets + 50} && media.energy > ${away.energy}`);
    expect(view()?.segments[0]?.leg.state).toBe('lost');
    expect(view()?.state).toBe('online');
  });

  it('survives the death of its media node: both pages are asked again', async () => {
    const [node] = await plane.info();
    process.kill(node?.pid ?? 0, 'SIGKILL');
    await on(customer).until("seen.frames.some((frame) => frame.type === 'leg.reoffer')");
    await on(agent).until("seen.frames.some((frame) => frame.type === 'leg.reoffer')");
    await bothTalk();
  });
});

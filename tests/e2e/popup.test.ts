import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PopupConfig, PopupRecord } from '@centralino/protocol';
import { agentAtDesk, agentAtWork, customerCalls, customerInShop, finish, give, press } from '../support/people.ts';
import { SignedIn } from '../support/signed-in.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage({ popupBlocker: true });

const exact = true;
let crm: Server;
let crmUrl: string;
let admin: SignedIn;
let config: PopupConfig;

beforeAll(async () => {
  crm = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://crm');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>CRM</title><h1>Card of ${url.searchParams.get('n') ?? 'nobody'}</h1><p>${url.pathname}</p>`);
  }).listen(0, '127.0.0.1');
  await once(crm, 'listening');
  crmUrl = `http://127.0.0.1:${(crm.address() as AddressInfo).port}`;
  admin = await SignedIn.as(centralino.url, 'admin');
  config = (await admin.get<{ config: PopupConfig }>('/popup')).config;
});
afterAll(async () => {
  crm?.close();
});

const configure = (result: string) => admin.put('/popup', { ...config, source: `return ${result};`, frameOrigins: [crmUrl] });

async function popupsOfLast(): Promise<PopupRecord[]> {
  const { interactions } = await admin.get<{ interactions: { id: string }[] }>('/interactions?limit=1');
  return (await admin.get<{ popups: PopupRecord[] }>(`/interactions/${interactions[0]?.id}/popups`)).popups;
}
/** One of the last contact's popups is as wanted: the desk's receipt is on its way when the page is seen. */
const becomes = (wanted: string): Promise<void> =>
  expect
    .poll(async () => (await popupsOfLast()).map(({ trigger, mode, state }) => `${trigger} ${mode} ${state}`), { timeout: 10_000 })
    .toContain(wanted);

const calls = async (): Promise<void> => customerCalls(await customerInShop(browser, centralino.url));

describe('a popup', () => {
  it('is in a frame beside the contact as soon as it rings, also after the page was loaded anew; on demand it is another page', async () => {
    await configure(`{ onRing: '${crmUrl}/ring?n=' + encodeURIComponent(CALL_CLI), onDemand: '${crmUrl}/demand' }`);
    const agent = await agentAtWork(browser, centralino.url, 'op1');
    await calls();
    const frame = agent.frameLocator('iframe[title="Page of 127.0.0.1"]');
    await frame.getByRole('heading', { name: 'Card of 3471234567' }).waitFor();
    await becomes('ring iframe shown');
    const [ring] = await popupsOfLast();
    expect(ring?.ms).toBeGreaterThan(0);
    expect(ring?.ms).toBeLessThan(5_000);
    await press(agent, 'Answer');
    await press(agent, 'Popup');
    await frame.getByText('/demand').waitFor();
    await becomes('demand iframe shown');
    await agent.reload();
    await agent.frameLocator('iframe[title="Page of 127.0.0.1"]').getByText('/demand').waitFor();
    expect(await popupsOfLast()).toHaveLength(2);
    await agent.getByRole('tab', { name: 'Contact' }).click();
    await agent.getByText('anna.bianchi@example.com').first().waitFor();
    await press(agent, 'Hang up');
    await finish(agent);
    await agent.locator('iframe[title="Page of 127.0.0.1"]').waitFor({ state: 'detached' });
  });

  it('follows the customer to the next agent: at a blind transfer, and when a consultation is completed', async () => {
    await configure(
      `{ onRing: '${crmUrl}/ring?n=' + encodeURIComponent(CALL_CLI), onAnswer: '${crmUrl}/answer?n=' + encodeURIComponent(CALL_CLI) }`,
    );
    const [op1, op2] = await Promise.all([agentAtWork(browser, centralino.url, 'op1'), agentAtDesk(browser, centralino.url, 'op2')]);
    const card = (agent: Page, moment: string) => {
      const frame = agent.frameLocator('iframe[title="Page of 127.0.0.1"]');
      return Promise.all([frame.getByText(`/${moment}`).waitFor(), frame.getByRole('heading', { name: 'Card of 3471234567' }).waitFor()]);
    };
    await calls();
    await press(op1, 'Answer');
    await card(op1, 'answer');
    await give(op1, 'Operatore 2', 'Blind transfer');
    await card(op2, 'ring');
    await press(op2, 'Answer');
    await card(op2, 'answer');
    await finish(op1);
    await give(op2, 'Operatore 1', 'Consult');
    await press(op1, 'Answer');
    await op1.getByRole('button', { name: 'Hang up', exact }).waitFor();
    await press(op2, 'Complete transfer');
    await card(op1, 'answer');
    await press(op1, 'Hang up');
    await finish(op1);
    await finish(op2);
    // Nobody got a page twice.
    const opened = (await popupsOfLast()).map(({ segmentId, trigger }) => `${segmentId} ${trigger}`);
    expect(new Set(opened).size).toBe(opened.length);
  });

  it('of a server that is down says so, and comes when it is up again', async () => {
    const [handler] = crm.listeners('request') as [() => void];
    const late = createServer(handler).listen(0, '127.0.0.1');
    await once(late, 'listening');
    const { port } = late.address() as AddressInfo;
    late.close();
    await once(late, 'close');
    const url = `http://127.0.0.1:${port}`;
    await admin.put('/popup', { ...config, source: `return { onRing: '${url}/ring?n=1' };`, frameOrigins: [url] });
    const agent = await agentAtWork(browser, centralino.url, 'op1');
    await calls();
    await agent.getByText('Nothing answers at 127.0.0.1').waitFor();
    await becomes('ring iframe failed');
    late.listen(port, '127.0.0.1');
    await once(late, 'listening');
    await press(agent, 'Try again');
    await agent.frameLocator('iframe[title="Page of 127.0.0.1"]').getByRole('heading', { name: 'Card of 1' }).waitFor();
    await becomes('ring iframe shown');
    await press(agent, 'Decline');
    late.closeAllConnections();
    late.close();
  });

  it('that the browser blocks is one click away, and the server knows', async () => {
    await configure(`{ onRing: '${crmUrl}/tab?t={$POPUP_TOKEN}', webClientOpenNewTab: true, webClientTabName: 'crm' }`);
    const agent = await agentAtWork(browser, centralino.url, 'op1');
    // A click before the reload counts no more. Looking into the page would count as one, so the server is asked.
    await agent.reload();
    await calls();
    await becomes('ring tab blocked');
    const bar = agent.getByRole('alert').filter({ hasText: 'The browser blocked a page' });
    await bar.waitFor();
    const opened = agent.waitForEvent('popup');
    await bar.getByRole('button', { name: 'Open', exact }).click();
    const tab = await opened;
    await tab.waitForURL(`${crmUrl}/tab?t=*`);
    await becomes('ring tab shown');
    await bar.waitFor({ state: 'detached' });
    const token = new URL(tab.url()).searchParams.get('t') ?? '';
    const verify = () =>
      fetch(`${centralino.url}/api/v1/tokens/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    expect(await (await verify()).json()).toMatchObject({ user: { username: 'op1' }, interactionId: expect.any(String) as string });
    expect((await verify()).status).toBe(401);
    expect(centralino.output).not.toContain(token);
    await press(agent, 'Decline');
  });
});

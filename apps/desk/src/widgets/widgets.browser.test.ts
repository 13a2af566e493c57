import { DeskWidgetConfig } from '@centralino/protocol';
import type { FakeServer } from '@centralino/ui/testing';
import { createServer, type Server } from 'node:http';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible, launchChromium, openDesk, openPeer, shot, signIn, startFake } from '../testing/desk-window.ts';

const exact = true;
const sdk = (path: string): string => fileURLToPath(new URL(`../../../../packages/sdk/${path}`, import.meta.url));
const sample = { id: 'AGENTDESKTOP_SAMPLE', uri: '/AD/widget/agentdesktop_widget_sample.html?lang=en', icon: 'fa fa-lightbulb-o fa-2x' };

let browser: Browser;
let server: FakeServer;
let other: Server;

beforeAll(async () => {
  if (!existsSync(sdk('dist/app/agentdesktop_widget.js'))) throw new Error('build the SDK first: npm run build -w packages/sdk');
  browser = await launchChromium();
  // Another server, with a page that loads the script from the desk.
  other = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><html lang="en"><head><title>Other</title></head><body>
      <button id="b">inside</button><script>
      window.heard = []; window.fresh = []; var s = document.createElement('script'); s.async = true;
      s.src = '${server.url}/AD/widget/agentdesktop_widget.js';
      s.onload = function () {
        AGENTDESKTOP.WIDGET.bindContactCallback(function (type, data) { heard.push(JSON.parse(data).event); if (!type.replayed) fresh.push(JSON.parse(data).event); });
        AGENTDESKTOP.WIDGET.bindDataCallback(function (event, data) { heard.push(event.sender + ' ' + data); });
        AGENTDESKTOP.TAB.Badge(5);
      };
      document.head.appendChild(s);
    </script></body></html>`);
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  other?.close();
});
beforeEach(async () => {
  server = await startFake();
  server.sdkDirs = [sdk('public'), sdk('dist/app')];
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await server.close();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact });
const widget = (one: Partial<DeskWidgetConfig> & { id: string; uri: string }): DeskWidgetConfig =>
  DeskWidgetConfig.parse({ title: { it: one.id, en: one.id }, ...one });

async function widgetDesk(options: Parameters<typeof openDesk>[2] = {}): Promise<{ page: Page; problems: string[] }> {
  await openPeer(browser, server);
  const desk = await openDesk(browser, server, options);
  await signIn(desk.page);
  await desk.page.locator('button[aria-pressed]').first().click();
  await desk.page.locator('button[aria-pressed=true]').first().waitFor();
  await desk.page.getByRole('button', { name: /Not now|Non ora/ }).click();
  return desk;
}

async function frameOf(page: Page, id: string): Promise<Frame> {
  const handle = await page.waitForSelector(`[data-widget="${id}"] iframe`, { state: 'attached' });
  const frame = await handle.contentFrame();
  if (frame === null) throw new Error(`${id} has no frame`);
  await frame.waitForURL((url) => url.href !== 'about:blank');
  return frame;
}

/** The trace of the sample: `M:HELD`, contacts by letter in the order in which they came. */
async function trace(frame: Frame): Promise<string[]> {
  const text = await frame.locator('#trace').textContent();
  const letters = new Map<string, string>();
  return [...(text ?? '').matchAll(/^\[(EVENT|TRANSFER_OUTCOME)\] (?:\[([A-Z:]+)\](?: \[([^\]]+)\])?|(.*))$/gm)].map((match) => {
    const [, kind, event = '', id, json = ''] = match;
    if (kind === 'TRANSFER_OUTCOME') return `=${(JSON.parse(json) as { outcome: string }).outcome}`;
    if (id === undefined) return event;
    if (!letters.has(id)) letters.set(id, 'MCDE'[letters.size] ?? '?');
    return `${letters.get(id)}:${event}`;
  });
}
const hears = (frame: Frame, wanted: string[]): Promise<void> => expect.poll(() => trace(frame), { timeout: 10_000 }).toEqual(wanted);

async function sampleDesk(): Promise<{ page: Page; problems: string[]; frame: Frame }> {
  server.deskWidgets = [widget(sample)];
  const desk = await widgetDesk();
  const frame = await frameOf(desk.page, sample.id);
  await frame.getByText(`Connected as op1, widget ${sample.id}`).waitFor({ state: 'attached' });
  // Signed in (a pause), then ready: how much of that was before the page came is a matter of luck.
  await expect.poll(async () => (await trace(frame)).at(-1)).toBe('AGENT:LOGGEDIN');
  await frame.evaluate(() => document.getElementById('clear')?.click());
  return { ...desk, frame };
}
/** Runs a method of the sample by its form, as an integrator who tries it would. */
async function run(frame: Frame, method: string, values: Record<string, string> = {}): Promise<void> {
  const [namespace = ''] = method.split('.');
  await frame.getByRole('tab', { name: namespace, exact }).click();
  const form = frame.locator(`form[data-method="${method}"]`);
  for (const [name, value] of Object.entries(values)) await form.locator(`input[name="${name}"]`).fill(value);
  await form.locator('button').click();
}
const begun = ['M:POPUP', 'M:CONNECTIONSTARTED', 'M:RINGING', 'M:ESTABLISHED'];

async function answered(page: Page): Promise<string> {
  const id = server.ring({ name: 'Anna Bianchi' });
  await button(page, 'Answer').click();
  await button(page, 'Hold').waitFor();
  return id;
}

describe('the sample widget in the desk', () => {
  it('prints an inbound call, and a direct transfer whatever comes of it', async () => {
    const { page, frame, problems } = await sampleDesk();
    const first = await answered(page);
    await button(page, 'Hold').click();
    await button(page, 'Resume').click();
    await button(page, 'Hold').waitFor();
    server.customerLeaves(first);
    await button(page, 'Finish').click();
    const inbound = [...begun, 'M:HELD', 'M:RETRIEVED', 'M:CONNECTIONCLEARED', 'M:JOBCHANGED', 'M:JOBFINISHED'];
    await hears(frame, inbound);
    const printed = (await frame.locator('#trace').textContent()) ?? '';
    expect(printed).toContain(`uuid...................[${first}]`);
    expect(printed).toMatch(/\[EVENT\] \[POPUP\] \[[0-9a-f]+-[0-9a-f]{8}@GW\.centralino\.local\]/);
    expect(printed).toContain('queue..................[customercare]');
    await button(page, sample.id).click();
    await frame.getByRole('button', { name: 'Clear' }).click();
    await page.keyboard.press('Escape');

    const id = await answered(page);
    await button(page, sample.id).click();
    await shot(page, 'widget-sample');
    await run(frame, 'CONTACT.Transfer_Direct', { Destination: 'op2' });
    const transferred = [...begun, 'M:HELD', 'M:TRANSFERRED', 'M:CONNECTIONCLEARED', 'M:JOBCHANGED'];
    await hears(frame, transferred);
    server.calls.refused(id, 'declined');
    // The customer is back, as the contact that they were.
    await hears(frame, [...transferred, 'M:JOBFINISHED', '=declined', ...begun]);
    await page.getByText('Operatore 2 could not take the call').waitFor();
    await run(frame, 'CONTACT.Hangup');
    await run(frame, 'CONTACT.OfflineEnd');
    await page.getByRole('button', { name: 'Calls' }).click();
    await page.getByText('in line for the next call').waitFor();
    expect(problems).toEqual([]);
  });

  it('prints a consultation that it began and completes, and misses nothing over a reload of the desk', async () => {
    const { page, frame } = await sampleDesk();
    const id = await answered(page);
    await button(page, sample.id).click();
    await run(frame, 'CONTACT.Transfer_Consultation', { Destination: 'op2' });
    await hears(frame, [...begun, 'M:HELD', 'C:CONNECTIONSTARTED', 'C:DIALING']);
    server.calls.answered(server.calls.get(id).consultations[0] ?? '');
    const consulted = [...begun, 'M:HELD', 'C:CONNECTIONSTARTED', 'C:DIALING', 'C:ESTABLISHED'];
    await hears(frame, consulted);
    expect(await frame.locator('#trace').textContent()).toContain('dnis...................[consultation]');
    // A new page is told everything of the contacts that are here, and the agent's state.
    const all = ['AGENT:LOGGEDIN', ...consulted];
    await page.reload();
    const again = await frameOf(page, sample.id);
    await hears(again, all);
    await button(page, sample.id).click();
    await run(again, 'CONTACT.Transfer_Complete');
    const completed = ['M:TRANSFERRED', 'M:CONNECTIONCLEARED', 'C:CONNECTIONCLEARED', 'M:JOBCHANGED', '=accepted'];
    await hears(again, [...all, ...completed]);
    // While the desk is away from the server, the call is finished elsewhere.
    server.setAway(true);
    await page.getByText('Reconnecting').waitFor();
    server.calls.finish(id, 'completed');
    server.setAway(false);
    await hears(again, [...all, ...completed, 'M:JOBFINISHED']);
  });

  it('calls by hand, and shows a window for four seconds instead of calling nobody', async () => {
    const { page, frame } = await sampleDesk();
    await button(page, sample.id).click();
    await frame.evaluate(
      () => void (window as unknown as { AGENTDESKTOP: { CONTACT: { MakeCall(n: string): void } } }).AGENTDESKTOP.CONTACT.MakeCall(''),
    );
    const alert = page.locator('[data-alert=error]');
    await alert.getByText('The number is empty').waitFor();
    await shot(page, 'widget-alert');
    await expectAccessible(page);
    await alert.waitFor({ state: 'detached', timeout: 6_000 });
    await run(frame, 'CONTACT.MakeCall', { 'Destination Number': '12 34' });
    await alert.getByText('“12 34” is not a phone number').waitFor();
    await run(frame, 'CONTACT.MakeCall', { 'Destination Number': '045 222 4600' });
    await alert.getByText('Phone numbers can’t be called yet').waitFor();
    expect(server.requests.filter(({ type }) => type === 'call.make').map(({ data }) => data)).toEqual([
      { to: { kind: 'number', number: '+390452224600' }, service: null, contactId: null, channel: 'webcall', language: 'en', callData: [] },
    ]);
    await run(frame, 'CONTACT.MakeCall', { 'Destination Number': 'op2', CallData: 'ECID=42' });
    // The page that called stays in front; the call is above it.
    await page.getByRole('heading', { name: sample.id }).waitFor();
    await expect.poll(() => server.calls.open.size).toBe(1);
    const [id = ''] = server.calls.open.keys();
    await expect.poll(() => server.calls.get(id).state).toBe('offered');
    server.calls.answered(id);
    await hears(frame, ['M:CONNECTIONSTARTED', 'M:DIALING', 'M:ESTABLISHED']);
    await button(page, 'Hang up').click();
    await hears(frame, ['M:CONNECTIONSTARTED', 'M:DIALING', 'M:ESTABLISHED', 'M:CONNECTIONCLEARED']);
  });

  it('sets the agent’s presence, and is told what this desk cannot do', async () => {
    const { page, frame } = await sampleDesk();
    await button(page, sample.id).click();
    await run(frame, 'AGENT.Pause');
    await hears(frame, ['AGENT:PAUSE']);
    await run(frame, 'AGENT.PauseSubState', { SubStateCode: 'coffee' });
    await expect
      .poll(() => server.requests.findLast(({ type }) => type === 'presence.set')?.data)
      .toEqual({
        presence: { kind: 'paused', reason: 'coffee' },
      });
    await run(frame, 'AGENT.getAgentState');
    await frame.locator('form[data-method="AGENT.getAgentState"] output', { hasText: 'PAUSEDSUBSTATE:coffee' }).waitFor();
    await run(frame, 'AGENT.Login');
    await hears(frame, ['AGENT:PAUSE', 'AGENT:LOGGEDIN']);
    const answer = await frame.evaluate(() =>
      (
        window as unknown as { AGENTDESKTOP: { AGENT: { setAgentGroups(g: string[]): Promise<{ error: { code: string } }> } } }
      ).AGENTDESKTOP.AGENT.setAgentGroups(['x']),
    );
    expect(answer.error.code).toBe('sdk.unsupported');
  });
});

describe('widgets of others', () => {
  const page2 = () => ({ id: 'PAT', uri: `http://127.0.0.1:${(other.address() as AddressInfo).port}/`, icon: 'fa fa-users' });

  it('from another server: badge, data, tab; Escape and Tab lead out; the microphone does not', async () => {
    server.deskWidgets = [widget(sample), widget(page2())];
    const { page, problems } = await widgetDesk();
    const frame = await frameOf(page, sample.id);
    await button(page, 'PAT (5)').waitFor();
    await button(page, sample.id).click();
    await run(frame, 'WIDGET.sendDataToWidget', { 'Widget ID': 'PAT', Data: '{"open":42}' });
    await run(frame, 'TAB.GoTo', { 'Widget ID': 'PAT' });
    const pat = await frameOf(page, 'PAT');
    await page.getByRole('heading', { name: 'PAT' }).waitFor();
    await expect.poll(() => pat.evaluate(() => (window as unknown as { heard: string[] }).heard)).toContain(`${sample.id} {"open":42}`);
    await shot(page, 'widget-other');
    const element = page.locator('[data-widget=PAT] iframe');
    expect(await element.getAttribute('sandbox')).not.toMatch(/top-navigation|modals/);
    expect(await element.getAttribute('allow')).toContain("microphone 'none'");
    expect(
      await pat.evaluate(
        () =>
          navigator.mediaDevices?.getUserMedia({ audio: true }).then(
            () => 'open',
            () => 'shut',
          ) ?? 'shut',
      ),
    ).toBe('shut');
    // In by Tab, and out again.
    await button(page, 'Close the widget').focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('IFRAME');
    await page.getByRole('heading', { name: 'PAT' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('in line for the next call').waitFor();
    await button(page, 'Ready').waitFor();
    // From inside its page, too; but a dialog there takes the key first.
    await button(page, 'PAT (5)').click();
    await pat.locator('#b').click();
    await pat.evaluate(() => {
      const dialog = document.createElement('div');
      dialog.setAttribute('role', 'dialog');
      document.body.append(dialog);
    });
    await page.keyboard.press('Escape');
    await pat.evaluate(() => {
      document.querySelector('[role=dialog]')?.remove();
      // Answered after whatever was asked before it.
      return (window as unknown as { AGENTDESKTOP: { TAB: { Badge: (count: number) => Promise<unknown> } } }).AGENTDESKTOP.TAB.Badge(5);
    });
    await page.getByRole('heading', { name: 'PAT' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('in line for the next call').waitFor();
    // Unseen, it still hears.
    await answered(page);
    await expect.poll(() => pat.evaluate(() => (window as unknown as { heard: string[] }).heard)).toContain('ESTABLISHED');
    expect(problems.filter((problem) => !problem.includes('microphone is not allowed'))).toEqual([]);
  });

  it('from an origin that is not allowed are not let in', async () => {
    server.deskWidgets = [widget({ ...page2(), allowedOrigins: ['https://crm.example'] })];
    const { page } = await widgetDesk();
    await page.getByRole('button', { name: 'PAT' }).click();
    await page.getByText('This page was not let in').waitFor();
    expect(await page.getByRole('button', { name: 'PAT (5)' }).count()).toBe(0);
  });

  it('beside a contact hear of this contact only', async () => {
    server.deskWidgets = [widget({ ...page2(), placement: 'contact', title: { it: 'Scheda', en: 'Record' } })];
    const { page } = await widgetDesk();
    const id = await answered(page);
    const frame = await frameOf(page, 'PAT');
    await page.getByRole('tab', { name: /Record/ }).click();
    await page.locator('[role=tab]', { hasText: '5' }).waitFor();
    await expect.poll(() => frame.evaluate(() => (window as unknown as { heard: string[] }).heard)).toContain('ESTABLISHED');
    // Its page comes after the contact: a page that leaves out what is told again must still open the record.
    expect(await frame.evaluate(() => (window as unknown as { fresh: string[] }).fresh)).toContain('POPUP');
    await frame.locator('#b').click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Record');
    await shot(page, 'widget-contact');
    await expectAccessible(page);
    server.calls.consult(id, { kind: 'agent', agentId: 'agent-2' });
    await expect.poll(() => frame.evaluate(() => (window as unknown as { heard: string[] }).heard)).toContain('HELD');
    expect(await frame.evaluate(() => (window as unknown as { heard: string[] }).heard)).not.toContain('DIALING');
    await page.getByRole('tab', { name: 'Contact' }).click();
    await page.getByText('We don’t know this customer yet').waitFor();
  });

  it('without any the desk is a desk; when they cannot be loaded, they come later', async () => {
    const { page } = await widgetDesk();
    await page.getByText('in line for the next call').waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    server.deskWidgets = [widget(page2())];
    server.refuse('GET /desk-widgets/mine', 'server.error');
    await page.reload();
    await button(page, 'PAT (5)').waitFor();
  });
});

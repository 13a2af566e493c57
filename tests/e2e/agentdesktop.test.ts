import type { Server } from 'node:http';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBothWays } from '../support/browser.ts';
import { agentAtDesk, agentAtWork, customerCalls, customerInShop, press } from '../support/people.ts';
import { restAs } from '../support/rest.ts';
import { serveWidgetPages, widgetFrame } from '../support/widget-pages.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

/** Pages written for AgentDesktop, on another origin, in a desk of the real server: what they hear, event by event and field by field. */

let pages: { url: string; server: Server };

beforeAll(async () => {
  pages = await serveWidgetPages(centralino.url);
  const rest = await restAs(centralino.url, 'admin');
  for (const [id, page, more] of [
    ['CRM', 'tutorial', { capabilities: ['contacts', 'calls', 'recording', 'agent', 'agents', 'chat', 'data', 'token'] }],
    ['CHAT', 'late', {}],
    ['PAT', 'pat', {}],
    ['HOSTILE', 'hostile', {}],
    // A page that says it is at another origin than it is.
    ['WRONG', 'pat', { allowedOrigins: ['https://crm.example'] }],
  ] as const) {
    await rest('PUT', `/desk-widgets/${id}`, { title: { it: id, en: id }, uri: `${pages.url}/${page}`, ...more });
  }
}, 120_000);
afterAll(async () => {
  pages?.server.close();
});

/** The 13 fields of the vendor's listings after the name, in their order. */
const fields = [
  ...[
    'id',
    'uuid',
    'chat_id',
    'type',
    'media_type',
    'content_type',
    'content_description',
    'job_type',
    'job_state',
    'ani',
    'dnis',
    'queue',
  ],
  'reason',
];
type Heard = Record<string, string> & { event: string };

const raw = (frame: Frame): Promise<string[]> => frame.evaluate('window.heard') as Promise<string[]>;
const heardBy = async (frame: Frame): Promise<Heard[]> => (await raw(frame)).map((text) => JSON.parse(text) as Heard);

/** Contacts are called by letters, in the order in which they came. */
const letters = (events: Heard[]): Map<string, string> =>
  new Map([...new Set(events.flatMap(({ id }) => id ?? []))].map((id, n) => [id, 'MCDEF'[n] ?? '?']));
const story = (events: Heard[]): string[] => {
  const names = letters(events);
  return events.map(({ event, id }) => (id === undefined ? event : `${names.get(id)}:${event}`));
};
/** One line for each event with every field that has to be what it is; ids are checked to be of the vendor's shape and to stay. */
function lines(events: Heard[]): string[] {
  const names = letters(events);
  const uuids = new Map<string, string>();
  return events.map((event) => {
    if (event.id === undefined) {
      expect(Object.keys(event)).toEqual(['event']);
      return event.event;
    }
    expect(Object.keys(event).slice(0, 14)).toEqual(['event', ...fields]);
    for (const field of fields) expect(typeof event[field], field).toBe('string');
    expect(event.id).toMatch(/^[0-9a-f]+-[0-9a-f]{8}@(GW|EP)\.[a-z.]+$/);
    expect(event['uuid']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(uuids.get(event.id) ?? event['uuid'], 'the uuid stays').toBe(event['uuid']);
    uuids.set(event.id, event['uuid'] ?? '');
    expect(new Set(uuids.values()).size, 'a uuid of its own').toBe(uuids.size);
    return [names.get(event.id) + ':' + event.event, ...fields.slice(2).map((field) => event[field])].join('|');
  });
}
const customer = (event: string, state: string, reason = ''): string =>
  `M:${event}||inbound|telephony|live||inbound|${state}|3471234567|customercare|customercare|${reason}`;
const own = (event: string, to: string, reason = '', letter = 'M'): string =>
  `${letter}:${event}||outbound|telephony|||manual||op1@EP.centralino.local|${to}||${reason}`;
const begun = ['POPUP', 'CONNECTIONSTARTED', 'RINGING', 'ESTABLISHED'].map((event) => customer(event, 'online'));
const given = [
  customer('HELD', 'online'),
  customer('TRANSFERRED', 'online'),
  customer('CONNECTIONCLEARED', 'online', 'transferred'),
  customer('JOBCHANGED', 'offline', 'transferred'),
];
const consulted = [
  customer('HELD', 'online'),
  ...['CONNECTIONSTARTED', 'DIALING', 'ESTABLISHED'].map((event) => own(event, 'consultation', '', 'C')),
];

/** Waits for as many events as are expected, and compares them all. */
async function hears(frame: Frame, expected: string[]): Promise<void> {
  await expect.poll(async () => (await raw(frame)).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(expected.length);
  expect(lines(await heardBy(frame))).toEqual(expected);
}
const forget = (frame: Frame): Promise<unknown> => frame.evaluate('heard.length = 0; outcomes.length = 0');
/** Calls a method as the page would; answers what became of it. */
const sdk = (frame: Frame, call: string): Promise<{ ok: boolean; contactId?: string; error?: { code: string } }> =>
  frame.evaluate(`AGENTDESKTOP.${call}`) as Promise<{ ok: boolean; contactId?: string; error?: { code: string } }>;

/** Whatever an attempt before this one has left. */
async function atRest(desk: Page): Promise<void> {
  for (const name of ['Decline', 'Hang up', 'Finish']) {
    const button = desk.getByRole('button', { name, exact: true });
    if (!(await button.isVisible())) continue;
    await button.click();
    await button.waitFor({ state: 'detached' });
  }
}
async function desks(): Promise<{ one: Page; two: Page; crm: Frame }> {
  const one = await agentAtWork(browser, centralino.url, 'op1');
  const crm = await widgetFrame(one, 'CRM');
  await atRest(one);
  await expect.poll(async () => story(await heardBy(crm))).toContain('AGENT:LOGGEDIN');
  await forget(crm);
  // The second one is not in line: only who is called by name rings there.
  const two = await agentAtDesk(browser, centralino.url, 'op2');
  await atRest(two);
  return { one, two, crm };
}
async function talk(crm: Frame): Promise<Page> {
  const page = await customerInShop(browser, centralino.url);
  await customerCalls(page);
  await expect.poll(async () => story(await heardBy(crm)).includes('M:RINGING'), { timeout: 15_000 }).toBe(true);
  expect(await sdk(crm, 'CONTACT.Answer(JSON.parse(heard[0]).id)')).toMatchObject({ ok: true });
  await expect.poll(async () => story(await heardBy(crm)).at(-1), { timeout: 15_000 }).toBe('M:ESTABLISHED');
  return page;
}
const main = 'JSON.parse(heard[0]).id';
const outcomes = (crm: Frame): Promise<unknown> => crm.evaluate('outcomes');

describe('a page that follows the tutorial', () => {
  it('hears the agent’s states and an inbound call, and what other widgets set', async () => {
    const { one, crm } = await desks();
    await sdk(crm, 'AGENT.Pause()');
    await hears(crm, ['AGENT:PAUSE']);
    await sdk(crm, 'AGENT.Login()');
    await hears(crm, ['AGENT:PAUSE', 'AGENT:LOGGEDIN']);
    await sdk(crm, 'AGENT.Logout()');
    await hears(crm, ['AGENT:PAUSE', 'AGENT:LOGGEDIN', 'AGENT:LOGGEDOUT']);
    await sdk(crm, 'AGENT.Login()');
    await expect.poll(async () => (await raw(crm)).length).toBe(4);
    expect(await crm.evaluate('log.slice(-4).join()')).toBe('paused,logged in,logged out,logged in');
    await forget(crm);

    const shop = await talk(crm);
    await hears(crm, begun);
    expect(await crm.evaluate('log.at(-1)')).toBe('record of 3471234567');
    await Promise.all([audioBothWays(shop), audioBothWays(one)]);
    expect(await sdk(crm, `CONTACT.Hold(${main})`)).toMatchObject({ ok: true, held: true });
    await shop
      .getByText(/on hold/i)
      .first()
      .waitFor();
    expect(await sdk(crm, 'CONTACT.Hold()')).toMatchObject({ ok: true, held: false });
    // Recording, and a token by which the page's own server knows whose desk it is in.
    expect(await sdk(crm, `CONTACT.StartRecording(${main})`)).toMatchObject({ ok: true });
    const { uuid } = JSON.parse((await raw(crm))[0] ?? '{}') as { uuid: string };
    const supervisor = await restAs(centralino.url, 'sup1');
    const recordings = async (): Promise<string[]> =>
      (
        (await supervisor('GET', `/interactions/${uuid}`)) as { interaction: { recordings: { state: string }[] } }
      ).interaction.recordings.map(({ state }) => state);
    await expect.poll(recordings).toEqual(['recording']);
    expect(await sdk(crm, `CONTACT.StopRecording(${main})`)).toMatchObject({ ok: true });
    await expect.poll(recordings, { timeout: 15_000 }).toEqual(['saved']);
    const once = (await crm.evaluate('[String(AGENTDESKTOP.WIDGET.getTokenOneShot()), AGENTDESKTOP.WIDGET.getToken() + ""]')) as string[];
    for (const token of once) {
      const verified = await supervisor('POST', '/tokens/verify', { token, widgetId: 'CRM' });
      expect(verified).toMatchObject({ user: { username: 'op1' } });
    }
    await expect(supervisor('POST', '/tokens/verify', { token: once[0], widgetId: 'CRM' })).rejects.toThrow();
    const pat = await widgetFrame(one, 'PAT');
    const [{ id } = { id: '' }] = await heardBy(crm);
    expect(await sdk(pat, `CONTACT.SetCallData('${id}', 'CUSTOMERID=12345')`)).toMatchObject({ ok: true });
    const held = [customer('HELD', 'online'), customer('RETRIEVED', 'online'), customer('DATACHANGED', 'online')];
    await hears(crm, [...begun, ...held]);
    expect(JSON.parse((await raw(crm)).at(-1) ?? '')).toMatchObject({ CallData: [{ name: 'CUSTOMERID', value: '12345' }] });
    expect(await crm.evaluate(`AGENTDESKTOP.CONTACT.GetCallDataValueByName(heard.at(-1), 'CUSTOMERID')`)).toBe('12345');
    // A reload of the page, and of the whole desk, in the middle of the call: every event again, and the values.
    await crm.evaluate('location.reload()');
    const everything = ['AGENT:LOGGEDIN', ...begun, ...held];
    await expect.poll(async () => (await raw(crm).catch(() => [])).length, { timeout: 15_000 }).toBe(everything.length);
    await hears(crm, everything);
    // The customer hangs up while the desk is not there.
    await one.goto('about:blank');
    await press(shop, 'Hang up');
    await one.goto(`${centralino.url}/desk/?lang=en`);
    const again = await widgetFrame(one, 'CRM');
    const cleared = [customer('CONNECTIONCLEARED', 'online'), customer('JOBCHANGED', 'offline')];
    await hears(again, [...everything, ...cleared]);
    expect(await sdk(again, 'CONTACT.OfflineEnd(JSON.parse(heard[1]).id)')).toMatchObject({ ok: true });
    await hears(again, [...everything, ...cleared, customer('JOBFINISHED', 'finished')]);
    expect(await sdk(again, 'CONTACT.OfflineEnd(JSON.parse(heard[1]).id)')).toMatchObject({ ok: true });
  });

  it('transfers directly: the same story when it is refused and when it is taken', async () => {
    const { one, two, crm } = await desks();
    const shop = await talk(crm);
    expect(await sdk(crm, `CONTACT.Transfer_Direct(${main}, 'op2')`)).toMatchObject({ ok: true });
    await press(two, 'Decline');
    const finished = customer('JOBFINISHED', 'finished', 'transferred');
    // The customer is back, under the same id.
    await hears(crm, [...begun, ...given, finished, ...begun]);
    expect(await outcomes(crm)).toEqual(['declined']);
    await Promise.all([audioBothWays(shop), audioBothWays(one)]);
    await crm.evaluate('heard.splice(0, 9)');
    expect(await sdk(crm, `CONTACT.Transfer_Direct('op2')`)).toMatchObject({ ok: true });
    await hears(crm, [...begun, ...given]);
    await press(two, 'Answer');
    await expect.poll(() => outcomes(crm)).toEqual(['declined', 'accepted']);
    await Promise.all([audioBothWays(shop), audioBothWays(two)]);
    await sdk(crm, 'CONTACT.OfflineEnd()');
    await hears(crm, [...begun, ...given, finished]);
    await press(two, 'Hang up');
    await press(two, 'Finish');
  });

  it('consults: cancels, makes a conference, completes', { timeout: 180_000 }, async () => {
    const { two, crm } = await desks();
    const shop = await talk(crm);
    const consult = async (): Promise<string> => {
      const made = await sdk(crm, `CONTACT.Transfer_Consultation(${main}, 'op2', '', 'WHY=refund')`);
      expect(made).toMatchObject({ ok: true });
      await press(two, 'Answer');
      return made.contactId ?? '';
    };
    const cancelled = await consult();
    await hears(crm, [...begun, ...consulted]);
    expect((await heardBy(crm)).at(-1)).toMatchObject({ id: cancelled, CallData: [{ name: 'WHY', value: 'refund' }] });
    expect(await sdk(crm, `CONTACT.Hangup('${cancelled}')`)).toMatchObject({ ok: true });
    await hears(crm, [...begun, ...consulted, own('CONNECTIONCLEARED', 'consultation', '', 'C'), customer('RETRIEVED', 'online')]);

    await crm.evaluate('heard.splice(4)');
    await consult();
    await hears(crm, [...begun, ...consulted]);
    await Promise.all([audioBothWays(two)]);
    expect(await sdk(crm, 'CONTACT.Transfer_Complete()')).toMatchObject({ ok: true });
    const completed = [
      customer('TRANSFERRED', 'online'),
      customer('CONNECTIONCLEARED', 'online', 'transferred'),
      own('CONNECTIONCLEARED', 'consultation', 'transferred', 'C'),
      customer('JOBCHANGED', 'offline', 'transferred'),
    ];
    await hears(crm, [...begun, ...consulted, ...completed]);
    expect(await outcomes(crm)).toEqual(['accepted']);
    await Promise.all([audioBothWays(shop), audioBothWays(two)]);
    await sdk(crm, `CONTACT.OfflineEnd(${main})`);
    await hears(crm, [...begun, ...consulted, ...completed, customer('JOBFINISHED', 'finished', 'transferred')]);
    await press(shop, 'Hang up');
    await press(two, 'Finish');
    await shop.context().close();

    await forget(crm);
    await talk(crm);
    await consult();
    await hears(crm, [...begun, ...consulted]);
    expect(await sdk(crm, 'CONTACT.Transfer_Complete_Conference()')).toMatchObject({ ok: true });
    const conference = [
      customer('RETRIEVED', 'online'),
      customer('CONFERENCED', 'online'),
      own('CONNECTIONCLEARED', 'consultation', '', 'C'),
    ];
    await hears(crm, [...begun, ...consulted, ...conference]);
    await sdk(crm, `CONTACT.HangupByContactID(${main})`);
    await hears(crm, [...begun, ...consulted, ...conference, customer('CONNECTIONCLEARED', 'online'), customer('JOBCHANGED', 'offline')]);
    await sdk(crm, 'CONTACT.OfflineEnd()');
    await press(two, 'Hang up');
    await press(two, 'Finish');
  });

  it('calls by hand, holds and takes back; wrong numbers get a window for four seconds and no call', async () => {
    const { one, two, crm } = await desks();
    await press(one, 'CRM');
    const window = one.locator('[data-alert=error]');
    const dial = async (number: string): Promise<void> => {
      await crm.getByLabel('Destination Number').fill(number);
      await crm.getByRole('button', { name: 'Make Call' }).click();
    };
    await dial('');
    await window.getByText('The number is empty').waitFor();
    const shown = Date.now();
    await window.waitFor({ state: 'detached' });
    expect(Date.now() - shown).toBeGreaterThan(3_000);
    expect(Date.now() - shown).toBeLessThan(5_500);
    await dial('12 34');
    await window.getByText('“12 34” is not a phone number').waitFor();
    await dial('045 222 4600');
    await window.getByText('Phone numbers can’t be called yet').waitFor();
    expect(await raw(crm)).toEqual([]);

    const made = await sdk(crm, `CONTACT.MakeCall('op2', '', '', '', 'ECID=42;A=1')`);
    await press(two, 'Answer');
    const established = ['CONNECTIONSTARTED', 'DIALING', 'ESTABLISHED'].map((event) => own(event, 'op2'));
    await hears(crm, established);
    expect(await crm.evaluate('log.at(-1)')).toBe('manual call to op2');
    for (const event of await heardBy(crm)) {
      expect(event).toMatchObject({
        id: made.contactId,
        CallData: [
          { name: 'ECID', value: '42' },
          { name: 'A', value: '1' },
        ],
      });
    }
    await Promise.all([audioBothWays(one), audioBothWays(two)]);
    expect(await sdk(crm, 'CONTACT.Hold()')).toMatchObject({ ok: true, held: true });
    await hears(crm, [...established, own('HELD', 'op2')]);
    await press(one, 'Back');
    await press(one, 'Resume');
    await hears(crm, [...established, own('HELD', 'op2'), own('RETRIEVED', 'op2')]);
    await Promise.all([audioBothWays(one), audioBothWays(two)]);
    await sdk(crm, 'CONTACT.Hangup()');
    await hears(crm, [...established, own('HELD', 'op2'), own('RETRIEVED', 'op2'), own('CONNECTIONCLEARED', 'op2')]);
    // Colleagues, as any agent may see them; what this desk cannot do says so.
    expect(await sdk(crm, `AGENT.setAgentGroups(['x'])`)).toMatchObject({ ok: false, error: { code: 'sdk.unsupported' } });
    expect(await sdk(crm, `CHAT.SendMessage('', 'hello')`)).toMatchObject({ ok: false, error: { code: 'sdk.unsupported' } });
  });
});

describe('widgets of several third parties in one desk', () => {
  it('badge, data and tab; and the hostile one reaches nobody', async () => {
    const { one, crm } = await desks();
    // One that loads the script late.
    await one.getByRole('button', { name: 'CHAT (3)' }).waitFor();
    const chat = await widgetFrame(one, 'CHAT');
    await chat.evaluate(`open('Anna')`);
    await one.getByRole('heading', { name: 'PAT' }).waitFor();
    const pat = await widgetFrame(one, 'PAT');
    await expect.poll(() => pat.evaluate('received')).toEqual([['CHAT', '{"open":"Anna"}']]);
    // A page at an origin that is not allowed is not let in.
    await press(one, 'WRONG');
    await one.getByText('This page was not let in').waitFor();

    const hostile = await widgetFrame(one, 'HOSTILE');
    expect(await hostile.evaluate('forge()')).toBeUndefined();
    const nested = hostile.childFrames()[0] as Frame;
    expect(await nested.evaluate('attempt()')).toMatch(/^sdk\.(outside|refused)$/);
    expect(await hostile.evaluate('huge()')).toEqual(['sdk.invalid', 'sdk.invalid', 'sdk.invalid', 'sdk.unknownContact']);
    expect(Number(await hostile.evaluate('flood()'))).toBeGreaterThan(0);
    expect(await hostile.evaluate('answers')).toContain('refused');
    // Nothing of it has come to others, and the desk works.
    expect(await raw(crm)).toEqual([]);
    expect(await one.evaluate('window.hacked')).toBeUndefined();
    await one.locator('button[aria-pressed="true"]', { hasText: 'Ready' }).waitFor();
    await sdk(crm, 'AGENT.Pause()');
    await hears(crm, ['AGENT:PAUSE']);
  });
});

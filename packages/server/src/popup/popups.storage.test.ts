import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { segmentIdOf, type PopupConfig, type PopupPush, type PopupRecord, type PopupState } from '@centralino/protocol';
import { answer, callIn, ready, told } from '../realtime/testing/calls.ts';
import type { TestClient } from '../realtime/testing/client.ts';
import { startTestServer, type TestServer } from '../realtime/testing/server.ts';

let server: TestServer;
let cookie: string;

beforeEach(async () => {
  server = await startTestServer();
  cookie = await server.addUser('anna');
});
afterEach(() => server.close());

const source = `function popup() {
  return {
    onRing: '/crm/card?number=' + encodeURIComponent(CALL_CLI) + '&service=' + CALL_SERVIZIO,
    onAnswer: 'https://crm.example/answer?agent={$USERNAME}&token={$POPUP_TOKEN}',
    onHangup: 'https://crm.example/end',
    onDemand: '/crm/search',
    webClientOpenNewTab: CALL_POPUPINFO.length > 0,
  };
}`;
const configure = (changes: Partial<PopupConfig> = {}) =>
  server.popups.settings.save({
    enabled: true,
    source,
    services: { help: { video: 'server' } },
    frameOrigins: ['https://crm.example'],
    ...changes,
  });
const popups = (id: string) => server.popups.rows.ofInteraction(id);
/** Waits until the popup of this trigger is in this state. */
async function becomes(id: string, trigger: PopupRecord['trigger'], state: PopupState): Promise<PopupRecord> {
  for (;;) {
    await server.popupDoor.settled();
    const found = (await popups(id)).find((one) => one.trigger === trigger && one.state === state);
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const popup = (desk: TestClient, trigger: string, from = 0) => desk.push<PopupPush>('popup', (data) => data.trigger === trigger, from);
const shown = (desk: TestClient, { id }: { id: string }, ms = 40) =>
  desk.request('popup.receipt', { id, outcome: 'shown', ms, detail: '' });

describe('popups', () => {
  it('open at ring, answer and hang-up, once each, and their receipts are kept', async () => {
    await configure();
    const desk = await server.desk(cookie);
    await ready(desk);
    const { id } = await callIn(server);
    const ring = await popup(desk, 'ring');
    expect(ring).toMatchObject({
      interactionId: id,
      segmentId: segmentIdOf(id, 1),
      url: '/crm/card?number=&service=help',
      mode: 'iframe',
      embeddable: true,
      tabName: null,
    });
    await shown(desk, ring, 123);
    const part = await answer(server, desk, id);
    const answered = await popup(desk, 'answer');
    expect(answered.url).toMatch(/^https:\/\/crm\.example\/answer\?agent=anna&token=[\w-]{43}$/);
    const token = new URL(answered.url).searchParams.get('token') ?? '';
    expect(await server.auth.deskTokens.verify(token)).toMatchObject({
      user: { username: 'anna' },
      interactionId: id,
      audience: { kind: 'popup' },
    });
    await expect(server.auth.deskTokens.verify(token)).rejects.toThrow('used already');
    await desk.request('popup.receipt', { id: answered.id, outcome: 'blocked', ms: 0, detail: '' });
    // A click later: with a new token.
    const again = await desk.request<{ url: string }>('popup.address', { id: answered.id });
    expect(again.url).not.toBe(answered.url);
    await shown(desk, answered);
    await desk.request('segment.hangUp', { interactionId: id, segmentId: part.segmentId });
    await popup(desk, 'hangup');
    await desk.request('segment.finish', { interactionId: id, segmentId: part.segmentId });
    await told(desk, 'segment.finished');
    await server.popupDoor.settled();
    const rows = await popups(id);
    expect(rows.map(({ trigger, state, ms }) => [trigger, state, ms])).toEqual([
      ['ring', 'shown', 123],
      ['answer', 'shown', 40],
      ['hangup', 'sent', null],
    ]);
    // As the function gave it: without the token, here and anywhere else.
    expect(rows[1]?.url).toBe('https://crm.example/answer?agent={$USERNAME}&token={$POPUP_TOKEN}');
    expect(JSON.stringify(await server.store.db.selectFrom('popups').selectAll().execute())).not.toContain(token);
  });

  it('open where they are wanted only, and never at colleagues', async () => {
    await configure({ services: { help: { webcall: 'server', video: 'disabled' } } });
    const desk = await server.desk(cookie);
    await ready(desk);
    const { id } = await callIn(server);
    await told(desk, 'segment.offered');
    await server.popupDoor.settled();
    expect(await popups(id)).toEqual([]);
    await configure();
    await answer(server, desk, id);
    const { id: popupId } = await popup(desk, 'answer');
    const other = await server.desk(await server.addUser('bert'));
    await expect(other.request('popup.receipt', { id: popupId, outcome: 'failed', ms: 0, detail: '' })).rejects.toThrow('popup.unknown');
    await expect(other.request('popup.demand', { interactionId: id, segmentId: segmentIdOf(id, 1) })).rejects.toThrow('segment.unknown');
    expect(other.ofType('popup')).toEqual([]);
  });

  it('on demand: offered while the contact is open, opened as often as asked', async () => {
    await configure();
    const desk = await server.desk(cookie);
    await ready(desk);
    const { id } = await callIn(server);
    const segmentId = segmentIdOf(id, 1);
    await desk.push<{ segmentIds: string[] }>('popup.onDemand', ({ segmentIds }) => segmentIds.includes(segmentId));
    for (let time = 0; time < 2; time += 1) {
      const from = desk.frames.length;
      await desk.request('popup.demand', { interactionId: id, segmentId });
      expect(await popup(desk, 'demand', from)).toMatchObject({ url: '/crm/search' });
    }
    expect((await popups(id)).filter(({ trigger }) => trigger === 'demand')).toHaveLength(2);
    const from = desk.frames.length;
    await desk.request('segment.decline', { interactionId: id, segmentId });
    await desk.push<{ segmentIds: string[] }>('popup.onDemand', ({ segmentIds }) => segmentIds.length === 0, from);
  });

  it('missed while the desk was away, come with it if they are still of use', async () => {
    await configure();
    const desk = await server.desk(cookie);
    await ready(desk);
    const { id } = await callIn(server);
    const ring = await popup(desk, 'ring');
    // Sent, but the line was gone before the desk could say so.
    await desk.close();
    await becomes(id, 'ring', 'pending');
    const back = await server.desk(cookie);
    expect(await popup(back, 'ring')).toMatchObject({ id: ring.id });
    await shown(back, ring);
    // A frame that was shown is shown again in a page that was loaded anew, and the record stays as it is.
    await back.close();
    const anew = await server.desk(cookie);
    expect((await anew.push<PopupPush>('popup')).id).toBe(ring.id);
    expect((await popups(id)).map(({ state }) => state)).toEqual(['shown']);
    await answer(server, anew, id);
    await popup(anew, 'answer');
  });

  it('whose moment is over are not opened any more', async () => {
    await configure();
    const desk = await server.desk(cookie);
    await ready(desk);
    const { id, widget } = await callIn(server);
    await popup(desk, 'ring');
    await desk.close();
    await becomes(id, 'ring', 'pending');
    await widget.request('call.leave');
    const back = await server.desk(cookie);
    await becomes(id, 'ring', 'expired');
    expect(back.ofType('popup')).toEqual([]);
  });

  it.each([
    ['throws', "throw new Error('no card today')", /line 1: Error: no card today/],
    ['returns nonsense', 'return 42', /object of the known keys/],
    ['returns an address that must not be opened', "return { onRing: 'javascript:alert(1)' }", /onRing: only addresses that begin with/],
    ['hides the host', "return { onRing: 'https:{$USERNAME}/x' }", /onRing: only addresses that begin with/],
    ['returns an address of a page', "return { onRing: 'blob:https://crm.example/1' }", /onRing: only addresses that begin with/],
    ['returns an unknown key', "return { onring: 'https://crm.example' }", /known keys/],
    ['asks for the password', "return { onRing: 'https://crm.example/?p={$' + 'USER_PASS' + 'WORD}' }", /POPUP_TOKEN/],
    ['loops', 'for (;;) {}', /stopped/],
  ])('of a function that %s fail with a reason, and the call goes on', async (_name, bad, reason) => {
    await configure();
    // Past the checks of a change: as a function behaves that is fine for every sample call.
    const config = await server.popups.settings.config();
    await server.store.db
      .updateTable('popup_config')
      .set({ config: JSON.stringify({ ...config, source: bad }) })
      .execute();
    Object.assign(config, { source: bad });
    const desk = await server.desk(cookie);
    await ready(desk);
    const { id } = await callIn(server);
    const failed = await becomes(id, 'ring', 'failed');
    expect(failed.detail).toMatch(reason);
    await answer(server, desk, id);
    await server.popupDoor.settled();
    expect(await popups(id)).toHaveLength(1);
    expect((await server.popups.rows.status(null)).lastFailures).toMatchObject([{ id: failed.id }]);
  });

  it('reach the script of a workstation, whose token is all it has', async () => {
    await configure({ services: { help: { video: 'legacy' } } });
    const desk = await server.desk(cookie);
    await ready(desk);
    const { workstation, token } = await server.popups.workstations.create('anna', 'PC 12');
    const hello = { app: 'popup-helper', token, systemUser: 'a.rossi' };
    const { id } = await callIn(server);
    await becomes(id, 'ring', 'pending');
    const helper = await server.connect({});
    expect(await helper.request('hello', hello)).toEqual({ username: 'anna', workstation: 'PC 12' });
    const run = await helper.push<{ id: string; env: Record<string, string> }>('popup.run');
    expect(run.env).toEqual({
      PIN: 'anna',
      USERNAME: 'anna',
      IDCALL: id,
      CALLTYPE: 'I',
      SKILLSET: 'all',
      SERVICE: 'help',
      CLI: 'UNK',
      DNIS: 'help',
      RECEIVING_SITE: 'local',
      DISTRIBUTION_SITE: 'local',
      EVENT: 'ring',
      POPUPINFO_1: 'UNK',
    });
    await helper.request('popup.ran', { id: run.id, outcome: 'shown', detail: 'exit code 0' });
    expect(await becomes(id, 'ring', 'shown')).toMatchObject({ mode: 'legacy', detail: 'exit code 0' });
    await desk.request('call.setData', { interactionId: id, data: [{ name: 'popupinfo', value: '7|gold' }] });
    await answer(server, desk, id);
    const second = await helper.push<{ env: Record<string, string> }>('popup.run', ({ env }) => env.EVENT === 'answer');
    expect(second.env).toMatchObject({ POPUPINFO_1: '7', POPUPINFO_2: 'gold' });
    expect(desk.ofType('popup')).toEqual([]);
    await server.popups.workstations.remove('anna', workstation.id);
    const refused = await server.connect({});
    await expect(refused.request('hello', hello)).rejects.toThrow('auth.required');
  });
});

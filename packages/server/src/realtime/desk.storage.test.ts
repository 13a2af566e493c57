import { afterEach, describe, expect, it } from 'vitest';
import { interactionView } from '@centralino/core';
import {
  agentLegIdOf,
  customerLegIdOf,
  defaultRecording,
  DeskWidgetConfig,
  segmentIdOf,
  type DeskPush,
  type OutcomeConfig,
  type ServiceConfig,
} from '@centralino/protocol';
import { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import { Profiles } from '../profiles/profiles.ts';
import { toJson } from '../store/index.ts';
import { answer, callIn, eventTypes, ready, sdp, seqs } from './testing/calls.ts';
import type { FakePlane } from '../media/testing/fake-plane.ts';
import { helpService, startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
const start = async (options: Parameters<typeof startTestServer<FakePlane>>[0] = {}) => (server = await startTestServer(options));
afterEach(() => server.close());

describe('the hello of a desk', () => {
  it('is answered with the user, then the whole state', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const desk = await server.connect({ cookie, origin: server.origin });
    const reply = await desk.request('hello', { app: 'desk', since: null });
    expect(reply).toEqual({ user: { id: 'anna', username: 'anna', name: 'Agent anna', roles: ['agent'] } });
    const snapshot = await desk.waitFor(({ type }) => type === 'snapshot');
    expect(desk.frames.map(({ type }) => type)).toEqual(['reply', 'snapshot']);
    expect(snapshot.seq).toBe(server.engine.seq);
    expect(snapshot.data).toMatchObject({
      agent: { id: 'anna', connected: true, presence: { kind: 'paused', reason: 'signedIn' } },
      interactions: [],
      services: [{ code: 'help', waiting: 0 }],
      pauseReasons: [{ code: 'lunch' }],
      iceServers: [],
    });
  });

  it('needs a session, the role, and a page of this server', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const boss = await server.addUser('boss', ['admin']);
    const refusals = [
      [{ origin: server.origin }, 'auth.required'],
      [{ origin: server.origin, cookie: 'centralino_session=' + 'A'.repeat(43) }, 'auth.required'],
      [{ origin: server.origin, cookie: boss }, 'auth.forbidden'],
      [{ origin: 'https://evil.example', cookie }, 'auth.origin'],
      [{ cookie }, 'auth.origin'],
    ] as const;
    for (const [headers, code] of refusals) {
      const client = await server.connect(headers);
      await expect(client.request('hello', { app: 'desk', since: null })).rejects.toMatchObject({ code });
      expect(await client.closed).toBe(1008);
      expect(client.frames).toHaveLength(1);
    }
    expect((await server.engine.readEvents({ afterSeq: 0, limit: 1000 })).filter(({ type }) => type === 'agent.connected')).toEqual([]);
  });

  it('of a disabled account is refused', async () => {
    await start();
    const cookie = await server.addUser('anna');
    await server.store.db.updateTable('users').set({ enabled: false }).where('id', '=', 'anna').execute();
    const desk = await server.connect({ cookie, origin: server.origin });
    await expect(desk.request('hello', { app: 'desk', since: null })).rejects.toMatchObject({ code: 'auth.required' });
  });

  it('may come from PUBLIC_URL behind a proxy', async () => {
    await start({ publicUrl: 'https://talk.example' });
    const cookie = await server.addUser('anna');
    const desk = await server.connect({ cookie, origin: 'https://talk.example' });
    await desk.request('hello', { app: 'desk', since: null });
  });
});

describe('what an administrator changes', () => {
  const label = { it: 'Pausa', en: 'Break' };
  const outcomes: OutcomeConfig = { required: false, level1: [{ code: 'sold', label, level2: [] }] };

  it('of a service reaches open desks at once: an outcome that becomes obligatory, who may record, a service that goes', async () => {
    await start();
    const desk = await server.desk(await server.addUser('anna'));
    const told = async (service: Partial<ServiceConfig>) => {
      const from = desk.frames.length;
      await server.engine.send({ type: 'service.configure', service: { ...helpService, ...service } });
      return (await desk.push<DeskPush<'serviceSettings'>>('serviceSettings', () => true, from)).serviceSettings;
    };
    expect(await told({ outcomes })).toEqual([{ code: 'help', outcomes, recordOnDemand: true }]);
    const required = { ...outcomes, required: true };
    expect(await told({ outcomes: required })).toMatchObject([{ outcomes: { required: true } }]);
    expect(await told({ outcomes: required, recording: { ...defaultRecording, onDemand: false } })).toMatchObject([
      { recordOnDemand: false },
    ]);
    const from = desk.frames.length;
    await server.engine.send({ type: 'service.remove', code: 'help' });
    expect((await desk.push<DeskPush<'serviceSettings'>>('serviceSettings', () => true, from)).serviceSettings).toEqual([]);
  });

  it('of pause reasons, widgets and profiles reaches open desks, of their own and nothing else', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    const bea = await server.desk(await server.addUser('bea'));
    const { db } = server.store;
    await db
      .insertInto('pause_reasons')
      .values({ code: 'break', label: toJson(label), position: 2 })
      .execute();
    server.changes.tell();
    for (const desk of [anna, bea]) {
      const { pauseReasons, widgets } = await desk.push<DeskPush<'settings'>>('settings');
      expect(pauseReasons.map(({ code }) => code)).toEqual(['lunch', 'break']);
      expect(widgets).toEqual([]);
    }
    await new Profiles(db).put({ code: 'front', name: 'Front office' });
    await new DeskWidgets(db).put(DeskWidgetConfig.parse({ id: 'crm', title: label, uri: 'https://crm.example/', profiles: ['front'] }));
    await db.updateTable('users').set({ profile: 'front' }).where('id', '=', 'bea').execute();
    server.changes.tell();
    await bea.push<DeskPush<'settings'>>('settings', ({ widgets }) => widgets.map(({ id }) => id).join() === 'crm');
    // Nothing that Anna sees has changed.
    expect(anna.ofType('settings')).toHaveLength(1);
  });
});

describe('bad frames on a real socket', () => {
  it('an oversized frame closes the socket with 1009', async () => {
    await start();
    const client = await server.connect({ origin: server.origin });
    client.socket.send('x'.repeat(200 * 1024));
    expect(await client.closed).toBe(1009);
  });

  it('a binary frame closes the socket with 1003', async () => {
    await start();
    const client = await server.connect({ origin: server.origin });
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.closed).toBe(1003);
  });

  it('garbage changes nothing, and too much of it closes the socket with 1008', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const desk = await server.desk(cookie);
    const before = server.engine.seq;
    for (let i = 0; i < 21; i += 1) desk.socket.send(`{"v":1,"id":"x${i}","type":"segment.accept","data":{"interactionId":{}}}`);
    expect(await desk.closed).toBe(1008);
    expect(desk.ofType('error')).toHaveLength(21);
    const stranger = await server.connect({ origin: server.origin });
    for (let i = 0; i < 21; i += 1) stranger.socket.send('}{');
    expect(await stranger.closed).toBe(1008);
    expect(server.engine.seq).toBe(before);
  });

  it('a request that is no upgrade gets a problem document', async () => {
    await start();
    const answer = await fetch(`${server.origin}/ws`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'request.notFound' });
  });
});

describe('somebody else’s work', () => {
  it('can neither be changed nor found out', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    const bea = await server.desk(await server.addUser('bea'));
    await ready(anna);
    const { id } = await callIn(server);
    await anna.event('segment.offered');
    const own = { interactionId: id, segmentId: segmentIdOf(id, 1) };
    const before = JSON.stringify(interactionView(server.engine.committed, id));
    for (const type of [
      'segment.accept',
      'segment.decline',
      'segment.hold',
      'segment.resume',
      'segment.hangUp',
      'segment.extend',
      'segment.finish',
      'conference.end',
    ]) {
      await expect(bea.request(type, own), type).rejects.toMatchObject({ code: 'segment.unknown' });
    }
    await expect(bea.request('segment.dispose', { ...own, outcome: null })).rejects.toMatchObject({ code: 'segment.unknown' });
    await expect(bea.request('segment.note', { ...own, note: 'x' })).rejects.toMatchObject({ code: 'segment.unknown' });
    await expect(bea.request('contact.link', { interactionId: id, contactId: null })).rejects.toMatchObject({
      code: 'interaction.unknown',
    });
    await expect(bea.request('contact.link', { interactionId: 'none', contactId: null })).rejects.toMatchObject({
      code: 'interaction.unknown',
    });
    await expect(bea.request('leg.offer', { legId: agentLegIdOf(own.segmentId), sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
    await expect(bea.request('leg.offer', { legId: customerLegIdOf(id), sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
    await expect(bea.request('leg.failed', { legId: agentLegIdOf(own.segmentId), cause: 'x' })).rejects.toMatchObject({
      code: 'leg.unknown',
    });
    // A desk is no widget.
    await expect(bea.request('call.leave')).rejects.toMatchObject({ code: 'frame.invalid' });
    expect(JSON.stringify(interactionView(server.engine.committed, id))).toBe(before);
    expect(JSON.stringify(bea.frames)).not.toContain(id);
  });

  it('a colleague’s note stays theirs when the customer comes to the next agent', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id } = await callIn(server);
    await anna.event('segment.offered');
    const first = await answer(server, anna, id);
    await anna.request('segment.note', { interactionId: id, segmentId: first.segmentId, note: 'a private remark' });
    const bea = await server.desk(await server.addUser('bea'));
    await ready(bea);
    await anna.request('leg.failed', { legId: first.legId, cause: 'device lost' });
    const offered = await bea.event('segment.offered');
    expect(offered.interaction?.segments).toHaveLength(2);
    expect(JSON.stringify(bea.frames)).not.toContain('a private remark');
    expect(JSON.stringify(anna.frames)).toContain('a private remark');
  });
});

describe('live events', () => {
  it('come to the agent whom they concern, with what they changed, each once and in order', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id, widget } = await callIn(server);
    const offered = await anna.event('segment.offered');
    expect(offered).toMatchObject({ agent: { activity: 'ringing' }, interaction: { id, state: 'offered' } });
    const segment = await answer(server, anna, id);
    await anna.request('segment.hold', { interactionId: id, segmentId: segment.segmentId });
    await anna.request('segment.hangUp', { interactionId: id, segmentId: segment.segmentId });
    await anna.request('segment.finish', { interactionId: id, segmentId: segment.segmentId });
    const finished = await anna.event('segment.finished');
    expect(finished.interaction?.segments[0]).toMatchObject({ state: 'finished', outcome: 'completed' });
    await widget.request('call.rate', { rating: 5, comment: null });

    const types = eventTypes(anna.frames);
    expect(types.filter((type) => type.startsWith('segment.'))).toEqual([
      'segment.offered',
      'segment.accepted',
      'segment.online',
      'segment.held',
      'segment.wrapping',
      'segment.finished',
    ]);
    // What comes after the agent's part is none of theirs.
    expect(types).not.toContain('interaction.rated');
    const live = seqs(anna.ofType('event'));
    expect(live).toEqual([...new Set(live)].sort((a, b) => a - b));
  });

  it('tell how many wait in the agent’s services', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await callIn(server);
    await anna.push<DeskPush<'services'>>('services', ({ services }) => services[0]?.waiting === 1);
  });

  it('a pause reason must be one of the configured ones', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await expect(anna.request('presence.set', { presence: { kind: 'paused', reason: 'missed' } })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await anna.request('presence.set', { presence: { kind: 'paused', reason: 'lunch' } });
  });
});

describe('after a gap', () => {
  it('a desk gets what it missed, in order and exactly once, then the whole state', async () => {
    await start({ limits: { reloadMs: 60_000 } });
    const cookie = await server.addUser('anna');
    const before = await server.desk(cookie);
    await ready(before);
    const since = Math.max(...seqs(before.frames));
    await before.close();

    const { id, widget } = await callIn(server);
    await widget.request('call.leave');
    const second = await callIn(server);
    const after = await server.desk(cookie, since);
    // Pings may come at any time: it rings.
    const [reply, ...rest] = after.frames.filter(({ type }) => type !== 'ping');
    expect(reply?.type).toBe('reply');
    expect(rest.at(-1)?.type).toBe('snapshot');
    const missed = rest.slice(0, -1);
    expect(missed.every(({ type }) => type === 'event')).toBe(true);
    expect(eventTypes(missed).filter((type) => type.startsWith('segment.'))).toEqual([
      'segment.offered',
      'segment.finished',
      'segment.offered',
    ]);
    // Before the offer to this agent the customers were none of theirs.
    expect(eventTypes(missed)).not.toContain('interaction.created');
    const order = seqs(missed);
    expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
    expect(Math.min(...order)).toBeGreaterThan(since);
    expect(rest.at(-1)).toMatchObject({ data: { interactions: [{ id: second.id }] } });
    expect(JSON.stringify(rest.at(-1)?.data)).not.toContain(id);
  });

  it('nothing is lost or doubled when events happen during the resume itself', async () => {
    await start({ limits: { reloadMs: 60_000 } });
    const cookie = await server.addUser('anna');
    const first = await server.desk(cookie);
    await ready(first);
    const { id } = await callIn(server);
    await first.event('segment.offered');
    const { interactionId, segmentId } = await answer(server, first, id);
    const since = Math.max(...seqs(first.frames));
    await first.close();
    const writer = await server.desk(cookie);
    const notes = Array.from({ length: 60 }, (_, i) => `note ${i}`);
    const sending = (async () => {
      for (const note of notes) await writer.request('segment.note', { interactionId, segmentId, note });
    })();
    const resumed = await server.desk(cookie, since);
    await sending;
    await resumed.push<DeskPush<'event'>>('event', ({ event }) => event.data['note'] === 'note 59');
    const got = resumed.frames
      .filter(({ type }) => type === 'event')
      .map((frame) => (frame.data as DeskPush<'event'>).event)
      .filter(({ type }) => type === 'segment.noted')
      .map(({ data }) => data['note']);
    expect(got).toEqual(notes);
  });

  it('that was too long the state alone tells the truth', async () => {
    await start({ limits: { reloadMs: 60_000, missedEvents: 3 } });
    const cookie = await server.addUser('anna');
    const before = await server.desk(cookie);
    const since = Math.max(...seqs(before.frames));
    await before.close();
    for (const kind of ['ready', 'loggedOut', 'ready', 'loggedOut'] as const) {
      await server.engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind }, by: 'supervisor' });
    }
    const after = await server.desk(cookie, since);
    expect(after.frames.map(({ type }) => type)).toEqual(['reply', 'snapshot']);
  });

  it('of a log that is not the same any more the state alone tells the truth', async () => {
    await start();
    const after = await server.desk(await server.addUser('anna'), 1_000_000);
    expect(after.frames.map(({ type }) => type)).toEqual(['reply', 'snapshot']);
  });
});

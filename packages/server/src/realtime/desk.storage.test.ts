import { afterEach, describe, expect, it } from 'vitest';
import { agentView, customerView, interactionView } from '@centralino/core';
import {
  agentLegIdOf,
  customerLegIdOf,
  segmentIdOf,
  type DeskPush,
  type Frame,
  type ReplyData,
  type WidgetRequests,
} from '@centralino/protocol';
import type { FakePlane } from '../media/testing/fake-plane.ts';
import { startTestServer, type TestServer } from './testing/server.ts';
import type { TestClient } from './testing/client.ts';

type Created = ReplyData<WidgetRequests, 'call.create'>;
const sdp = 'v=0 an offer of a browser';

let server: TestServer;
const start = async (options: Parameters<typeof startTestServer<FakePlane>>[0] = {}) => (server = await startTestServer(options));
afterEach(() => server.close());

/** A customer calls and is in the queue. */
async function callIn(): Promise<{ widget: TestClient; id: string; token: string }> {
  const widget = await server.widget();
  const { token, interaction } = await widget.request<Created>('call.create', {
    channel: 'video',
    language: 'en',
    answers: [],
    consent: false,
  });
  await widget.request('leg.offer', { legId: customerLegIdOf(interaction.id), sdp });
  const { committed } = server.engine;
  server.plane.tell({ type: 'leg.state', legId: customerLegIdOf(interaction.id), state: 'connected', cause: '' });
  server.plane.tell({ type: 'leg.sound', legId: customerLegIdOf(interaction.id) });
  if (customerView(committed, interaction.id)?.leg.state !== 'connected') {
    await widget.push<{ interaction: Created['interaction'] }>('interaction', (data) => data.interaction.leg.state === 'connected');
  }
  return { widget, id: interaction.id, token };
}

const ready = (desk: TestClient) => desk.request('presence.set', { presence: { kind: 'ready' } });
const seqs = (frames: Frame[]) => frames.map((frame) => frame.seq ?? 0);
const eventTypes = (frames: Frame[]) =>
  frames.filter(({ type }) => type === 'event').map((frame) => (frame.data as DeskPush<'event'>).event.type);
/** The next committed event of this type. */
const committed = (type: string) =>
  new Promise<void>((resolve) => {
    const stop = server.engine.onCommitted((events) => {
      if (!events.some((event) => event.type === type)) return;
      stop();
      resolve();
    });
  });

/** An agent answers the call that rings and both hear each other. */
async function answer(desk: TestClient, id: string, ordinal = 1): Promise<{ interactionId: string; segmentId: string; legId: string }> {
  const segment = { interactionId: id, segmentId: segmentIdOf(id, ordinal) };
  const legId = agentLegIdOf(segment.segmentId);
  await desk.request('segment.accept', segment);
  await desk.request('leg.offer', { legId, sdp });
  server.plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
  server.plane.tell({ type: 'leg.sound', legId });
  await desk.event('segment.online');
  return { ...segment, legId };
}

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
    const boss = await server.addUser('boss', ['supervisor']);
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

  it('a plain GET and a wrong upgrade get an HTTP answer', async () => {
    await start();
    expect((await fetch(`${server.origin}/ws`)).status).toBe(404);
  });
});

describe('somebody else’s work', () => {
  it('can neither be changed nor found out', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    const bea = await server.desk(await server.addUser('bea'));
    await ready(anna);
    const { id } = await callIn();
    await anna.event('segment.offered');
    const own = { interactionId: id, segmentId: segmentIdOf(id, 1) };
    const before = JSON.stringify(interactionView(server.engine.committed, id));
    for (const type of ['segment.accept', 'segment.decline', 'segment.hold', 'segment.resume', 'segment.hangUp', 'segment.finish']) {
      await expect(bea.request(type, own), type).rejects.toMatchObject({ code: 'segment.unknown' });
    }
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
    const { id } = await callIn();
    await anna.event('segment.offered');
    const first = await answer(anna, id);
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
    const { id, widget } = await callIn();
    const offered = await anna.event('segment.offered');
    expect(offered).toMatchObject({ agent: { activity: 'ringing' }, interaction: { id, state: 'offered' } });
    const segment = await answer(anna, id);
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
    await callIn();
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

    const { id, widget } = await callIn();
    await widget.request('call.leave');
    const second = await callIn();
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
    const { id } = await callIn();
    await first.event('segment.offered');
    const { interactionId, segmentId } = await answer(first, id);
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

describe('a desk that goes', () => {
  it('a dead browser does not hold the customer: the ringing offer goes on', async () => {
    await start({ limits: { ringPingMs: 40, ringDeadMs: 120 } });
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const withdrawn = committed('agent.disconnected');
    anna.answersPings = false;
    const { id } = await callIn();
    await withdrawn;
    const view = interactionView(server.engine.committed, id);
    expect(view).toMatchObject({ state: 'queued', queuedReason: 'agentGone', segments: [{ outcome: 'withdrawn' }] });
    expect(await anna.closed).toBe(1006);
  });

  it('F5 while it rings: the offer stays and rings again in the new page', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const anna = await server.desk(cookie);
    await ready(anna);
    const { id } = await callIn();
    await anna.event('segment.offered');
    await anna.close();
    const again = await server.desk(cookie);
    expect(again.ofType('snapshot')[0]).toMatchObject({
      data: { agent: { activity: 'ringing' }, interactions: [{ id, state: 'offered' }] },
    });
    await answer(again, id);
    expect((await server.engine.readEvents({ afterSeq: 0, limit: 1000 })).map(({ type }) => type)).not.toContain('agent.disconnected');
  });

  it('closed for good while it rings: the offer is withdrawn after the time of a reload', async () => {
    await start({ limits: { reloadMs: 50 } });
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id } = await callIn();
    await anna.event('segment.offered');
    const gone = committed('agent.disconnected');
    await anna.close();
    await gone;
    expect(interactionView(server.engine.committed, id)?.segments[0]?.outcome).toBe('withdrawn');
  });

  it('F5 while talking: the leg is lost only when its audio stops, and the new page takes it up again', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const anna = await server.desk(cookie);
    await ready(anna);
    const { id, widget } = await callIn();
    await anna.event('segment.offered');
    const { legId } = await answer(anna, id);
    await anna.close();
    const again = await server.desk(cookie);
    expect(interactionView(server.engine.committed, id)?.segments[0]?.leg.state).toBe('connected');
    server.plane.tell({ type: 'leg.silent', legId, silentMs: 700 });
    await again.event('leg.lost');
    expect(await again.push('leg.reoffer')).toEqual({ legId });
    await widget.push<{ interaction: Created['interaction'] }>('interaction', ({ interaction }) => interaction.agentAway);
    await again.request('leg.offer', { legId, sdp });
    server.plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
    await again.event('leg.connected');
    await widget.push<{ interaction: Created['interaction'] }>(
      'interaction',
      ({ interaction }) => !interaction.agentAway && interaction.state === 'talking',
      widget.frames.length - 1,
    );
  });

  it('a second tab takes the media over, the first one is told', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const first = await server.desk(cookie);
    await ready(first);
    const { id } = await callIn();
    await first.event('segment.offered');
    const { legId } = await answer(first, id);
    const second = await server.desk(cookie);
    await second.request('leg.offer', { legId, sdp });
    expect(await first.push('leg.takenOver')).toEqual({ legId });
    expect(second.ofType('leg.takenOver')).toEqual([]);
    await first.close();
    expect(interactionView(server.engine.committed, id)?.state).toBe('online');
  });

  it('signed out elsewhere: every tab is told and closed', async () => {
    await start({ limits: { reloadMs: 20 } });
    const cookie = await server.addUser('anna');
    const first = await server.desk(cookie);
    const second = await server.desk(cookie);
    const found = await server.auth.sessionFromRequest({ headers: { cookie } });
    const gone = committed('agent.disconnected');
    await server.auth.signOut(found?.sessionId ?? '');
    await first.push('signedOut');
    await second.push('signedOut');
    expect([await first.closed, await second.closed]).toEqual([1008, 1008]);
    await gone;
    await expect.poll(() => agentView(server.engine.committed, 'anna')?.presence).toEqual({ kind: 'loggedOut' });
  });

  it('signed out in one browser only: the other one works on', async () => {
    await start({ limits: { reloadMs: 20 } });
    const office = await server.desk(await server.addUser('anna'));
    await ready(office);
    const cookie = await server.signIn('anna');
    const home = await server.desk(cookie);
    const found = await server.auth.sessionFromRequest({ headers: { cookie } });
    await server.auth.signOut(found?.sessionId ?? '');
    expect(await home.closed).toBe(1008);
    await office.request('pong');
    expect(agentView(server.engine.committed, 'anna')).toMatchObject({ connected: true, presence: { kind: 'ready' } });
  });

  it('signed out in the middle of a call: the call goes on', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const anna = await server.desk(cookie);
    await ready(anna);
    const { id } = await callIn();
    await anna.event('segment.offered');
    await answer(anna, id);
    const gone = committed('agent.disconnected');
    const found = await server.auth.sessionFromRequest({ headers: { cookie } });
    await server.auth.signOut(found?.sessionId ?? '');
    await gone;
    expect(interactionView(server.engine.committed, id)?.state).toBe('online');
  });

  it('a session that ended behind the server’s back is noticed', async () => {
    await start({ limits: { sessionCheckMs: 30 } });
    const anna = await server.desk(await server.addUser('anna'));
    await server.store.db.deleteFrom('sessions').execute();
    await anna.push('signedOut');
    expect(await anna.closed).toBe(1008);
  });
});

describe('a desk that does not read', () => {
  it('is re-synced with one fresh state when it reads again, and nothing is kept for it meanwhile', async () => {
    await start({ limits: { slowBytes: 64 * 1024, drainCheckMs: 20, idleDeadMs: 600_000 } });
    const cookie = await server.addUser('anna');
    const slow = await server.desk(cookie);
    await ready(slow);
    const { id } = await callIn();
    await slow.event('segment.offered');
    const { interactionId, segmentId } = await answer(slow, id);
    const writer = await server.desk(cookie);
    slow.socket.pause();
    // More than any buffer of the operating system holds.
    const count = 1_200;
    const text = 'x'.repeat(9_900);
    for (let i = 0; i < count; i += 100) {
      const hundred = Array.from({ length: 100 }, (_, j) => `${i + j} ${text}`);
      await Promise.all(
        hundred.map((note) => server.engine.send({ type: 'segment.note', interactionId, segmentId, agentId: 'anna', note })),
      );
    }
    expect(server.hub.bufferedBytes).toBeGreaterThan(64 * 1024);
    expect(server.hub.bufferedBytes).toBeLessThan(64 * 1024 + 100_000);
    const from = slow.frames.length;
    slow.socket.resume();
    const snapshot = await slow.waitFor((frame) => frame.type === 'snapshot', from);
    expect(snapshot).toMatchObject({ seq: server.engine.seq, data: { interactions: [{ segments: [{ note: `${count - 1} ${text}` }] }] } });
    expect(slow.frames.slice(from).filter(({ type }) => type === 'event').length).toBeLessThan(count);
    await writer.request('segment.hold', { interactionId, segmentId });
    await slow.event('segment.held', from);
    const order = seqs(slow.frames.slice(from).filter(({ type }) => type === 'event' || type === 'snapshot'));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { agentView, interactionView } from '@centralino/core';
import type { FakePlane } from '../media/testing/fake-plane.ts';
import { answer, callIn, committed, ready, sdp, seqs, type Created } from './testing/calls.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
const start = async (options: Parameters<typeof startTestServer<FakePlane>>[0] = {}) => (server = await startTestServer(options));
afterEach(() => server.close());

describe('a desk that goes', () => {
  it('a dead browser does not hold the customer: the ringing offer goes on', async () => {
    await start({ limits: { ringPingMs: 40, ringDeadMs: 120, ringHungMs: 10_000 } });
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const withdrawn = committed(server, 'agent.disconnected');
    // Neither the page nor its browser reads any more.
    anna.socket.pause();
    const { id } = await callIn(server);
    await withdrawn;
    const view = interactionView(server.engine.committed, id);
    expect(view).toMatchObject({ state: 'queued', queuedReason: 'agentGone', segments: [{ outcome: 'withdrawn' }] });
    anna.socket.resume();
    expect(await anna.closed).toBe(1006);
  });

  it('F5 while it rings: the offer stays and rings again in the new page', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const anna = await server.desk(cookie);
    await ready(anna);
    const { id } = await callIn(server);
    await anna.event('segment.offered');
    await anna.close();
    const again = await server.desk(cookie);
    expect(again.ofType('snapshot')[0]).toMatchObject({
      data: { agent: { activity: 'ringing' }, interactions: [{ id, state: 'offered' }] },
    });
    await answer(server, again, id);
    expect((await server.engine.readEvents({ afterSeq: 0, limit: 1000 })).map(({ type }) => type)).not.toContain('agent.disconnected');
  });

  it('closed for good while it rings: the offer is withdrawn after the time of a reload', async () => {
    await start({ limits: { reloadMs: 50 } });
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id } = await callIn(server);
    await anna.event('segment.offered');
    const gone = committed(server, 'agent.disconnected');
    await anna.close();
    await gone;
    expect(interactionView(server.engine.committed, id)?.segments[0]?.outcome).toBe('withdrawn');
  });

  it('F5 while talking: the leg is lost only when its audio stops, and the new page takes it up again', async () => {
    await start();
    const cookie = await server.addUser('anna');
    const anna = await server.desk(cookie);
    await ready(anna);
    const { id, widget } = await callIn(server);
    await anna.event('segment.offered');
    const { legId } = await answer(server, anna, id);
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
    const { id } = await callIn(server);
    await first.event('segment.offered');
    const { legId } = await answer(server, first, id);
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
    const gone = committed(server, 'agent.disconnected');
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
    const { id } = await callIn(server);
    await anna.event('segment.offered');
    await answer(server, anna, id);
    const gone = committed(server, 'agent.disconnected');
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
    const { id } = await callIn(server);
    await slow.event('segment.offered');
    const { interactionId, segmentId } = await answer(server, slow, id);
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

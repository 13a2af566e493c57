import { afterEach, describe, expect, it } from 'vitest';
import { customerView, interactionView } from '@centralino/core';
import { agentLegIdOf, customerLegIdOf, segmentIdOf, type Target } from '@centralino/protocol';
import { answer, callIn, connect, eventTypes, ready, sdp, seqs, told, type Part } from './testing/calls.ts';
import type { TestClient } from './testing/client.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let cookies: { anna: string; bea: string };
let anna: TestClient;
let bea: TestClient;
let widget: TestClient;
/** The talk, and the consultation about it. */
let id: string;
let cid: string;
let main: Part;
afterEach(() => server.close());

const toBea: Target = { kind: 'agent', agentId: 'bea' };

/** Anna talks with a customer; Bea is there and paused, so that only colleagues reach her. */
async function talk(): Promise<void> {
  server = await startTestServer({ limits: { reloadMs: 60_000 } });
  cookies = { anna: await server.addUser('anna'), bea: await server.addUser('bea') };
  anna = await server.desk(cookies.anna);
  bea = await server.desk(cookies.bea);
  await ready(anna);
  ({ id, widget } = await callIn(server));
  await anna.event('segment.offered');
  main = await answer(server, anna, id);
}

/** …and has Bea on the line, the customer on hold. Answers Bea's part. */
async function consult(): Promise<Part> {
  await talk();
  ({ interactionId: cid } = await anna.request<{ interactionId: string }>('segment.consult', { ...part(), to: toBea }));
  await told(bea, 'segment.offered');
  const answered = await answer(server, bea, cid);
  await told(anna, 'segment.online', ({ segmentId }) => segmentId === answered.segmentId);
  return answered;
}

const part = () => ({ interactionId: id, segmentId: main.segmentId });
const view = (of = id) => interactionView(server.engine.committed, of);
const customer = () => customerView(server.engine.committed, id);
const c = () => customerLegIdOf(id);
const wired = (...wires: [string, unknown][]) =>
  expect
    .poll(() =>
      wires.map(([sink]) => [
        sink,
        server.plane.calls.findLast(({ method, params }) => method === 'wire' && params['sink'] === sink)?.params['source'],
      ]),
    )
    .toEqual(wires);
const closed = (legId: string) =>
  expect.poll(() => server.plane.calls.some(({ method, params }) => method === 'close' && params['legId'] === legId)).toBe(true);
const created = () =>
  server.plane.calls.filter(({ method }) => method === 'createWebRtcLeg').map(({ params }) => [params['legId'], params['group']]);

describe('a consultation', () => {
  it('rings at the colleague while the customer hears music; nobody offers media anew', async () => {
    const { legId } = await consult();
    // The agent who consults gets the whole of it, from its first event.
    const began = await told(anna, 'interaction.created');
    expect(began.interaction).toMatchObject({
      id: cid,
      origin: { kind: 'agent', agentId: 'anna', consultFor: part() },
      customerLeg: { id: main.legId, state: 'connected' },
    });
    expect(began.related).toMatchObject([{ id, consultations: [cid], segments: [{ held: true }] }]);
    expect(bea.frames.filter(({ type }) => type === 'event').map(({ data }) => JSON.stringify(data))).not.toContainEqual(
      expect.stringContaining(`"id":"${id}"`),
    );
    await wired([c(), { player: 'music' }], [main.legId, { leg: legId }], [legId, { leg: main.legId }]);
    // On the node of the talk that it is about.
    expect(created()).toEqual([
      [c(), id],
      [main.legId, id],
      [legId, id],
    ]);
    expect((await told(anna, 'segment.online', ({ segmentId }) => segmentId === segmentIdOf(cid, 1))).agent?.activity).toBe('talking');
    const row = await server.store.db.selectFrom('interactions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row.view.consultations).toEqual([cid]);
  });

  it('swaps between the two', async () => {
    const { legId } = await consult();
    await anna.request('consult.swap', { interactionId: cid });
    await wired([c(), { leg: main.legId }], [main.legId, { leg: c() }], [legId, { player: 'music' }]);
    expect(customer()?.onHold).toBe(false);
    await anna.request('consult.swap', { interactionId: cid });
    await wired([c(), { player: 'music' }], [main.legId, { leg: legId }], [legId, { leg: main.legId }]);
    expect(customer()?.onHold).toBe(true);
  });

  it('completed: the colleague has the customer with the leg they have, the agent is out', async () => {
    const { legId } = await consult();
    server.plane.calls.length = 0;
    await anna.request('consult.complete', { interactionId: cid });
    const joined = await told(bea, 'segment.joined');
    expect(joined.event.data).toMatchObject({ segmentId: segmentIdOf(id, 2), legId, via: 'transfer' });
    expect(joined.interaction).toMatchObject({ id, state: 'online', segments: [{}, { agentId: 'bea', legId, state: 'online' }] });
    await told(anna, 'segment.transferred', ({ kind }) => kind === 'consultation');
    await told(anna, 'segment.wrapping', ({ endedBy }) => endedBy === 'transferred');
    expect((await told(anna, 'interaction.closed')).event).toMatchObject({ stream: `interaction:${cid}`, data: { reason: 'merged' } });
    await wired([c(), { leg: legId }], [legId, { leg: c() }]);
    await closed(main.legId);
    expect(server.plane.calls.some(({ method }) => method === 'createWebRtcLeg')).toBe(false);
    expect(server.plane.calls.filter(({ method }) => method === 'close').map(({ params }) => params['legId'])).toEqual([main.legId]);
    expect(customer()).toMatchObject({ state: 'talking', agentName: 'Agent bea', onHold: false });
    const rows = await server.store.db
      .selectFrom('interactions')
      .select(['id', 'state', 'origin_agent_id', 'view'])
      .orderBy('arrived_at')
      .execute();
    expect(rows.map((row) => [row.id, row.state, row.origin_agent_id])).toEqual([
      [id, 'online', null],
      [cid, 'closed', 'anna'],
    ]);
    expect(rows[0]?.view.consultations).toEqual([]);
  });

  it('completed: a reload of the colleague brings the same leg back into the talk', async () => {
    const { legId } = await consult();
    await anna.request('consult.complete', { interactionId: cid });
    await told(bea, 'segment.joined');
    await bea.close();
    server.plane.tell({ type: 'leg.silent', legId, silentMs: 700 });
    await expect.poll(() => view()?.segments[1]?.leg.state).toBe('lost');
    await wired([c(), { player: 'comfort' }]);
    bea = await server.desk(cookies.bea);
    expect(bea.ofType('snapshot')[0]?.data).toMatchObject({ interactions: [{ id, segments: [{}, { legId, state: 'online' }] }] });
    await connect(server, bea, legId);
    await expect.poll(() => view()?.segments[1]?.leg.state).toBe('connected');
    await wired([c(), { leg: legId }], [legId, { leg: c() }]);
    // The whole life of the colleague's leg is measured where it ended.
    await bea.request('segment.hangUp', { interactionId: id, segmentId: segmentIdOf(id, 2) });
    await closed(legId);
    await expect
      .poll(async () =>
        (await server.engine.readEvents({ afterSeq: 0, limit: 1_000 }))
          .filter(({ type }) => type === 'leg.measured')
          .map(({ stream, data }) => [stream, (data as { legId: string }).legId]),
      )
      .toContainEqual([`interaction:${id}`, legId]);
  });

  it('cancelled: the customer is back', async () => {
    const { legId, segmentId } = await consult();
    await anna.request('consult.cancel', { interactionId: cid });
    await told(bea, 'segment.wrapping', (data) => data['segmentId'] === segmentId);
    const over = await told(anna, 'interaction.closed');
    expect(over).toMatchObject({ event: { stream: `interaction:${cid}` }, interaction: { state: 'closed' } });
    expect(over.related).toMatchObject([{ id, consultations: [], segments: [{ held: false }] }]);
    await wired([c(), { leg: main.legId }], [main.legId, { leg: c() }]);
    await closed(legId);
    expect(customer()).toMatchObject({ state: 'talking', onHold: false, agentName: 'Agent anna' });
    await expect(anna.request('consult.complete', { interactionId: cid })).rejects.toMatchObject({ code: 'consult.unknown' });
  });

  it('that the colleague ends, or does not want: the customer stays on hold until the agent takes them back', async () => {
    const { segmentId } = await consult();
    await bea.request('segment.hangUp', { interactionId: cid, segmentId });
    await told(anna, 'interaction.closed');
    expect(view()).toMatchObject({ state: 'online', consultations: [], segments: [{ held: true }] });
    await wired([c(), { player: 'music' }], [main.legId, null]);

    const from = anna.frames.length;
    const again = await anna.request<{ interactionId: string }>('segment.consult', { ...part(), to: toBea });
    await told(bea, 'segment.offered', (data) => data['segmentId'] === segmentIdOf(again.interactionId, 1));
    await bea.request('segment.decline', { interactionId: again.interactionId, segmentId: segmentIdOf(again.interactionId, 1) });
    const closedWith = await told(anna, 'interaction.closed', () => true, from);
    expect(closedWith).toMatchObject({ event: { data: { reason: 'declined' } }, related: [{ id, consultations: [] }] });
    await anna.request('segment.resume', part());
    await wired([c(), { leg: main.legId }]);
  });

  it('with one who is not there is refused, and nothing is held', async () => {
    await talk();
    await server.addUser('carl');
    const to: Target = { kind: 'agent', agentId: 'carl' };
    await expect(anna.request('segment.consult', { ...part(), to })).rejects.toMatchObject({ code: 'target.unreachable' });
    await expect(anna.request('segment.consult', { ...part(), to: { kind: 'number', number: '112' } })).rejects.toMatchObject({
      code: 'target.noTrunk',
    });
    expect(view()).toMatchObject({ state: 'online', segments: [{ held: false }] });
  });

  it('when the customer hangs up, both talks are over', async () => {
    const { legId } = await consult();
    await widget.request('call.leave');
    await told(bea, 'segment.wrapping', ({ endedBy }) => endedBy === 'customer');
    await told(anna, 'segment.wrapping', ({ segmentId }) => segmentId === main.segmentId);
    await expect.poll(() => view(cid)?.state).toBe('closed');
    for (const one of [c(), main.legId, legId]) await closed(one);
  });

  it('survives a reload of the agent: the one leg comes back for both talks', async () => {
    const { legId } = await consult();
    const since = Math.max(...seqs(anna.frames));
    await anna.close();
    server.plane.tell({ type: 'leg.silent', legId: main.legId, silentMs: 700 });
    await expect.poll(() => view()?.segments[0]?.leg.state).toBe('lost');
    // Both sides of it know: the colleague hears comfort music.
    expect(view(cid)?.customerLeg.state).toBe('lost');
    await wired([legId, { player: 'comfort' }]);
    anna = await server.desk(cookies.anna, since);
    expect(eventTypes(anna.frames)).toContain('leg.lost');
    const snapshot = anna.ofType('snapshot')[0]?.data as { interactions: { id: string }[] };
    expect(snapshot.interactions.map((one) => one.id).sort()).toEqual([id, cid].sort());
    expect(await anna.push('leg.reoffer')).toEqual({ legId: main.legId });
    await connect(server, anna, main.legId);
    await expect.poll(() => view(cid)?.customerLeg.state).toBe('connected');
    await wired([legId, { leg: main.legId }], [main.legId, { leg: legId }], [c(), { player: 'music' }]);
  });

  it('is nobody else’s', async () => {
    await consult();
    const carl = await server.desk(await server.addUser('carl'));
    for (const desk of [carl, bea]) {
      for (const type of ['consult.swap', 'consult.complete', 'consult.cancel', 'consult.conference']) {
        await expect(desk.request(type, { interactionId: cid }), type).rejects.toMatchObject({ code: 'consult.unknown' });
      }
    }
    await expect(carl.request('call.hangUp', { interactionId: cid })).rejects.toMatchObject({ code: 'interaction.unknown' });
    await expect(bea.request('leg.offer', { legId: main.legId, sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
    await expect(anna.request('leg.offer', { legId: customerLegIdOf(cid), sdp })).rejects.toMatchObject({
      code: expect.stringMatching(/^leg\./),
    });
    expect(view(cid)?.state).toBe('online');
  });
});

describe('a conference', () => {
  const second = () => ({ interactionId: id, segmentId: segmentIdOf(id, 2) });
  const conference = async (): Promise<string> => {
    const { legId } = await consult();
    await anna.request('consult.conference', { interactionId: cid });
    await told(bea, 'segment.joined', ({ via }) => via === 'conference');
    return legId;
  };

  it('lets everybody hear both others, and not themselves', async () => {
    const legId = await conference();
    await wired([c(), { mix: [main.legId, legId] }], [main.legId, { mix: [c(), legId] }], [legId, { mix: [c(), main.legId] }]);
    expect(created()).toHaveLength(3);
    expect((await told(anna, 'segment.joined')).interaction).toMatchObject({
      id,
      consultations: [],
      segments: [{ held: false }, { agentId: 'bea' }],
    });
    expect(customer()).toMatchObject({ state: 'talking', onHold: false });
  });

  it('mutes one for the others', async () => {
    const legId = await conference();
    await anna.request('segment.mute', { ...second(), muted: true });
    expect((await told(bea, 'segment.muted')).event.data).toMatchObject({ muted: true, by: 'anna' });
    await wired([c(), { leg: main.legId }], [main.legId, { leg: c() }], [legId, { mix: [c(), main.legId] }]);
    await anna.request('segment.mute', { ...second(), muted: false });
    await wired([c(), { mix: [main.legId, legId] }]);
  });

  it('goes on with the last two when one leaves, or is removed', async () => {
    const legId = await conference();
    await anna.request('segment.remove', second());
    await told(bea, 'segment.wrapping', ({ endedBy }) => endedBy === 'removed');
    await wired([c(), { leg: main.legId }], [main.legId, { leg: c() }]);
    await closed(legId);
    await bea.request('segment.finish', second());

    cid = (await anna.request<{ interactionId: string }>('segment.consult', { ...part(), to: toBea })).interactionId;
    const again = await answer(server, bea, cid);
    await anna.request('consult.conference', { interactionId: cid });
    await anna.request('segment.hangUp', part());
    await wired([c(), { leg: again.legId }], [again.legId, { leg: c() }]);
    expect(customer()).toMatchObject({ state: 'talking', agentName: 'Agent bea' });
    await widget.request('call.leave');
    await told(bea, 'segment.wrapping', ({ endedBy }) => endedBy === 'customer');
  });

  it('sends keys to all others, and tells agents what was pressed', async () => {
    const legId = await conference();
    await wired([legId, { mix: [c(), main.legId] }]);
    await anna.request('leg.dtmf', { legId: main.legId, digits: '12#' });
    const sent = server.plane.calls.filter(({ method }) => method === 'dtmf').map(({ params }) => params);
    expect(sent.map((params) => params['digits'])).toEqual(['12#', '12#']);
    expect(sent.map((params) => params['legId']).sort()).toEqual([c(), legId].sort());
    server.plane.tell({ type: 'leg.dtmf', legId: c(), digit: '5' });
    for (const desk of [anna, bea]) expect(await desk.push('leg.dtmf')).toEqual({ legId: c(), digit: '5' });
    await anna.request('segment.remove', second());
    await anna.request('segment.hold', part());
    await expect(anna.request('leg.dtmf', { legId: main.legId, digits: '1' })).rejects.toMatchObject({ code: 'media.noDtmf' });
    await expect(anna.request('leg.dtmf', { legId: agentLegIdOf('x.1'), digits: '1' })).rejects.toMatchObject({ code: 'leg.unknown' });
  });
});

describe('a supervisor', () => {
  it('listens in with a line of their own, sees the talk, and takes over; an agent may not', async () => {
    await talk();
    const sue = await server.desk(await server.addUser('sue', ['agent', 'supervisor']));
    await expect(bea.request('supervise.start', { interactionId: id, mode: 'listen' })).rejects.toMatchObject({ code: 'auth.forbidden' });
    const { legId } = await sue.request<{ legId: string }>('supervise.start', { interactionId: id, mode: 'listen' });
    expect((await told(sue, 'supervision.started')).interaction).toMatchObject({ id, supervisors: [{ id: legId, agentId: 'sue' }] });
    await expect(bea.request('leg.offer', { legId, sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
    await connect(server, sue, legId);
    await wired([c(), { leg: main.legId }], [main.legId, { leg: c() }], [legId, { mix: [c(), main.legId] }]);
    expect(created().at(-1)).toEqual([legId, id]);
    // A lost line is found again, like any other.
    server.plane.tell({ type: 'leg.state', legId, state: 'closed', cause: 'ice failed' });
    await expect.poll(() => view()?.supervisors[0]?.leg.state).toBe('lost');
    await connect(server, sue, legId);
    await expect.poll(() => view()?.supervisors[0]?.leg.state).toBe('connected');
    await sue.request('supervise.setMode', { interactionId: id, mode: 'whisper' });
    await wired([main.legId, { mix: [c(), legId] }], [c(), { leg: main.legId }]);
    await sue.request('supervise.takeOver', { interactionId: id });
    await told(anna, 'segment.wrapping', ({ endedBy }) => endedBy === 'removed');
    await wired([c(), { leg: legId }], [legId, { leg: c() }]);
    expect(customer()).toMatchObject({ state: 'talking', agentName: 'Agent sue' });
    await sue.request('segment.hangUp', { interactionId: id, segmentId: segmentIdOf(id, 2) });
    expect((await told(sue, 'segment.wrapping', ({ agentId }) => agentId === 'sue')).interaction).toMatchObject({ id });
  });

  it('who leaves is told nothing more', async () => {
    await talk();
    const sue = await server.desk(await server.addUser('sue', ['agent', 'supervisor']));
    await sue.request('supervise.start', { interactionId: id, mode: 'listen' });
    expect((await told(sue, 'supervision.started')).agent?.activity).toBe('talking');
    await sue.request('supervise.stop', { interactionId: id });
    expect(await told(sue, 'supervision.ended')).toMatchObject({ interaction: { supervisors: [] }, agent: { activity: 'idle' } });
    const states = () => server.store.db.selectFrom('agent_states').select('view').where('agent_id', '=', 'sue').executeTakeFirstOrThrow();
    expect((await states()).view.activity).toBe('idle');
    await anna.request('segment.hold', part());
    await told(anna, 'segment.held');
    expect(eventTypes(sue.frames)).not.toContain('segment.held');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { customerView, interactionView } from '@centralino/core';
import { customerLegIdOf, segmentIdOf, type ServiceConfig, type Target } from '@centralino/protocol';
import { answer, callIn, eventTypes, ready, told, type Created, type Part } from './testing/calls.ts';
import type { TestClient } from './testing/client.ts';
import { helpService, startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let anna: TestClient;
let bea: TestClient;
let widget: TestClient;
let id: string;
let first: Part;
afterEach(() => server.close());

/** Anna talks with a customer; Bea is there and paused, so that only colleagues reach her. */
async function talk(service: Partial<ServiceConfig> = {}): Promise<void> {
  server = await startTestServer({ service });
  anna = await server.desk(await server.addUser('anna'));
  bea = await server.desk(await server.addUser('bea'));
  await ready(anna);
  ({ id, widget } = await callIn(server));
  await anna.event('segment.offered');
  first = await answer(server, anna, id);
  await wired([customerLegIdOf(id), { leg: first.legId }], [first.legId, { leg: customerLegIdOf(id) }]);
}

const toBea: Target = { kind: 'agent', agentId: 'bea' };
const part = () => ({ interactionId: id, segmentId: first.segmentId });
const transfer = (to: Target = toBea) => anna.request('segment.transfer', { ...part(), to });
const view = () => interactionView(server.engine.committed, id);
const second = () => segmentIdOf(id, 2);
const failed = () => told(anna, 'segment.transferFailed');
const customerSees = (matches: (view: Created['interaction']) => boolean) =>
  widget.push<{ interaction: Created['interaction'] }>('interaction', ({ interaction }) => matches(interaction));
/** What each leg was told to hear last. */
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

describe('a blind transfer to a colleague', () => {
  it('who answers: the customer hears music, then the colleague; each talk is its own agent’s', async () => {
    await talk();
    await transfer();
    const ringing = await told(bea, 'segment.offered');
    expect(ringing).toMatchObject({
      agent: { activity: 'ringing' },
      interaction: { id, segments: [{ transferring: { to: toBea, toName: 'Agent bea' } }, { why: { strategy: 'direct', by: 'anna' } }] },
    });
    expect((await told(anna, 'segment.transferring')).interaction?.segments[0]?.transferring?.segmentId).toBe(second());
    await customerSees(({ onHold }) => onHold);
    await wired([customerLegIdOf(id), { player: 'music' }], [first.legId, null]);

    const { legId } = await answer(server, bea, id, 2);
    await told(anna, 'segment.transferred', ({ toSegmentId, kind }) => toSegmentId === second() && kind === 'blind');
    const wrapping = await told(anna, 'segment.wrapping', ({ endedBy }) => endedBy === 'transferred');
    expect(wrapping.agent?.activity).toBe('wrapping');
    await customerSees(({ agentName, state, onHold }) => agentName === 'Agent bea' && state === 'talking' && !onHold);
    await wired([customerLegIdOf(id), { leg: legId }], [legId, { leg: customerLegIdOf(id) }]);
    await closed(first.legId);

    await anna.request('segment.finish', part());
    await bea.request('segment.hangUp', { interactionId: id, segmentId: second() });
    await bea.request('segment.finish', { interactionId: id, segmentId: second() });
    // Anna has nothing to do with what comes after her part.
    expect(eventTypes(anna.frames).at(-1)).toBe('segment.finished');
    const rows = await server.store.db.selectFrom('segments').selectAll().where('interaction_id', '=', id).orderBy('id').execute();
    expect(rows.map(({ agent_id, outcome }) => [agent_id, outcome])).toEqual([
      ['anna', 'completed'],
      ['bea', 'completed'],
    ]);
    const [annas, beas] = rows;
    expect(annas?.ended_at).toBe(beas?.online_at);
    expect(annas?.online_at).toBeLessThanOrEqual(annas?.ended_at ?? 0);
    expect(beas?.ended_at).toBeGreaterThanOrEqual(beas?.online_at ?? Infinity);
    expect(view()).toMatchObject({ state: 'closed', closedReason: 'completed' });
  });

  it('who declines: the customer is back with the agent at once, who knows why', async () => {
    await talk();
    await transfer();
    await told(bea, 'segment.offered');
    await bea.request('segment.decline', { interactionId: id, segmentId: second() });
    expect((await failed()).event.data).toMatchObject({ to: toBea, reason: 'declined', agentId: 'anna' });
    await wired([customerLegIdOf(id), { leg: first.legId }], [first.legId, { leg: customerLegIdOf(id) }]);
    expect(view()).toMatchObject({
      state: 'online',
      segments: [{ state: 'online', held: false, transferring: null }, { outcome: 'declined' }],
    });
    expect(customerView(server.engine.committed, id)).toMatchObject({ state: 'talking', onHold: false, agentName: 'Agent anna' });
    // Bea's presence is hers.
    expect((await told(bea, 'segment.finished')).agent).toMatchObject({
      activity: 'idle',
      presence: { kind: 'paused', reason: 'signedIn' },
    });
  });

  it('who lets it ring: missed', async () => {
    await talk({ ringMs: 3_000 });
    await transfer();
    expect((await failed()).event.data).toMatchObject({ reason: 'missed' });
    expect(view()).toMatchObject({ state: 'online', segments: [{ state: 'online', held: false }, { outcome: 'missed' }] });
  });

  it('who is not there, or busy: the agent is told at once, and the talk never stops', async () => {
    await talk();
    await server.addUser('carl');
    await transfer({ kind: 'agent', agentId: 'carl' });
    expect((await failed()).event.data).toMatchObject({ reason: 'unreachable' });
    const from = anna.frames.length;
    await ready(bea);
    const other = await callIn(server);
    await told(bea, 'segment.offered', ({ segmentId }) => segmentId === segmentIdOf(other.id, 1));
    await transfer();
    expect((await told(anna, 'segment.transferFailed', () => true, from)).event.data).toMatchObject({ reason: 'busy' });
    expect(view()).toMatchObject({ state: 'online', segments: [{ held: false }] });
    expect(JSON.stringify(bea.frames)).not.toContain(id);
    await wired([customerLegIdOf(id), { leg: first.legId }]);
  });

  it('whose browser goes while it rings: unreachable', async () => {
    await talk();
    await transfer();
    await told(bea, 'segment.offered');
    await server.engine.send({ type: 'agent.disconnect', agentId: 'bea' });
    expect((await failed()).event.data).toMatchObject({ reason: 'unreachable' });
    expect(view()?.state).toBe('online');
  });

  it('that is taken back stops ringing', async () => {
    await talk();
    await transfer();
    await told(bea, 'segment.offered');
    await expect(transfer()).rejects.toMatchObject({ code: 'transfer.running' });
    await anna.request('segment.cancelTransfer', part());
    expect((await told(bea, 'segment.finished')).event.data).toMatchObject({ outcome: 'withdrawn' });
    expect((await failed()).event.data).toMatchObject({ reason: 'cancelled' });
    await wired([customerLegIdOf(id), { leg: first.legId }]);
    await expect(anna.request('segment.cancelTransfer', part())).rejects.toMatchObject({ code: 'transfer.none' });
  });

  it('that is left to its fate and fails: the customer waits in front, and who left still learns of it', async () => {
    await talk();
    await transfer();
    await told(bea, 'segment.offered');
    await anna.request('segment.leaveTransfer', part());
    await anna.request('presence.set', { presence: { kind: 'paused', reason: 'lunch' } });
    await anna.request('segment.finish', part());
    await told(anna, 'segment.finished');
    await bea.request('segment.decline', { interactionId: id, segmentId: second() });
    expect(await failed()).toMatchObject({ event: { data: { reason: 'declined' } } });
    expect((await failed()).interaction).toBeUndefined();
    expect(view()).toMatchObject({ state: 'queued', queuedReason: 'transferFailed', customerLeg: { state: 'connected' } });
    expect(customerView(server.engine.committed, id)).toMatchObject({ state: 'waiting', returned: true });
  });

  it('and the customer hangs up: everybody knows', async () => {
    await talk();
    await transfer();
    await told(bea, 'segment.offered');
    await widget.request('call.leave');
    expect((await told(bea, 'segment.finished')).event.data).toMatchObject({ outcome: 'customerLeft' });
    expect((await failed()).event.data).toMatchObject({ reason: 'customerLeft' });
    await told(anna, 'segment.wrapping', ({ endedBy }) => endedBy === 'customer');
  });

  it('is only for who talks', async () => {
    await talk();
    const before = JSON.stringify(view());
    for (const type of ['segment.transfer', 'segment.consult']) {
      await expect(bea.request(type, { ...part(), to: { kind: 'agent', agentId: 'anna' } }), type).rejects.toMatchObject({
        code: 'segment.unknown',
      });
    }
    for (const type of ['segment.cancelTransfer', 'segment.leaveTransfer', 'segment.remove']) {
      await expect(bea.request(type, part()), type).rejects.toMatchObject({ code: 'segment.unknown' });
    }
    await expect(bea.request('segment.mute', { ...part(), muted: true })).rejects.toMatchObject({ code: 'segment.unknown' });
    await expect(bea.request('leg.dtmf', { legId: first.legId, digits: '1' })).rejects.toMatchObject({ code: 'leg.unknown' });
    await expect(transfer({ kind: 'agent', agentId: 'anna' })).rejects.toMatchObject({ code: 'target.self' });
    await expect(transfer({ kind: 'agent', agentId: 'nobody' })).rejects.toMatchObject({ code: 'agent.unknown' });
    await expect(transfer({ kind: 'service', code: 'nothing' })).rejects.toMatchObject({ code: 'service.unknown' });
    await expect(transfer({ kind: 'number', number: '+390452224600' })).rejects.toMatchObject({ code: 'target.noTrunk' });
    expect(JSON.stringify(view())).toBe(before);
  });
});

describe('a blind transfer to a service', () => {
  const sales: ServiceConfig = { ...helpService, code: 'sales', name: 'Sales', skillsets: ['sellers'] };
  const toSales: Target = { kind: 'service', code: 'sales' };

  it('gives the customer to the first free agent of it', async () => {
    await talk();
    await server.engine.send({ type: 'service.configure', service: sales });
    const carl = await server.desk(await server.addUser('carl', ['agent'], 'sellers'));
    await ready(carl);
    await transfer(toSales);
    await told(anna, 'segment.transferred', ({ toSegmentId }) => toSegmentId === null);
    await told(anna, 'segment.wrapping', ({ endedBy }) => endedBy === 'transferred');
    const offered = await told(carl, 'segment.offered');
    expect(offered.interaction).toMatchObject({
      service: { code: 'sales', name: 'Sales' },
      segments: [{ service: { code: 'help' } }, { service: { code: 'sales' }, why: { strategy: 'longestIdle' } }],
    });
    await answer(server, carl, id, 2);
    await customerSees(({ agentName, serviceName }) => agentName === 'Agent carl' && serviceName === 'Sales');
    const row = await server.store.db.selectFrom('interactions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ service: 'sales', state: 'online', origin_agent_id: null });
  });

  it('where nobody is free: the customer waits there before all who came later', async () => {
    await talk();
    await server.engine.send({ type: 'service.configure', service: sales });
    await transfer(toSales);
    await customerSees(
      ({ state, serviceName, position, returned }) => state === 'waiting' && serviceName === 'Sales' && position === 1 && !returned,
    );
    await wired([customerLegIdOf(id), { player: 'music' }]);
    await closed(first.legId);
    expect(view()).toMatchObject({
      state: 'queued',
      queuedReason: 'transferred',
      segments: [{ state: 'wrapping', endedBy: 'transferred' }],
    });
    // After-call work of the first part goes on meanwhile.
    await anna.request('segment.note', { ...part(), note: 'wants to buy' });
    await anna.request('segment.finish', part());
    expect(view()?.state).toBe('queued');
  });
});

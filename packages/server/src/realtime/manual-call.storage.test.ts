import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interactionView } from '@centralino/core';
import { agentLegIdOf, customerLegIdOf, segmentIdOf, type Target, type TargetList } from '@centralino/protocol';
import { toJson } from '../store/index.ts';
import { answer, callIn, connect, eventTypes, ready, sdp, seqs, told } from './testing/calls.ts';
import type { TestClient } from './testing/client.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let cookie: string;
let anna: TestClient;
let bea: TestClient;
beforeEach(async () => {
  server = await startTestServer({ limits: { reloadMs: 60_000 } });
  cookie = await server.addUser('anna');
  anna = await server.desk(cookie);
  bea = await server.desk(await server.addUser('bea'));
});
afterEach(() => server.close());

const toBea: Target = { kind: 'agent', agentId: 'bea' };
const view = (id: string) => interactionView(server.engine.committed, id);
const make = async (to: Target = toBea, service: string | null = null): Promise<string> =>
  (await anna.request<{ interactionId: string }>('call.make', { to, service, channel: 'webcall' })).interactionId;
const wired = (...wires: [string, unknown][]) =>
  expect
    .poll(() =>
      wires.map(([sink]) => [
        sink,
        server.plane.calls.findLast(({ method, params }) => method === 'wire' && params['sink'] === sink)?.params['source'],
      ]),
    )
    .toEqual(wires);
/** Anna calls Bea, and they talk. */
const talk = async () => {
  const id = await make();
  await connect(server, anna, customerLegIdOf(id));
  await told(bea, 'segment.offered');
  const part = await answer(server, bea, id);
  await told(anna, 'segment.online');
  return { id, ...part };
};

describe('a call by hand', () => {
  it('is the caller’s from its first event to its last, with ring-back until it is answered', async () => {
    const id = await make();
    const caller = customerLegIdOf(id);
    expect(await told(anna, 'interaction.created')).toMatchObject({
      agent: { activity: 'calling' },
      interaction: {
        id,
        state: 'new',
        service: { code: 'direct' },
        origin: { kind: 'agent', agentId: 'anna', agentName: 'Agent anna', consultFor: null },
        target: toBea,
        targetName: 'Agent bea',
        customerLeg: { id: caller, state: 'pending' },
      },
    });
    // It rings only when the caller can be heard.
    expect(view(id)?.segments).toEqual([]);
    await connect(server, anna, caller);
    await told(anna, 'segment.offered');
    expect((await told(bea, 'segment.offered')).interaction).toMatchObject({ id, customer: { name: 'Agent anna' } });
    await wired([caller, { player: 'ringback' }]);
    const { legId, segmentId } = await answer(server, bea, id);
    expect(await told(anna, 'segment.online')).toMatchObject({ agent: { activity: 'talking' }, interaction: { state: 'online' } });
    await wired([caller, { leg: legId }], [legId, { leg: caller }]);

    await anna.request('call.hangUp', { interactionId: id });
    await told(bea, 'segment.finished', (data) => data['segmentId'] === segmentId);
    const closed = await told(anna, 'interaction.closed');
    expect(closed).toMatchObject({
      event: { data: { reason: 'completed' } },
      interaction: { state: 'closed' },
      agent: { activity: 'idle' },
    });
    // No after-call work for either.
    expect((await told(bea, 'segment.finished')).agent?.activity).toBe('idle');
    const row = await server.store.db.selectFrom('interactions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ origin_agent_id: 'anna', service: 'direct', state: 'closed' });
    const { view: stored } = await server.store.db
      .selectFrom('agent_states')
      .select('view')
      .where('agent_id', '=', 'anna')
      .executeTakeFirstOrThrow();
    expect(stored.activity).toBe('idle');
  });

  it('is held and taken back by its caller: music there, silence here', async () => {
    const { id, legId, segmentId } = await talk();
    const caller = customerLegIdOf(id);
    await expect(bea.request('call.hold', { interactionId: id })).rejects.toMatchObject({ code: 'interaction.unknown' });
    await anna.request('call.hold', { interactionId: id });
    expect((await told(anna, 'interaction.callerHeld')).interaction).toMatchObject({ id, callerHeld: true });
    // Who is held knows it too.
    expect((await told(bea, 'interaction.callerHeld')).interaction).toMatchObject({ id, callerHeld: true });
    await wired([caller, null], [legId, { player: 'music' }]);
    await expect(anna.request('call.hold', { interactionId: id })).rejects.toMatchObject({ code: 'interaction.state' });
    await anna.request('call.resume', { interactionId: id });
    await wired([caller, { leg: legId }], [legId, { leg: caller }]);
    await bea.request('segment.hangUp', { interactionId: id, segmentId });
  });

  it('begins with the values and the language that its caller’s desk gives, and keeps what others set', async () => {
    const callData = [{ name: 'ECID', value: '42' }];
    const { interactionId: id } = await anna.request<{ interactionId: string }>('call.make', {
      to: toBea,
      service: null,
      channel: 'webcall',
      language: 'en',
      callData,
    });
    expect(view(id)).toMatchObject({ language: 'en', callData });
    await connect(server, anna, customerLegIdOf(id));
    await told(bea, 'segment.offered');
    await bea.request('call.setData', { interactionId: id, data: [{ name: 'A', value: '1' }] });
    const { interaction } = await told(anna, 'interaction.dataSet', (data) => data['by'] === 'bea');
    expect(interaction).toMatchObject({ callData: [...callData, { name: 'A', value: '1' }] });
    const carl = await server.desk(await server.addUser('carl'));
    await expect(carl.request('call.setData', { interactionId: id, data: callData })).rejects.toMatchObject({
      code: 'interaction.unknown',
    });
    // Any agent sees who is there, not only who may supervise.
    const { agents } = await carl.request<TargetList>('agents.list', {});
    expect(agents.map(({ username, activity }) => [username, activity]).sort()).toEqual([
      ['anna', 'calling'],
      ['bea', 'ringing'],
    ]);
  });

  it('ended by the one who was called is over for the caller', async () => {
    const { id, segmentId } = await talk();
    await bea.request('segment.hangUp', { interactionId: id, segmentId });
    expect((await told(anna, 'interaction.closed')).interaction).toMatchObject({ id, state: 'closed' });
    await expect
      .poll(() => server.plane.calls.filter(({ method }) => method === 'close').map(({ params }) => params['legId']))
      .toEqual(expect.arrayContaining([customerLegIdOf(id), agentLegIdOf(segmentId)]));
  });

  it.each(['declined', 'unreachable'] as const)('that is %s is over, and the caller knows why', async (reason) => {
    const id = await make();
    await connect(server, anna, customerLegIdOf(id));
    await told(bea, 'segment.offered');
    if (reason === 'declined') await bea.request('segment.decline', { interactionId: id, segmentId: segmentIdOf(id, 1) });
    else await server.engine.send({ type: 'agent.disconnect', agentId: 'bea' });
    expect((await told(anna, 'interaction.closed')).event.data).toMatchObject({ reason });
  });

  it('to a service waits in its line and is answered by who is free', async () => {
    await ready(bea);
    const id = await make({ kind: 'service', code: 'help' });
    await connect(server, anna, customerLegIdOf(id));
    const offered = await told(bea, 'segment.offered');
    expect(offered.interaction).toMatchObject({ service: { code: 'help' }, segments: [{ why: { strategy: 'longestIdle' } }] });
    const { segmentId, legId } = await answer(server, bea, id);
    await wired([customerLegIdOf(id), { leg: legId }]);
    await bea.request('segment.hangUp', { interactionId: id, segmentId });
    // The service has after-call work: the caller is out at once.
    const wrapping = await told(anna, 'segment.wrapping');
    expect(wrapping).toMatchObject({ agent: { activity: 'idle' }, interaction: { state: 'wrapping', customerLeg: { state: 'closed' } } });
    const again = await server.desk(cookie);
    expect(again.ofType('snapshot')[0]?.data).toMatchObject({ interactions: [] });
  });

  it('is refused where it cannot be', async () => {
    await server.addUser('carl');
    const refusals: [Target, string][] = [
      [{ kind: 'number', number: '+390452224600' }, 'target.noTrunk'],
      [{ kind: 'agent', agentId: 'anna' }, 'target.self'],
      [{ kind: 'agent', agentId: 'carl' }, 'target.unreachable'],
      [{ kind: 'agent', agentId: 'nobody' }, 'agent.unknown'],
      [{ kind: 'service', code: 'nothing' }, 'service.unknown'],
    ];
    for (const [to, code] of refusals) await expect(make(to), code).rejects.toMatchObject({ code });
    await expect(make(toBea, 'nothing')).rejects.toMatchObject({ code: 'service.unknown' });
    await expect(anna.request('call.make', { to: toBea, service: null, channel: 'chat' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await talk();
    await expect(make()).rejects.toMatchObject({ code: 'agent.busy' });
    expect(eventTypes(anna.frames).filter((type) => type === 'interaction.created')).toHaveLength(1);
  });

  it('keeps who calls out of the line', async () => {
    await ready(anna);
    await talk();
    const waiting = await callIn(server);
    expect(view(waiting.id)).toMatchObject({ state: 'queued', segments: [] });
  });

  it('is nobody else’s: not its leg, not its end', async () => {
    const carl = await server.desk(await server.addUser('carl'));
    const { id } = await talk();
    for (const desk of [bea, carl]) {
      await expect(desk.request('leg.offer', { legId: customerLegIdOf(id), sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
      await expect(desk.request('leg.failed', { legId: customerLegIdOf(id), cause: 'x' })).rejects.toMatchObject({ code: 'leg.unknown' });
      await expect(desk.request('leg.dtmf', { legId: customerLegIdOf(id), digits: '1' })).rejects.toMatchObject({ code: 'leg.unknown' });
      await expect(desk.request('call.hangUp', { interactionId: id })).rejects.toMatchObject({ code: 'interaction.unknown' });
    }
    await expect(anna.request('call.hangUp', { interactionId: 'none' })).rejects.toMatchObject({ code: 'interaction.unknown' });
    const widget = await server.widget();
    await expect(widget.request('leg.offer', { legId: customerLegIdOf(id), sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
    expect(view(id)?.state).toBe('online');
    // An error may repeat what was asked.
    expect(JSON.stringify(carl.frames.filter(({ type }) => type !== 'error'))).not.toContain(id);
    await anna.request('call.hangUp', { interactionId: id });
    await told(anna, 'interaction.closed');
    await expect(anna.request('leg.offer', { legId: customerLegIdOf(id), sdp })).rejects.toMatchObject({ code: 'leg.notAllowed' });
  });
});

describe('a reload of who calls', () => {
  it('finds the call in the snapshot and takes its leg up again', async () => {
    const { id, legId } = await talk();
    await anna.close();
    server.plane.tell({ type: 'leg.silent', legId: customerLegIdOf(id), silentMs: 700 });
    await wired([legId, { player: 'comfort' }]);
    anna = await server.desk(cookie);
    expect(anna.ofType('snapshot')[0]?.data).toMatchObject({
      agent: { activity: 'talking' },
      interactions: [{ id, state: 'online', customerLeg: { state: 'lost' } }],
    });
    expect(await anna.push('leg.reoffer')).toEqual({ legId: customerLegIdOf(id) });
    await connect(server, anna, customerLegIdOf(id));
    await told(anna, 'leg.connected');
    await wired([legId, { leg: customerLegIdOf(id) }]);
    // Live events come again.
    await anna.request('call.hangUp', { interactionId: id });
    await told(anna, 'interaction.closed');
  });

  it('gets every event of the call that it missed, once and in order', async () => {
    const since = Math.max(...seqs(anna.frames));
    const { id, segmentId } = await talk();
    await anna.close();
    await bea.request('segment.hangUp', { interactionId: id, segmentId });
    await expect.poll(() => view(id)?.state).toBe('closed');
    anna = await server.desk(cookie, since);
    const missed = eventTypes(anna.frames).filter((type) => !type.startsWith('agent.'));
    expect(missed[0]).toBe('interaction.created');
    expect(missed.at(-1)).toBe('interaction.closed');
    expect(missed.filter((type) => type.startsWith('segment.'))).toEqual([
      'segment.offered',
      'segment.accepted',
      'segment.online',
      'segment.wrapping',
      'segment.finished',
    ]);
    const order = seqs(anna.ofType('event'));
    expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
  });
});

describe('targets.search', () => {
  const search = (query: string) => anna.request<TargetList>('targets.search', { query });

  it('finds colleagues with what they do, services with who waits, and contacts with their numbers', async () => {
    await ready(bea);
    await server.addUser('carl');
    await server.store.db
      .insertInto('contacts')
      .values([
        {
          id: 'k1',
          first_name: 'Beatrice',
          last_name: 'Rossi',
          company: 'ACME',
          phone: '045 2224600',
          phone_e164: '+390452224600',
          created_at: 1,
          updated_at: 2,
        },
        { id: 'k2', first_name: 'Beatrice', last_name: 'Verdi', created_at: 1, updated_at: 1 },
      ])
      .execute();
    const all = await search('');
    expect(all.agents.map(({ agentId, callable }) => [agentId, callable])).toEqual([
      ['bea', true],
      ['carl', false],
    ]);
    expect(all.services).toMatchObject([{ code: 'help', waiting: 0, agentsReady: 1, agentsFree: 1 }]);
    expect(all.contacts).toEqual([]);

    const { agents, services, contacts } = await search('BEA');
    expect(agents).toEqual([
      {
        agentId: 'bea',
        username: 'bea',
        name: 'Agent bea',
        presence: { kind: 'ready' },
        activity: 'idle',
        connected: true,
        callable: true,
      },
    ]);
    expect(services).toEqual([]);
    // Only those who have a number.
    expect(contacts).toEqual([{ contactId: 'k1', name: 'Beatrice Rossi', company: 'ACME', number: '045 2224600' }]);
    expect((await search('045 222')).contacts).toHaveLength(1);
    expect((await search('hel')).services).toHaveLength(1);
    // Oneself is no target.
    expect((await search('anna')).agents).toEqual([]);
  });

  it('shows who is busy and who waits', async () => {
    await talk();
    await callIn(server);
    const { agents, services } = await search('');
    expect(agents).toMatchObject([{ agentId: 'bea', activity: 'talking', callable: false }]);
    expect(services).toMatchObject([{ code: 'help', waiting: 1, agentsFree: 0, longestWaitSince: expect.any(Number) }]);
  });

  it('answers at most twenty of each', async () => {
    for (let i = 0; i < 25; i += 1) {
      await server.engine.send({ type: 'agent.configure', agent: { id: `x${i}`, username: `x${i}`, name: `Colleague ${i}`, skills: [] } });
    }
    expect((await search('colleague')).agents).toHaveLength(20);
  });
});

describe('the desk’s widgets', () => {
  it('come with the snapshot', async () => {
    const config = {
      id: 'CRM',
      title: { it: 'CRM', en: 'CRM' },
      uri: 'https://crm.example/',
      icon: 'fa fa-book',
      placement: 'desk' as const,
      allowedOrigins: [],
      capabilities: [],
      profiles: [],
      enabled: true,
    };
    await server.store.db
      .insertInto('desk_widgets')
      .values([
        { id: 'CRM', config: toJson(config), position: 2 },
        { id: 'FIRST', config: toJson({ ...config, id: 'FIRST' }), position: 1 },
        { id: 'OFF', config: toJson({ ...config, id: 'OFF', enabled: false }), position: 3 },
      ])
      .execute();
    const again = await server.desk(cookie);
    expect(again.ofType('snapshot')[0]?.data).toMatchObject({ widgets: [{ id: 'FIRST' }, config] });
  });
});

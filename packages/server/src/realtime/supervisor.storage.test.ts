import { afterEach, describe, expect, it } from 'vitest';
import { customerView } from '@centralino/core';
import { agentLegIdOf, segmentIdOf, type DeskPush, type WidgetPush } from '@centralino/protocol';
import { AuditLog } from '../audit/audit-log.ts';
import { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import type { FakePlane } from '../media/testing/fake-plane.ts';
import { answer, callIn, eventTypes, ready, seqs, told } from './testing/calls.ts';
import type { TestClient } from './testing/client.ts';
import { helpService, startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
const start = async (options: Parameters<typeof startTestServer<FakePlane>>[0] = {}) =>
  (server = await startTestServer({ ...options, limits: { teamMs: 20, ...options.limits } }));
afterEach(() => server.close());

type Team = DeskPush<'team'>;
const supervisor = async () => server.desk(await server.addUser('sue', ['supervisor']));
/** The newest rows of the audit, as `action subject`. */
const audited = async (limit = 1) => (await new AuditLog(server.store.db).list({ limit })).entries;
const watch = async (desk: TestClient): Promise<Team> => {
  const from = desk.frames.length;
  await desk.request('team.watch');
  return desk.push<Team>('team', ({ full }) => full, from);
};

describe('a supervisor', () => {
  it('who is no agent has a desk, and no customer is routed to them', async () => {
    await start();
    const sue = await supervisor();
    expect(sue.frames.find(({ type }) => type === 'snapshot')?.data).toMatchObject({ agent: { id: 'sue', connected: true }, services: [] });
    await ready(sue);
    const { id } = await callIn(server);
    expect(customerView(server.engine.committed, id)).toMatchObject({ state: 'waiting', position: 1 });
  });

  it('is the only one whose frames of supervising and of the team are listened to', async () => {
    await start();
    const { id } = await callIn(server);
    const call = { interactionId: id };
    const frames: [string, object][] = [
      ['supervise.start', { ...call, mode: 'listen' }],
      ['supervise.setMode', { ...call, mode: 'barge' }],
      ['supervise.stop', call],
      ['supervise.takeOver', call],
      ['team.watch', {}],
      ['team.unwatch', {}],
      ['team.setPresence', { agentId: 'anna', presence: { kind: 'ready' } }],
      ['team.move', { ...call, to: { kind: 'service', code: 'help' } }],
    ];
    for (const [name, roles] of [
      ['anna', ['agent']],
      ['adele', ['agent', 'admin']],
    ] as const) {
      const desk = await server.desk(await server.addUser(name, [...roles]));
      const before = server.engine.seq;
      for (const [type, data] of frames) {
        await expect(desk.request(type, data), `${type} by ${name}`).rejects.toMatchObject({ code: 'auth.forbidden' });
      }
      expect(server.engine.seq).toBe(before);
      expect(desk.ofType('team')).toEqual([]);
    }
    expect(await audited()).toEqual([]);
  });

  it('watches the team: everything first, notes included, then what changes', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    const sue = await supervisor();
    await ready(anna);
    const { id } = await callIn(server);
    const { interactionId, segmentId } = await answer(server, anna, id);
    await anna.request('segment.note', { interactionId, segmentId, note: 'a remark' });
    expect(sue.ofType('team')).toEqual([]);

    const all = await watch(sue);
    expect(all.agents.map((agent) => [agent.id, agent.activity])).toEqual([
      ['anna', 'talking'],
      ['sue', 'idle'],
    ]);
    expect(all.interactions).toMatchObject([{ id, state: 'online', segments: [{ agentId: 'anna', note: 'a remark' }] }]);
    expect(all.services).toMatchObject([{ code: 'help', waiting: 0, agentsReady: 1, agentsFree: 0 }]);

    let from = sue.frames.length;
    const second = await callIn(server);
    const waiting = await sue.push<Team>('team', ({ interactions }) => interactions.some((one) => one.state === 'queued'), from);
    expect(waiting).toMatchObject({ full: false, agents: [], interactions: [{ id: second.id }] });
    await sue.push<Team>('team', ({ services }) => services[0]?.waiting === 1, from);

    from = sue.frames.length;
    await anna.request('segment.hangUp', { interactionId, segmentId });
    await anna.request('segment.finish', { interactionId, segmentId });
    const closed = await sue.push<Team>('team', ({ removedInteractions }) => removedInteractions.includes(id), from);
    expect(closed.full).toBe(false);
    // The next customer rings at her now.
    await sue.push<Team>('team', ({ agents }) => agents.some((agent) => agent.id === 'anna' && agent.activity === 'ringing'), from);
    await server.engine.send({ type: 'agent.configure', agent: { id: 'bea', username: 'bea', name: 'Bea', skills: [] } });
    await server.engine.send({ type: 'agent.remove', agentId: 'bea' });
    await sue.push<Team>('team', ({ removedAgents }) => removedAgents.includes('bea'), from);
    // A new service: everything anew.
    await server.engine.send({ type: 'service.configure', service: { ...helpService, code: 'more', name: 'More' } });
    const anew = await sue.push<Team>('team', ({ full, services }) => full && services.length === 2, from);
    expect(anew.interactions).toHaveLength(1);

    await sue.request('team.unwatch');
    from = sue.frames.length;
    const other = await server.desk(await server.signIn('sue', ['supervisor']));
    await watch(other);
    await server.engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'paused', reason: 'lunch' }, by: 'agent' });
    await other.push<Team>('team', ({ full, agents }) => !full && agents.some((agent) => agent.presence.kind === 'paused'));
    expect(sue.frames.slice(from).filter(({ type }) => type === 'team')).toEqual([]);
  });

  it('sets an agent’s presence, and the agent sees it', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    const sue = await supervisor();
    await sue.request('team.setPresence', { agentId: 'anna', presence: { kind: 'ready' } });
    // In the audit by the time of the answer.
    expect(await audited()).toMatchObject([
      {
        action: 'team.setPresence',
        userId: 'sue',
        subject: { kind: 'user', id: 'anna' },
        details: { presence: { kind: 'ready' } },
        address: '127.0.0.1',
      },
    ]);
    const event = await told(anna, 'agent.presenceChanged', ({ by }) => by === 'supervisor');
    expect(event.agent?.presence).toEqual({ kind: 'ready' });
    const refusals = [
      [{ agentId: 'nobody', presence: { kind: 'ready' } }, 'agent.unknown'],
      [{ agentId: 'anna', presence: { kind: 'paused', reason: 'missed' } }, 'request.invalid'],
    ] as const;
    for (const [data, code] of refusals) await expect(sue.request('team.setPresence', data)).rejects.toMatchObject({ code });
    expect(await audited(10)).toHaveLength(1);
  });

  it('moves a waiting customer, who sees it', async () => {
    await start();
    await server.engine.send({ type: 'service.configure', service: { ...helpService, code: 'vip', name: 'VIP', skillsets: ['vip'] } });
    const anna = await server.desk(await server.addUser('anna'));
    const vera = await server.desk(await server.addUser('vera', ['agent'], 'vip'));
    const sue = await supervisor();
    const { id, widget } = await callIn(server);
    await sue.request('team.move', { interactionId: id, to: { kind: 'service', code: 'vip' } });
    expect(await audited()).toMatchObject([
      {
        action: 'team.move',
        subject: { kind: 'interaction', id },
        details: { from: 'help', to: { kind: 'service', code: 'vip' } },
      },
    ]);
    const seen = await widget.push<WidgetPush<'interaction'>>('interaction', ({ interaction }) => interaction.serviceName === 'VIP');
    expect(seen.interaction).toMatchObject({ state: 'waiting', position: 1, returned: false });

    await sue.request('team.move', { interactionId: id, to: { kind: 'agent', agentId: 'anna' } });
    await told(anna, 'segment.offered');
    await expect(sue.request('team.move', { interactionId: id, to: { kind: 'agent', agentId: 'nobody' } })).rejects.toMatchObject({
      code: 'agent.unknown',
    });
    await anna.request('segment.decline', { interactionId: id, segmentId: segmentIdOf(id, 1) });
    // In front of the line that they came from.
    await ready(vera);
    await told(vera, 'segment.offered');
    await answer(server, vera, id, 2);
    await expect(sue.request('team.move', { interactionId: id, to: { kind: 'service', code: 'help' } })).rejects.toMatchObject({
      code: 'interaction.state',
    });
    expect((await audited(10)).map(({ action }) => action)).toEqual(['team.move', 'team.move']);
  });

  it('is in the audit with all that they do in a talk', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id } = await callIn(server);
    await answer(server, anna, id);
    const sue = await supervisor();
    const call = { interactionId: id };
    const steps = [
      ['supervise.start', { ...call, mode: 'listen' }, { mode: 'listen', agents: ['anna'] }],
      ['supervise.setMode', { ...call, mode: 'whisper' }, { mode: 'whisper' }],
      ['supervise.setMode', { ...call, mode: 'barge' }, { mode: 'barge' }],
      ['supervise.stop', call, {}],
    ] as const;
    for (const [type, data, details] of steps) {
      await sue.request(type, data);
      expect(await audited()).toMatchObject([{ action: type, username: 'sue', subject: { kind: 'interaction', id }, details }]);
    }
    // Refused: their line is not up. Nothing happened, so there is nothing to account for.
    await sue.request('supervise.start', { ...call, mode: 'listen' });
    await expect(sue.request('supervise.takeOver', call)).rejects.toMatchObject({ code: 'supervise.none' });
    expect(await audited()).toMatchObject([{ action: 'supervise.start' }]);
  });

  it('who comes back gets what they missed of a talk that they listen to', async () => {
    await start({ limits: { reloadMs: 60_000 } });
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id } = await callIn(server);
    const part = await answer(server, anna, id);
    const cookie = await server.addUser('sue', ['supervisor']);
    const before = await server.desk(cookie);
    await before.request('supervise.start', { interactionId: id, mode: 'listen' });
    await told(before, 'supervision.started');
    const since = Math.max(...seqs(before.frames));
    await before.close();

    await anna.request('segment.hold', part);
    await anna.request('segment.resume', part);
    const during = await server.desk(cookie, since);
    expect(eventTypes(during.frames)).toEqual(['segment.held', 'segment.resumed']);
    expect(during.frames.at(-1)?.data).toMatchObject({ interactions: [{ id, supervisors: [{ agentId: 'sue' }] }] });
    const then = Math.max(...seqs(during.frames));
    await during.close();

    // Over meanwhile: the last that concerns them is that they listen no more.
    await anna.request('segment.hangUp', part);
    await told(anna, 'segment.wrapping');
    const after = await server.desk(cookie, then);
    expect(eventTypes(after.frames)).toEqual(['segment.wrapping', 'supervision.ended']);
    expect(after.frames.at(-1)?.data).toMatchObject({ interactions: [] });
  });

  it('sees colleagues’ notes in a talk that they listen to', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await ready(anna);
    const { id } = await callIn(server);
    const part = await answer(server, anna, id);
    await anna.request('segment.note', { ...part, note: 'a remark' });
    const sue = await supervisor();
    await sue.request('supervise.start', { interactionId: id, mode: 'listen' });
    expect((await told(sue, 'supervision.started')).interaction?.segments[0]?.note).toBe('a remark');
    expect(agentLegIdOf(part.segmentId)).toBe(part.legId);
  });
});

describe('a token for the page of a widget', () => {
  it('is given to the desk of an agent who sees the widget', async () => {
    await start();
    const widgets = new DeskWidgets(server.store.db);
    const widget = { title: { it: '', en: '' }, uri: '/crm', icon: '', placement: 'desk', allowedOrigins: [], capabilities: [] } as const;
    const put = (id: string, more: object) =>
      widgets.put({ ...widget, allowedOrigins: [], capabilities: [], profiles: [], enabled: true, id, ...more });
    await put('CRM', {});
    await put('OFF', { enabled: false });
    await put('VIP', { profiles: ['vip'] });
    const anna = await server.desk(await server.addUser('anna'));
    const got = await anna.request<{ token: string; expiresAt: number }>('token.get', { kind: 'oneShot', widgetId: 'CRM' });
    expect(await server.auth.deskTokens.verify(got.token, { kind: 'widget', id: 'CRM' })).toEqual({
      user: { id: 'anna', username: 'anna', name: 'Agent anna' },
      kind: 'oneShot',
      audience: { kind: 'widget', id: 'CRM' },
      widgetId: 'CRM',
      interactionId: null,
      expiresAt: got.expiresAt,
    });
    for (const [widgetId, code] of [
      ['NONE', 'widget.unknown'],
      ['OFF', 'widget.disabled'],
      ['VIP', 'widget.unknown'],
    ]) {
      await expect(anna.request('token.get', { kind: 'session', widgetId })).rejects.toMatchObject({ code });
    }
  });

  it('dies when the agent signs out', async () => {
    await start();
    await new DeskWidgets(server.store.db).put({
      id: 'CRM',
      title: { it: '', en: '' },
      uri: '/crm',
      icon: '',
      placement: 'desk',
      allowedOrigins: [],
      capabilities: [],
      profiles: [],
      enabled: true,
    });
    const cookie = await server.addUser('anna');
    const anna = await server.desk(cookie);
    const { token } = await anna.request<{ token: string }>('token.get', { kind: 'session', widgetId: 'CRM' });
    await server.auth.deskTokens.verify(token);
    await server.auth.signOutUser('anna');
    await expect(server.auth.deskTokens.verify(token)).rejects.toMatchObject({ code: 'token.invalid' });
  });
});

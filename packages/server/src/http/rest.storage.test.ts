import type { InteractionHistory, InteractionView } from '@centralino/protocol';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../engine/index.ts';
import { demoService, demoWidget } from '../demo/data.ts';
import { toJson } from '../store/database.ts';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let engine: Engine;
let admin: SignedIn;
let andy: SignedIn;
let anna: SignedIn;
const interactionOf = (n: number) => `interaction-${n}`;

beforeAll(async () => {
  http = await openTestHttp();
  await http.app.ready();
  admin = await http.signIn('boss', ['admin']);
  andy = await http.signIn('andy', ['agent']);
  anna = await http.signIn('anna', ['agent']);
  await http.store.db.insertInto('skillsets').values({ code: 'customercare', name: 'Customer Care' }).execute();
  // A real engine writes the read tables: five calls, the first of them offered to Andy.
  engine = await createEngine({ store: http.store, logger: pino({ level: 'silent' }) });
  await engine.send({ type: 'service.configure', service: demoService });
  await engine.send({
    type: 'agent.configure',
    agent: { id: andy.id, username: 'andy', name: 'Andy', skills: [{ skillset: 'customercare', level: 1 }] },
  });
  await engine.send({ type: 'agent.connect', agentId: andy.id });
  await engine.send({ type: 'agent.setPresence', agentId: andy.id, presence: { kind: 'ready' }, by: 'agent' });
  for (let n = 1; n <= 5; n++) {
    await engine.send({
      type: 'interaction.create',
      interactionId: interactionOf(n),
      service: 'customercare',
      channel: n === 5 ? 'video' : 'webcall',
      language: 'en',
      customer: { name: `Customer ${n}`, contactId: n === 2 ? 'contact-2' : null, answers: [] },
    });
    await engine.send({ type: 'leg.connected', interactionId: interactionOf(n), legId: `${interactionOf(n)}.c` });
  }
  await engine.send({ type: 'interaction.leave', interactionId: interactionOf(3) });
});
afterAll(async () => {
  await engine.stop();
  await http.close();
});

const list = async (who: SignedIn, query = '') =>
  (await ask(http.app, who, { url: `/api/v1/interactions${query}` })).json<{ interactions: InteractionView[]; next: string | null }>();
const idsOf = async (who: SignedIn, query = '') => (await list(who, query)).interactions.map((one) => one.id).sort();
const all = [1, 2, 3, 4, 5].map(interactionOf);

describe('interactions', () => {
  it('are listed newest first, page by page, each once', async () => {
    const seen: InteractionView[] = [];
    for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
      const page = await list(admin, `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.interactions.length).toBeLessThanOrEqual(2);
      seen.push(...page.interactions);
      cursor = page.next;
      expect(pages).toBeLessThan(4);
    }
    expect(seen.map((one) => one.id).sort()).toEqual(all);
    for (const [index, one] of seen.entries()) expect(one.arrivedAt).toBeLessThanOrEqual(seen[index - 1]?.arrivedAt ?? Infinity);
  });

  it('can be filtered', async () => {
    expect(await idsOf(admin, '?state=closed')).toEqual([interactionOf(3)]);
    expect(await idsOf(admin, '?state=open')).toEqual([1, 2, 4, 5].map(interactionOf));
    expect(await idsOf(admin, '?state=offered')).toEqual([interactionOf(1)]);
    expect(await idsOf(admin, '?channel=video')).toEqual([interactionOf(5)]);
    expect(await idsOf(admin, '?service=other')).toEqual([]);
    expect(await idsOf(admin, '?contactId=contact-2')).toEqual([interactionOf(2)]);
    expect(await idsOf(admin, `?agentId=${andy.id}`)).toEqual([interactionOf(1)]);
    const at = (await list(admin, '?channel=video')).interactions[0]?.arrivedAt ?? 0;
    expect(await idsOf(admin, `?from=${at + 1}`)).toEqual([]);
    expect(await idsOf(admin, `?to=${at + 1}`)).toEqual(all);
  });

  it('are an agent’s own only', async () => {
    expect(await idsOf(andy)).toEqual([interactionOf(1)]);
    expect(await idsOf(anna)).toEqual([]);
    expect(await idsOf(anna, `?agentId=${andy.id}`)).toEqual([]);
    const own = await ask(http.app, andy, { url: `/api/v1/interactions/${interactionOf(1)}` });
    expect(own.statusCode).toBe(200);
    for (const [who, id] of [
      [andy, interactionOf(2)],
      [anna, interactionOf(1)],
      [admin, 'no-such-one'],
    ] as const) {
      const answer = await ask(http.app, who, { url: `/api/v1/interactions/${id}` });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'interaction.unknown']);
    }
  });

  it('are an agent’s own also when they called', async () => {
    const id = interactionOf(4);
    const origin = (agentId: string | null) =>
      http.store.db.updateTable('interactions').set({ origin_agent_id: agentId }).where('id', '=', id).execute();
    await origin(anna.id);
    expect(await idsOf(anna)).toEqual([id]);
    expect(await idsOf(admin, `?agentId=${anna.id}`)).toEqual([id]);
    expect((await ask(http.app, anna, { url: `/api/v1/interactions/${id}` })).statusCode).toBe(200);
    expect((await ask(http.app, andy, { url: `/api/v1/interactions/${id}` })).statusCode).toBe(404);
    await origin(null);
    expect((await ask(http.app, anna, { url: `/api/v1/interactions/${id}` })).statusCode).toBe(404);
  });

  it('explain every step', async () => {
    const history = (await ask(http.app, admin, { url: `/api/v1/interactions/${interactionOf(1)}` })).json<InteractionHistory>();
    expect(history.interaction).toMatchObject({ id: interactionOf(1), state: 'offered' });
    expect(history.events.map((event) => event.type)).toEqual([
      'interaction.created',
      'leg.connected',
      'interaction.queued',
      'segment.offered',
    ]);
    expect(history.events.map((event) => event.version)).toEqual([1, 2, 3, 4]);
    expect(history.events[3]?.data).toMatchObject({ agentId: andy.id, why: { strategy: 'longestIdle', skillset: 'customercare' } });
  });
});

describe('notes', () => {
  it('are told to who wrote them, to supervisors and to administrators', async () => {
    const id = interactionOf(1);
    const part = { interactionId: id, segmentId: `${id}.1`, agentId: andy.id };
    await engine.send({ type: 'segment.accept', ...part });
    await engine.send({ type: 'leg.connected', interactionId: id, legId: `${id}.1.a` });
    await engine.send({ type: 'segment.note', ...part, note: 'a private remark' });
    // Anna may see this interaction, but not what Andy noted in it.
    await http.store.db.updateTable('interactions').set({ origin_agent_id: anna.id }).where('id', '=', id).execute();
    const sue = await http.signIn('sue', ['supervisor']);
    for (const [who, sees] of [
      [andy, true],
      [anna, false],
      [sue, true],
      [admin, true],
    ] as const) {
      for (const url of ['/api/v1/interactions', `/api/v1/interactions/${id}`]) {
        const answer = await ask(http.app, who, { url });
        expect(answer.body).toContain(id);
        expect(answer.body.includes('a private remark'), `${url} by ${who.id}`).toBe(sees);
      }
    }
    await http.store.db.updateTable('interactions').set({ origin_agent_id: null }).where('id', '=', id).execute();
  });
});

describe('agents', () => {
  it('are shown as they are now', async () => {
    const answer = await ask(http.app, admin, { url: '/api/v1/agents' });
    expect(answer.json()).toMatchObject({ agents: [{ id: andy.id, presence: { kind: 'ready' }, activity: 'talking', connected: true }] });
  });
});

describe('master data', () => {
  const put = (url: string, payload: object) => ask(http.app, admin, { method: 'PUT', url, payload });
  const remove = (url: string) => ask(http.app, admin, { method: 'DELETE', url });
  const codeOf = (answer: { json(): unknown }) => (answer.json() as { code: string }).code;
  const { code: _code, ...service } = demoService;
  const { id: _id, ...widget } = demoWidget;

  it('services need skillsets that exist, and go through the engine', async () => {
    expect(codeOf(await put('/api/v1/services/sales', { ...service, skillsets: ['nothing'] }))).toBe('skillset.unknown');
    const made = await put('/api/v1/services/sales', { name: 'Sales', channels: ['webcall'], skillsets: ['customercare'] });
    expect(made.json()).toMatchObject({ code: 'sales', ringMs: 20_000, wrapUpMs: 60_000 });
    expect(http.sent.at(-1)).toMatchObject({ type: 'service.configure', service: { code: 'sales' } });
    const listed = await ask(http.app, andy, { url: '/api/v1/services' });
    expect(listed.json<{ services: { code: string }[] }>().services.map((one) => one.code)).toEqual(['customercare', 'sales']);
    await remove('/api/v1/services/sales');
    expect(http.sent.at(-1)).toEqual({ type: 'service.remove', code: 'sales' });
  });

  it('skillsets go only when nobody uses them', async () => {
    expect((await put('/api/v1/skillsets/spare', { name: 'Spare' })).statusCode).toBe(200);
    await http.store.db
      .updateTable('users')
      .set({ skills: toJson([{ skillset: 'spare', level: 2 }]) })
      .where('id', '=', anna.id)
      .execute();
    expect(codeOf(await remove('/api/v1/skillsets/spare'))).toBe('skillset.inUse');
    expect(codeOf(await remove('/api/v1/skillsets/customercare'))).toBe('skillset.inUse');
    await http.store.db.updateTable('users').set({ skills: '[]' }).where('id', '=', anna.id).execute();
    expect((await remove('/api/v1/skillsets/spare')).statusCode).toBe(204);
    expect(codeOf(await remove('/api/v1/skillsets/spare'))).toBe('skillset.unknown');
  });

  it('widgets need a service', async () => {
    expect(codeOf(await put('/api/v1/widgets/shop', { ...widget, service: 'nothing' }))).toBe('service.unknown');
    expect((await put('/api/v1/widgets/shop', widget)).json()).toEqual(demoWidget);
    expect((await put('/api/v1/widgets/shop', { ...widget, enabled: false })).statusCode).toBe(200);
    expect((await ask(http.app, admin, { url: '/api/v1/widgets' })).json()).toEqual({ widgets: [{ ...demoWidget, enabled: false }] });
    expect((await remove('/api/v1/widgets/shop')).statusCode).toBe(204);
    expect(codeOf(await remove('/api/v1/widgets/shop'))).toBe('widget.unknown');
  });

  it('pause reasons keep their order', async () => {
    const pauseReasons = ['lunch', 'break'].map((code) => ({ code, label: { it: code, en: code } }));
    expect((await put('/api/v1/pause-reasons', { pauseReasons })).statusCode).toBe(200);
    expect((await ask(http.app, andy, { url: '/api/v1/pause-reasons' })).json()).toEqual({ pauseReasons });
    expect((await put('/api/v1/pause-reasons', { pauseReasons: [...pauseReasons, ...pauseReasons] })).statusCode).toBe(400);
  });
});

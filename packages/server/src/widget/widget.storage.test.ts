import { afterEach, describe, expect, it } from 'vitest';
import { customerView, interactionView } from '@centralino/core';
import { customerLegIdOf, type CustomerView, type ReplyData, type ServiceStatus, type WidgetRequests } from '@centralino/protocol';
import { hashToken } from '../auth/tokens.ts';
import type { FakePlane } from '../media/testing/fake-plane.ts';
import { startTestServer, shopWidget, type TestServer } from '../realtime/testing/server.ts';
import type { TestClient } from '../realtime/testing/client.ts';
import { toJson } from '../store/index.ts';
import { removeWidget } from './widget-config.ts';

type Created = ReplyData<WidgetRequests, 'call.create'>;
type Hello = ReplyData<WidgetRequests, 'hello'>;
const sdp = 'v=0 an offer of a browser';
const hello = { app: 'widget', widget: 'shop', language: 'en', token: null };

let server: TestServer;
const start = async (options: Parameters<typeof startTestServer<FakePlane>>[0] = {}) => (server = await startTestServer(options));
afterEach(() => server.close());

const form = (answers: Record<string, string>, channel = 'webcall') => ({
  channel,
  language: 'en',
  consent: false,
  answers: Object.entries(answers).map(([key, value]) => ({ key, value })),
});
const mario = { firstName: 'Mario', lastName: 'Rossi', phone: '045 2224600' };
const create = (widget: TestClient, answers: Record<string, string> = mario) => widget.request<Created>('call.create', form(answers));

async function connectLeg(widget: TestClient, id: string): Promise<void> {
  const legId = customerLegIdOf(id);
  await widget.request('leg.offer', { legId, sdp });
  server.plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
  server.plane.tell({ type: 'leg.sound', legId });
  await interaction(widget, (view) => view.leg.state === 'connected');
}
const interaction = async (widget: TestClient, matches: (view: CustomerView) => boolean, from = 0) =>
  (await widget.push<{ interaction: CustomerView }>('interaction', (data) => matches(data.interaction), from)).interaction;
const contacts = () => server.store.db.selectFrom('contacts').selectAll().orderBy('created_at').execute();

describe('the hello of a widget', () => {
  it('tells the widget, without its origins and without channels that the service does not offer', async () => {
    await start();
    const video = {
      ...shopWidget,
      id: 'both',
      channels: shopWidget.channels.map((channel) => ({ ...channel, enabled: channel.channel === 'video' })),
    };
    await server.store.db
      .insertInto('widgets')
      .values({ id: 'both', config: toJson(video) })
      .execute();
    const client = await server.connect({ origin: 'https://shop.example' });
    const reply = await client.request<Hello>('hello', { ...hello, widget: 'both' });
    expect(reply.widget).toMatchObject({ id: 'both', allowedOrigins: [], channels: [{ channel: 'video' }] });
    expect(reply).toMatchObject({ status: { code: 'help', agentsReady: 0 }, interaction: null, iceServers: [] });

    const service = await server.store.db.selectFrom('services').select('config').executeTakeFirstOrThrow();
    await server.engine.send({ type: 'service.configure', service: { ...service.config, channels: ['webcall'] } });
    const later = await server.connect({ origin: 'https://shop.example' });
    expect((await later.request<Hello>('hello', { ...hello, widget: 'both' })).widget.channels).toEqual([]);
    await expect(client.request('call.create', form({}, 'video'))).rejects.toMatchObject({ code: 'service.channelNotOffered' });
  });

  it('is refused from other pages, for unknown widgets and for those that are switched off', async () => {
    await start();
    await server.store.db
      .insertInto('widgets')
      .values({ id: 'off', config: toJson({ ...shopWidget, id: 'off', enabled: false }) })
      .execute();
    const refusals = [
      ['https://evil.example', 'shop', 'widget.origin'],
      ['https://shop.example.evil.example', 'shop', 'widget.origin'],
      ['null', 'shop', 'widget.origin'],
      ['https://shop.example', 'none', 'widget.unknown'],
      ['https://shop.example', 'off', 'widget.disabled'],
    ] as const;
    for (const [origin, widget, code] of refusals) {
      const client = await server.connect({ origin });
      await expect(client.request('hello', { ...hello, widget }), origin).rejects.toMatchObject({ code });
      expect(await client.closed).toBe(1008);
    }
    const own = await server.connect({ origin: server.origin });
    await own.request('hello', hello);
  });

  it('that is misspelt may be repeated', async () => {
    await start();
    const client = await server.connect({ origin: 'https://shop.example' });
    await expect(client.request('hello', { ...hello, language: 'xx' })).rejects.toMatchObject({
      code: 'request.invalid',
      fields: { language: 'invalid_value' },
    });
    await client.request('hello', hello);
  });
});

describe('call.create', () => {
  it('makes the interaction with what the customer said, and a token of which only the hash is kept', async () => {
    await start();
    const widget = await server.widget();
    const { token, interaction: view } = await create(widget);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(view).toMatchObject({ state: 'waiting', channel: 'webcall', serviceName: 'Help' });
    const [contact] = await contacts();
    expect(contact).toMatchObject({ first_name: 'Mario', last_name: 'Rossi', tel: [{ value: '045 2224600', e164: '+390452224600' }] });
    expect(interactionView(server.engine.committed, view.id)?.customer).toEqual({
      name: 'Mario Rossi',
      contactId: contact?.id,
      answers: [
        { key: 'firstName', label: 'First name', value: 'Mario' },
        { key: 'lastName', label: 'Last name', value: 'Rossi' },
        { key: 'phone', label: 'Mobile number', value: '045 2224600' },
      ],
    });
    const rows = await server.store.db.selectFrom('customer_tokens').selectAll().execute();
    expect(rows).toMatchObject([{ token_hash: hashToken(token), interaction_id: view.id, widget_id: 'shop' }]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(await server.engine.readEvents({ afterSeq: 0, limit: 1000 }))).not.toContain(token);
  });

  it('finds the contact by number, then by email; completes it, and overwrites nothing', async () => {
    await start();
    await create(await server.widget(), mario);
    await create(await server.widget(), { firstName: 'Luigi', phone: '+39 045 222 46 00', email: 'mario@example.com' });
    await create(await server.widget(), { firstName: 'M', email: 'MARIO@example.com', phone: '333 1234567' });
    const all = await contacts();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      first_name: 'Mario',
      last_name: 'Rossi',
      mail: [{ value: 'mario@example.com' }],
      tel: [{ value: '045 2224600' }],
    });
  });

  it('two calls of the same new person at once make one contact', async () => {
    await start();
    const widgets = await Promise.all([server.widget(), server.widget(), server.widget()]);
    await Promise.all(widgets.map((widget) => create(widget)));
    expect(await contacts()).toHaveLength(1);
  });

  it('keeps the page that the customer calls from, if the browser names its origin', async () => {
    await start();
    const page = { address: 'https://shop.example/cart?token=secret', title: 'Your cart' };
    const from = async (address: string) => {
      const widget = await server.widget();
      const { interaction: view } = await widget.request<Created>('call.create', { ...form(mario), page: { ...page, address } });
      return interactionView(server.engine.committed, view.id)?.customer.page;
    };
    expect(await from(page.address)).toEqual({ address: 'https://shop.example/cart', title: 'Your cart' });
    expect(await from('https://bank.example/')).toBeUndefined();
  });

  it('of an anonymous customer makes no contact', async () => {
    await start();
    const widget = await server.widget();
    const { interaction: view } = await widget.request<Created>('call.create', form({}, 'video'));
    expect(interactionView(server.engine.committed, view.id)?.customer).toEqual({ name: null, contactId: null, answers: [] });
    expect(await contacts()).toEqual([]);
  });

  it('with wrong answers says what is wrong with each, and nothing is made', async () => {
    await start();
    const widget = await server.widget();
    const before = server.engine.seq;
    await expect(create(widget, { firstName: ' ', email: 'x', phone: '1' })).rejects.toMatchObject({
      code: 'form.invalid',
      // A number that nobody has to give stops nobody.
      fields: { firstName: 'required', email: 'email' },
    });
    await expect(create(widget, { ...mario, isAdmin: 'true' })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(widget.request('call.create', form(mario, 'video'))).rejects.toMatchObject({ code: 'request.invalid' });
    expect(server.engine.seq).toBe(before);
    expect(await contacts()).toEqual([]);
    expect(await server.store.db.selectFrom('customer_tokens').selectAll().execute()).toEqual([]);
    await create(widget);
  });

  it('is refused while a call is open, also at the same moment; after its end it is welcome', async () => {
    await start();
    const widget = await server.widget();
    const answers = await Promise.allSettled([create(widget), create(widget)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(create(widget)).rejects.toMatchObject({ code: 'interaction.state' });
    await widget.request('call.leave');
    await create(widget);
  });

  it('is limited for each address', async () => {
    await start({ limits: { createBurst: 2, createsPerMinute: 1 } });
    await create(await server.widget());
    await create(await server.widget());
    await expect(create(await server.widget())).rejects.toMatchObject({ code: 'request.rateLimited' });
  });

  it('a script in a name stays text', async () => {
    await start();
    const widget = await server.widget();
    const { interaction: view } = await create(widget, { firstName: '<script>alert(1)</script>' });
    expect(interactionView(server.engine.committed, view.id)?.customer.name).toBe('<script>alert(1)</script>');
  });
});

describe('a customer’s token', () => {
  it('brings the page back to its own interaction, and to no other', async () => {
    await start();
    const first = await server.widget();
    const mine = await create(first);
    await connectLeg(first, mine.interaction.id);
    const other = await create(await server.widget(), { firstName: 'Other' });
    await first.close();
    const back = await server.connect({ origin: 'https://shop.example' });
    const reply = await back.request<Hello>('hello', { ...hello, token: mine.token });
    expect(reply.interaction).toMatchObject({ id: mine.interaction.id, state: 'waiting', position: 1 });
    await expect(back.request('leg.offer', { legId: customerLegIdOf(other.interaction.id), sdp })).rejects.toMatchObject({
      code: 'leg.unknown',
    });
    await back.request('leg.offer', { legId: customerLegIdOf(mine.interaction.id), sdp });
    await back.request('call.leave');
    expect(customerView(server.engine.committed, other.interaction.id)?.state).toBe('waiting');
    expect(JSON.stringify(back.frames)).not.toContain(other.interaction.id);
  });

  it('that is wrong, of another widget or too old opens nothing and is no error', async () => {
    await start();
    const { token } = await create(await server.widget());
    await server.store.db
      .insertInto('widgets')
      .values({ id: 'second', config: toJson({ ...shopWidget, id: 'second' }) })
      .execute();
    const open = async (wrong: string, widget = 'shop') => {
      const client = await server.connect({ origin: 'https://shop.example' });
      return (await client.request<Hello>('hello', { ...hello, widget, token: wrong })).interaction;
    };
    expect(await open('A'.repeat(43))).toBeNull();
    expect(await open('')).toBeNull();
    expect(await open(hashToken(token))).toBeNull();
    expect(await open(token, 'second')).toBeNull();
    expect(await open(token)).not.toBeNull();
    await server.store.db
      .updateTable('customer_tokens')
      .set({ expires_at: Date.now() - 1 })
      .execute();
    expect(await open(token)).toBeNull();
  });

  it('is good for ten minutes after the end', async () => {
    await start();
    const widget = await server.widget();
    const { token } = await create(widget);
    await widget.request('call.leave');
    const open = async () => {
      const client = await server.connect({ origin: 'https://shop.example' });
      return (await client.request<Hello>('hello', { ...hello, token })).interaction;
    };
    expect(await open()).toMatchObject({ state: 'ended', closedReason: 'abandoned' });
    await server.store.db
      .updateTable('interactions')
      .set({ closed_at: Date.now() - 10 * 60_000 - 1 })
      .execute();
    expect(await open()).toBeNull();
  });
});

describe('a widget that is switched off', () => {
  const configure = (change: Partial<typeof shopWidget>) =>
    server.store.db
      .updateTable('widgets')
      .set({ config: toJson({ ...shopWidget, ...change }) })
      .where('id', '=', 'shop')
      .execute();
  const comeBack = async (token: string) => {
    const client = await server.connect({ origin: 'https://shop.example' });
    return { client, reply: await client.request<Hello>('hello', { ...hello, token }) };
  };

  it.each([
    ['the widget', { enabled: false }],
    ['its channel', { channels: shopWidget.channels.map((channel) => ({ ...channel, enabled: false })) }],
  ])('lets who is in a call come back to it, finish and rate it, and nobody else in: %s', async (_what, change) => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await anna.request('presence.set', { presence: { kind: 'ready' } });
    const widget = await server.widget();
    const { token, interaction: view } = await create(widget);
    await connectLeg(widget, view.id);
    await anna.event('segment.offered');
    const segment = { interactionId: view.id, segmentId: `${view.id}.1` };
    await anna.request('segment.accept', segment);
    const legId = `${segment.segmentId}.a`;
    await anna.request('leg.offer', { legId, sdp });
    server.plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
    server.plane.tell({ type: 'leg.sound', legId });
    await interaction(widget, ({ state }) => state === 'talking');

    await configure(change);
    await expect(removeWidget(server.store.db, 'shop')).rejects.toMatchObject({ code: 'widget.inUse' });
    // A refresh in the talk.
    await widget.close();
    const { client, reply } = await comeBack(token);
    expect(reply.interaction).toMatchObject({ id: view.id, state: 'talking', agentName: 'Agent anna' });
    await client.request('leg.offer', { legId: customerLegIdOf(view.id), sdp });
    await client.request('call.leave');
    const after = await comeBack(token);
    expect(after.reply.interaction).toMatchObject({ id: view.id, state: 'ended' });
    await after.client.request('call.rate', { rating: 5, comment: 'kind' });
    await expect(create(after.client)).rejects.toMatchObject({
      code: 'enabled' in change ? 'widget.disabled' : 'service.channelNotOffered',
    });

    const stranger = server.connect({ origin: 'https://shop.example' }).then((client) => client.request<Hello>('hello', hello));
    if ('enabled' in change) await expect(stranger).rejects.toMatchObject({ code: 'widget.disabled' });
    else expect((await stranger).widget.channels).toEqual([]);
    await anna.request('segment.finish', segment);
    await removeWidget(server.store.db, 'shop');
  });
});

describe('a customer without an interaction', () => {
  it('can do nothing with those of others', async () => {
    await start();
    const { interaction: theirs } = await create(await server.widget());
    const stranger = await server.widget();
    const before = server.engine.seq;
    await expect(stranger.request('call.leave')).rejects.toMatchObject({ code: 'interaction.unknown' });
    await expect(stranger.request('call.rate', { rating: 1, comment: null })).rejects.toMatchObject({ code: 'interaction.unknown' });
    await expect(stranger.request('leg.offer', { legId: customerLegIdOf(theirs.id), sdp })).rejects.toMatchObject({ code: 'leg.unknown' });
    await expect(stranger.request('segment.accept', { interactionId: theirs.id, segmentId: `${theirs.id}.1` })).rejects.toMatchObject({
      code: 'frame.invalid',
    });
    await expect(stranger.request('presence.set', { presence: { kind: 'ready' } })).rejects.toMatchObject({ code: 'frame.invalid' });
    expect(server.engine.seq).toBe(before);
    expect(JSON.stringify(stranger.frames)).not.toContain(theirs.id);
  });
});

describe('what a customer is told', () => {
  it('their own place, also when it moves because of others', async () => {
    await start();
    const first = await server.widget();
    const second = await server.widget();
    const a = await create(first);
    await connectLeg(first, a.interaction.id);
    const b = await create(second, { firstName: 'Second' });
    await connectLeg(second, b.interaction.id);
    await interaction(second, ({ position }) => position === 2);
    await first.request('call.leave');
    await interaction(second, ({ position }) => position === 1);
    await interaction(first, ({ state, closedReason }) => state === 'ended' && closedReason === 'abandoned');
    expect(JSON.stringify(second.frames)).not.toContain(a.interaction.id);
  });

  it('whether somebody can answer', async () => {
    await start();
    const widget = await server.widget();
    const anna = await server.desk(await server.addUser('anna'));
    await anna.request('presence.set', { presence: { kind: 'ready' } });
    await widget.push<{ status: ServiceStatus }>('status', ({ status }) => status.agentsReady === 1 && status.agentsFree === 1);
  });

  it('that nobody is there, when the last agent signs out while they wait; and that somebody is again', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    const widget = await server.widget();
    const { interaction: view } = await create(widget);
    await connectLeg(widget, view.id);
    await interaction(widget, ({ position, staffing }) => position === 1 && staffing === 'paused');
    await anna.request('presence.set', { presence: { kind: 'loggedOut' } });
    await interaction(widget, ({ position, staffing }) => position === 1 && staffing === 'nobody');
    await anna.request('presence.set', { presence: { kind: 'ready' } });
    await interaction(widget, ({ staffing }) => staffing === 'ready');
  });

  it('nothing of notes and routing, and the end with the chance to rate', async () => {
    await start();
    const anna = await server.desk(await server.addUser('anna'));
    await anna.request('presence.set', { presence: { kind: 'ready' } });
    const widget = await server.widget();
    const { interaction: view } = await create(widget);
    await connectLeg(widget, view.id);
    await anna.event('segment.offered');
    const segment = { interactionId: view.id, segmentId: `${view.id}.1` };
    await anna.request('segment.accept', segment);
    await anna.request('segment.note', { ...segment, note: 'a difficult customer' });
    const legId = `${segment.segmentId}.a`;
    await anna.request('leg.offer', { legId, sdp });
    server.plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
    server.plane.tell({ type: 'leg.sound', legId });
    await interaction(widget, ({ state, agentName }) => state === 'talking' && agentName === 'Agent anna');
    await anna.request('segment.hangUp', segment);
    await interaction(widget, ({ state, endedBy }) => state === 'ended' && endedBy === 'agent');
    await widget.request('call.rate', { rating: 4, comment: 'fine' });
    await interaction(widget, ({ rating }) => rating === 4);
    expect(JSON.stringify(widget.frames)).not.toMatch(/difficult|longestIdle|segmentId/);
  });

  it('that another tab took the call over', async () => {
    await start();
    const first = await server.widget();
    const { token, interaction: view } = await create(first);
    await connectLeg(first, view.id);
    const second = await server.widget(token);
    await second.request('leg.offer', { legId: customerLegIdOf(view.id), sdp });
    expect(await first.push('leg.takenOver')).toEqual({ legId: customerLegIdOf(view.id) });
  });
});

describe('device tests of strangers', () => {
  it('are possible without an interaction, and end with the socket', async () => {
    await start();
    const widget = await server.widget();
    await widget.request('test.offer', { sdp, delayMs: 300 });
    await widget.request('test.stats');
    expect(server.plane.take('wire')).toMatchObject([{ source: { echo: true, delayMs: 300 } }]);
    const closed = new Promise<void>((resolve) => {
      server.plane.before = ({ method }) => (method === 'close' ? resolve() : undefined);
    });
    await widget.close();
    await closed;
  });
});

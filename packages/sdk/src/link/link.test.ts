import { SdkHello, sdkMark, SdkRequest, type SdkWelcome } from '@centralino/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeDesk, createFakeFrame, installAgentDesktop, type FakeWidgetPage } from '../testing/index.ts';
import { createFakeChannel } from '../testing/fake-windows.ts';
import { WidgetHost } from '../host/index.ts';
import { DeskWidgetConfig } from '@centralino/protocol';
import { connectAgentDesktop } from '../client/agent-desktop.ts';

afterEach(() => {
  vi.useRealTimers();
});

const collect = (page: FakeWidgetPage) => {
  const heard: string[] = [];
  const replayed: string[] = [];
  const sdk = page.script();
  sdk.WIDGET.bindContactCallback((event: { replayed: boolean }, data: string) => {
    const { event: name } = JSON.parse(data) as { event: string };
    heard.push(name);
    if (event.replayed) replayed.push(name);
  });
  return { sdk, heard, replayed };
};

describe('after a reload', () => {
  it('the page gets the current contacts again, and nothing that happened meanwhile is missed', async () => {
    const desk = new FakeDesk();
    const page = desk.openWidget({ id: 'PAT' });
    const first = collect(page);
    desk.setAgentState('loggedIn');
    const talk = desk.inbound();
    desk.answered(talk);
    const wrapping = desk.inbound();
    desk.answered(wrapping);
    desk.otherHangsUp(wrapping);
    await desk.settled();
    expect(first.heard).toHaveLength(1 + 4 + 6);

    page.reload();
    // While nobody is there: one contact ends, one goes on, one comes and goes.
    desk.finished(wrapping);
    desk.happens({ type: 'held', id: talk });
    desk.notAnswered(desk.inbound());
    const second = collect(page);
    await desk.settled();
    expect(second.heard).toEqual([
      'AGENT:LOGGEDIN',
      'POPUP',
      'CONNECTIONSTARTED',
      'RINGING',
      'ESTABLISHED',
      'JOBFINISHED',
      'HELD',
      'POPUP',
      'CONNECTIONSTARTED',
      'RINGING',
      'CONNECTIONCLEARED',
      'JOBFINISHED',
    ]);
    // Told again is marked; missed is not.
    expect(second.replayed).toEqual(['AGENT:LOGGEDIN', 'POPUP', 'CONNECTIONSTARTED', 'RINGING', 'ESTABLISHED']);
  });

  it('events that the earlier page got, but had bound no callback for, count as missed', async () => {
    const desk = new FakeDesk();
    const page = desk.openWidget({ id: 'PAT' });
    collect(page);
    desk.setAgentState('loggedIn');
    await desk.settled();
    page.reload();
    page.script();
    await desk.settled();
    desk.notAnswered(desk.inbound());
    await desk.settled();
    page.reload();
    const third = collect(page);
    await desk.settled();
    expect(third.heard).toEqual(['AGENT:LOGGEDIN', 'POPUP', 'CONNECTIONSTARTED', 'RINGING', 'CONNECTIONCLEARED', 'JOBFINISHED']);
  });

  it('the same document hears nothing twice when only the desk came back', async () => {
    const desk = new FakeDesk();
    const page = desk.openWidget({ id: 'PAT' });
    const { heard, sdk } = collect(page);
    const id = desk.inbound();
    await desk.settled();
    page.host.reconnect();
    desk.answered(id);
    await desk.settled();
    expect(heard).toEqual(['POPUP', 'CONNECTIONSTARTED', 'RINGING', 'ESTABLISHED']);
    expect(await sdk.TAB.Badge(1)).toEqual({ ok: true });
  });
});

describe('a widget beside a contact', () => {
  it('hears of its contact only, and means it when it leaves out the id', async () => {
    const desk = new FakeDesk();
    const other = desk.inbound();
    const own = desk.inbound();
    const page = desk.openWidget({ id: 'CARD', placement: 'contact' }, { contact: own });
    const ids = new Set<string>();
    const sdk = page.script();
    sdk.WIDGET.bindContactCallback((_event: unknown, data: string) => ids.add((JSON.parse(data) as { id: string }).id));
    desk.answered(other);
    await desk.settled();
    expect(await sdk.CONTACT.Answer()).toEqual({ ok: true });
    await desk.settled();
    expect(desk.stateOf(own).phase).toBe('established');
    expect(ids).toEqual(new Set([own]));
  });

  it('that comes after its contact hears of it for the first time; after a reload, again', async () => {
    const desk = new FakeDesk();
    const { deskWindow, frame, load } = createFakeFrame({ deskOrigin: desk.origin, widgetOrigin: 'https://crm.example' });
    desk.setAgentState('loggedIn');
    const own = desk.inbound();
    const first = desk.log.entries.find((entry) => entry.kind === 'contact');
    const host = new WidgetHost({
      window: deskWindow,
      frame,
      widget: DeskWidgetConfig.parse({ id: 'CARD', title: { it: 'x', en: 'x' }, uri: 'https://crm.example/', placement: 'contact' }),
      contact: own,
      deskOrigin: desk.origin,
      log: () => desk.log,
      knownAt: { log: desk.log.name, cursor: (first?.cursor ?? 0) - 1 },
      agent: () => desk.agent,
      handlers: {},
      createChannel: createFakeChannel,
    });
    const heard: string[] = [];
    const open = async (): Promise<void> => {
      heard.length = 0;
      const client = connectAgentDesktop({ deskOrigin: desk.origin, frame: load() });
      client.on('contact', (contact, { replayed }) => void heard.push(`${contact.event}${replayed ? ' again' : ''}`));
      await client.ready;
      await desk.settled();
      client.close();
    };
    await open();
    expect(heard).toEqual(['POPUP', 'CONNECTIONSTARTED', 'RINGING']);
    await open();
    expect(heard).toEqual(['POPUP again', 'CONNECTIONSTARTED again', 'RINGING again']);
    host.close();
  });
});

describe('forged messages', () => {
  const origins = { deskOrigin: 'https://desk.example', widgetOrigin: 'https://crm.example' };

  it('to the desk: a hello opens a channel only from this frame, this origin, with this nonce', async () => {
    const desk = new FakeDesk();
    const { deskWindow, frame, forge } = createFakeFrame(origins);
    const host = desk.attach(deskWindow, frame, { id: 'PAT', uri: 'https://crm.example/' }, null, createFakeChannel);
    const { nonce } = JSON.parse(decodeURIComponent(frame.name.slice(frame.name.indexOf('=') + 1))) as { nonce: string };
    const hello: SdkHello = {
      centralino: sdkMark,
      type: 'hello',
      versions: [1],
      widget: 'PAT',
      nonce,
      document: 'a-document-id',
      resume: null,
      sdk: 'forged',
    };
    const source = frame.contentWindow;
    const origin = origins.widgetOrigin;
    const attempts: [unknown, { source?: unknown; origin: string }][] = [
      [hello, { source: {}, origin }],
      [hello, { source, origin: 'https://evil.example' }],
      [hello, { source, origin: 'null' }],
      [
        { ...hello, nonce: '0123456789abcdef' },
        { source, origin },
      ],
      [
        { ...hello, widget: 'OTHER' },
        { source, origin },
      ],
      [
        { ...hello, versions: [99] },
        { source, origin },
      ],
      [
        { ...hello, centralino: 'other' },
        { source, origin },
      ],
      [
        { v: 1, type: 'request', id: 1, method: 'agent.logout', params: {} },
        { source, origin },
      ],
    ];
    for (const [data, sender] of attempts) {
      forge('desk', data, sender);
      await desk.settled();
      expect(host.connected, JSON.stringify([data, sender.origin])).toBe(false);
    }
    forge('desk', hello, { source, origin });
    await desk.settled();
    expect(host.connected).toBe(true);
    expect(desk.requests).toEqual([]);
  });

  it('to the page: a welcome is taken only from the page around, its origin, for this document', async () => {
    const desk = new FakeDesk();
    const { deskWindow, frame, load, forge } = createFakeFrame(origins);
    frame.name = `centralino-widget=${encodeURIComponent(JSON.stringify({ v: 1, widget: 'PAT', nonce: '0123456789abcdef', contact: null }))}`;
    const hellos: SdkHello[] = [];
    deskWindow.addEventListener('message', (event) => hellos.push(event.data as SdkHello));
    const page = load();
    const { global, close } = installAgentDesktop(page, { deskOrigins: [origins.deskOrigin], explain: () => {} });
    const heard: string[] = [];
    global.WIDGET.bindContactCallback((_event: unknown, data: string) => heard.push(data));
    await desk.settled();
    const welcome: SdkWelcome = {
      centralino: sdkMark,
      type: 'welcome',
      v: 1,
      nonce: '0123456789abcdef',
      document: hellos[0]?.document ?? '',
      widget: 'PAT',
      contact: null,
      agent: desk.agent,
      capabilities: [],
      log: 'forged',
      since: 0,
      entries: [{ kind: 'agent', cursor: 1, data: { event: 'AGENT:LOGGEDOUT' } }],
    };
    const [source, origin] = [page.parent, origins.deskOrigin];
    const ports = [createFakeChannel().port2];
    const attempts: [unknown, { source?: unknown; origin: string }, typeof ports?][] = [
      [welcome, { source: {}, origin }, ports],
      [welcome, { source, origin: 'https://evil.example' }, ports],
      [{ ...welcome, nonce: 'another-nonce-16' }, { source, origin }, ports],
      [{ ...welcome, document: 'another-document' }, { source, origin }, ports],
      [welcome, { source, origin }, []],
      [
        { v: 1, type: 'event', event: welcome.entries[0] },
        { source, origin },
      ],
    ];
    for (const [data, sender, channel] of attempts) {
      forge('page', data, sender, channel);
      await desk.settled();
      expect(heard, JSON.stringify([data, sender.origin])).toEqual([]);
    }
    forge('page', welcome, { source, origin }, ports);
    await desk.settled();
    expect(heard).toEqual(['{"event":"AGENT:LOGGEDOUT"}']);
    close();
  });

  it('from an origin that the configuration does not allow are refused, and the page’s developer is told', async () => {
    const desk = new FakeDesk();
    const page = desk.openWidget({ id: 'PAT', allowedOrigins: ['https://crm.example'] }, { origin: 'https://evil.example' });
    const sdk = page.script();
    const call = sdk.CONTACT.MakeCall('0452224600');
    expect(await call).toMatchObject({ ok: false, error: { code: 'sdk.refused' } });
    expect(page.explanations[0]).toContain('pages at https://evil.example may not be widget PAT');
    expect(page.host.connected).toBe(false);
  });

  it('a page does not speak to a desk at another place than the script’s', async () => {
    const desk = new FakeDesk({ origin: 'https://evil.example' });
    const page = desk.openWidget({ id: 'PAT' });
    const client = connectAgentDesktop({ deskOrigin: 'https://desk.example', frame: page.frame, explain: () => {} });
    desk.setAgentState('loggedIn');
    await desk.settled();
    expect(client.state).toBe('connecting');
    expect(page.host.connected).toBe(false);
    client.close();
  });
});

describe('the wire', () => {
  it('carries exactly what the schemas say', async () => {
    const { deskWindow, frame, load } = createFakeFrame({ deskOrigin: 'https://desk.example', widgetOrigin: 'https://crm.example' });
    const hellos: unknown[] = [];
    const requests: unknown[] = [];
    deskWindow.addEventListener('message', (event) => hellos.push(event.data));
    const desk = new FakeDesk();
    const host = new WidgetHost({
      window: deskWindow,
      frame,
      widget: DeskWidgetConfig.parse({ id: 'PAT', title: { it: 'x', en: 'x' }, uri: 'https://crm.example/' }),
      deskOrigin: 'https://desk.example',
      log: () => desk.log,
      agent: () => desk.agent,
      handlers: { 'tab.badge': () => ({}), 'tab.goTo': () => Promise.reject(new Error('inside')) },
      createChannel: () => {
        const channel = createFakeChannel();
        const post = channel.port2.postMessage.bind(channel.port2);
        channel.port2.postMessage = (message) => {
          requests.push(message);
          post(message);
        };
        return channel;
      },
    });
    const client = connectAgentDesktop({ deskOrigin: 'https://desk.example', frame: load() });
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    await client.tab.badge(1);
    await expect(client.tab.goTo('X')).rejects.toMatchObject({ code: 'sdk.failed', message: 'Something went wrong in the desk.' });
    await expect(client.chat.send('hello')).rejects.toMatchObject({ code: 'sdk.unsupported' });
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
    for (const hello of hellos) expect(SdkHello.parse(hello)).toEqual(hello);
    for (const request of requests) expect(SdkRequest.parse(request)).toEqual(request);
    expect(hellos).toHaveLength(1);
    expect(requests).toHaveLength(3);
    host.close();
    client.close();
  });

  it('gives each document one channel, however often it says hello', async () => {
    const desk = new FakeDesk();
    const { deskWindow, frame, load, forge } = createFakeFrame({ deskOrigin: desk.origin, widgetOrigin: 'https://crm.example' });
    const hellos: unknown[] = [];
    deskWindow.addEventListener('message', (event) => hellos.push(event.data));
    desk.attach(deskWindow, frame, { id: 'PAT', uri: 'https://crm.example/' }, null, createFakeChannel);
    const client = connectAgentDesktop({ deskOrigin: desk.origin, frame: load() });
    await client.ready;
    const open = client.tab.badge(1);
    forge('desk', hellos[0], { source: frame.contentWindow, origin: 'https://crm.example' });
    await open;
    await client.tab.badge(2);
    expect(desk.badges.get('PAT')).toBe('2');
    client.close();
  });

  it('stops a page that asks in a loop', async () => {
    const desk = new FakeDesk();
    const page = desk.openWidget({ id: 'PAT' });
    const client = page.connect();
    await client.ready;
    const outcomes = await Promise.allSettled(Array.from({ length: 190 }, (_, n) => client.tab.badge(n)));
    const more = await Promise.allSettled(Array.from({ length: 190 }, (_, n) => client.tab.badge(n)));
    expect([...outcomes, ...more].filter((one) => one.status === 'rejected').length).toBeGreaterThan(0);
  });
});

import { deskPushes, deskRequests, type Frame } from '@centralino/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRealtimeClient } from './realtime-client.ts';

/** A socket whose other end is the test. */
class TestSocket {
  static all: TestSocket[] = [];
  readyState = 0;
  sent: Frame[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    TestSocket.all.push(this);
  }
  static get last(): TestSocket {
    const socket = TestSocket.all.at(-1);
    if (socket === undefined) throw new Error('no socket yet');
    return socket;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame);
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(type: string, data: unknown, more: { id?: string; seq?: number } = {}): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, id: 's1', type, data, ...more }) });
  }
  /** Answers the client's newest request. */
  async answer(data: unknown, type = 'reply'): Promise<void> {
    this.tell(type, data, { id: this.sent.at(-1)?.id ?? '' });
    await vi.advanceTimersByTimeAsync(0);
  }
}

const user = { user: { id: 'a', username: 'op1', name: 'Op', roles: ['agent'] } };
const bad: string[] = [];

const create = () =>
  createRealtimeClient({
    url: 'ws://test/ws',
    requests: deskRequests,
    pushes: deskPushes,
    hello: (since) => ({ app: 'desk', since }),
    createSocket: () => new TestSocket() as unknown as WebSocket,
    random: () => 0,
    onBadFrame: (reason) => bad.push(reason),
  });

const open = async () => {
  const client = create();
  client.start();
  TestSocket.last.open();
  await TestSocket.last.answer(user);
  return client;
};

beforeEach(() => {
  vi.useFakeTimers();
  TestSocket.all = [];
  bad.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('realtime client', () => {
  it('says hello first and is open when it was answered', async () => {
    const client = create();
    client.start();
    expect(client.state).toBe('connecting');
    TestSocket.last.open();
    expect(TestSocket.last.sent[0]).toMatchObject({ type: 'hello', data: { app: 'desk', since: null } });
    await expect(client.request('segment.hold', { interactionId: 'i', segmentId: 's' })).rejects.toMatchObject({ code: 'connection.lost' });
    await TestSocket.last.answer(user);
    expect(client.state).toBe('open');
    await client.opened(10);
  });

  it('matches replies and refusals to their requests', async () => {
    const client = await open();
    const held = client.request('segment.hold', { interactionId: 'i', segmentId: 's' });
    await TestSocket.last.answer({});
    await expect(held).resolves.toEqual({});
    const refused = client.request('segment.hold', { interactionId: 'i', segmentId: 's' });
    const seen = expect(refused).rejects.toMatchObject({ code: 'segment.state' });
    await TestSocket.last.answer({ code: 'segment.state', title: 'No' }, 'error');
    await seen;
  });

  it('gives up on a request that nobody answers', async () => {
    const client = await open();
    const lost = expect(client.request('pong', {})).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(10_001);
    await lost;
  });

  it('answers pings', async () => {
    await open();
    TestSocket.last.tell('ping', { now: 1 });
    expect(TestSocket.last.sent.at(-1)).toMatchObject({ type: 'pong' });
  });

  it('comes back by itself with its cursor, and rejects what was under way', async () => {
    const client = await open();
    TestSocket.last.tell('services', { services: [] }, { seq: 41 });
    const lost = expect(client.request('pong', {})).rejects.toMatchObject({ code: 'connection.lost' });
    TestSocket.last.close();
    await lost;
    expect(client.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(200);
    expect(TestSocket.all).toHaveLength(2);
    TestSocket.last.open();
    expect(TestSocket.last.sent[0]).toMatchObject({ type: 'hello', data: { since: 41 } });
  });

  it('takes a silent line for a dead one', async () => {
    const client = await open();
    await vi.advanceTimersByTimeAsync(15_001);
    expect(client.state).not.toBe('open');
  });

  it('tells pushes that fit the protocol, and drops what does not', async () => {
    const client = await open();
    const seen: string[] = [];
    client.onPush((push) => seen.push(push.type));
    TestSocket.last.tell('services', { services: [] });
    TestSocket.last.tell('services', { services: 'many' });
    TestSocket.last.tell('gossip', {});
    TestSocket.last.onmessage?.({ data: '{' });
    expect(seen).toEqual(['services']);
    expect(bad).toHaveLength(3);
  });

  it('does not apply twice what it had before the cut', async () => {
    const client = await open();
    const seen: (number | null)[] = [];
    client.onPush((push) => seen.push(push.seq));
    TestSocket.last.tell('services', { services: [] }, { seq: 7 });
    TestSocket.last.tell('services', { services: [] }, { seq: 6 });
    expect(seen).toEqual([7]);
  });

  it('tells why hello was refused', async () => {
    const client = create();
    const codes: string[] = [];
    client.onRefused((error) => codes.push(error.code));
    client.start();
    TestSocket.last.open();
    await TestSocket.last.answer({ code: 'auth.required', title: 'Sign in first' }, 'error');
    expect(codes).toEqual(['auth.required']);
  });

  it('stays silent after stop', async () => {
    const client = await open();
    client.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(TestSocket.all).toHaveLength(1);
    expect(client.state).toBe('stopped');
  });
});

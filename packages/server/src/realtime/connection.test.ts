import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CentralinoError, deskRequests, type FrameError, type Obstacle } from '@centralino/protocol';
import { Connection } from './connection.ts';
import { defaultLimits, type RealtimeLimits } from './limits.ts';
import type { Pusher, Session } from './session.ts';
import { FakeSocket } from './testing/fake-socket.ts';

const logger = pino({ level: 'silent' });
const hello = { v: 1, id: 'h', type: 'hello', data: {} };
const tick = () => new Promise<void>((resolve) => queueMicrotask(resolve));
const ticks = async () => {
  for (let i = 0; i < 20; i += 1) await tick();
};

function connect(
  options: {
    limits?: Partial<RealtimeLimits>;
    session?: Partial<Session>;
    greet?: (pusher: Pusher) => Promise<Session>;
    obstacle?: Obstacle;
  } = {},
) {
  const socket = new FakeSocket();
  const session: Session = {
    requests: deskRequests,
    handlers: { pong: () => ({}), 'contact.link': () => Promise.reject(new Error('secret inside')) },
    greeting: { user: 'anna' },
    started: vi.fn(),
    resync: vi.fn(),
    ended: vi.fn(),
    ...options.session,
  };
  const onClosed = vi.fn();
  const connection = new Connection({
    id: 'c1',
    socket,
    limits: { ...defaultLimits, ...options.limits },
    logger,
    now: () => Date.now(),
    greet: (_data, pusher) => (options.greet === undefined ? Promise.resolve(session) : options.greet(pusher)),
    obstacle: () => options.obstacle ?? null,
    onClosed,
  });
  return { socket, session, connection, onClosed };
}

const codeOf = (frame: { data: unknown } | undefined) => (frame?.data as FrameError | undefined)?.code;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'setImmediate', 'Date'] }));
afterEach(() => vi.useRealTimers());

describe('a connection', () => {
  it('tells who comes while nothing can be saved, right after the greeting', async () => {
    const trouble = vi.fn();
    const { socket } = connect({ session: { trouble }, obstacle: 'storageFull' });
    socket.receive(hello);
    await ticks();
    expect(trouble.mock.calls).toEqual([['storageFull']]);
  });

  it('answers hello first and then goes live', async () => {
    const { socket, session } = connect();
    socket.receive(hello);
    await ticks();
    expect(socket.sent).toEqual([{ v: 1, id: 'h', type: 'reply', data: { user: 'anna' } }]);
    expect(session.started).toHaveBeenCalledOnce();
  });

  it('refuses anything before hello, and a second hello', async () => {
    const { socket, session } = connect();
    socket.request('1', 'pong');
    expect(codeOf(socket.answersTo('1')[0])).toBe('frame.helloFirst');
    socket.receive(hello);
    await ticks();
    socket.receive({ ...hello, id: 'h2' });
    expect(codeOf(socket.answersTo('h2')[0])).toBe('frame.invalid');
    expect(session.started).toHaveBeenCalledOnce();
  });

  it('answers frames that came while hello was being decided, in order, after it', async () => {
    let accept: (session: Session) => void = () => undefined;
    const { socket, session } = connect({ greet: () => new Promise((resolve) => (accept = resolve)) });
    socket.receive(hello);
    socket.request('1', 'pong');
    socket.request('2', 'nonsense');
    expect(socket.sent).toEqual([]);
    accept(session);
    await ticks();
    expect(socket.sent.map(({ id }) => id)).toEqual(['h', '2', '1']);
  });

  it('closes a socket that says no hello', () => {
    const { socket, onClosed } = connect();
    vi.advanceTimersByTime(defaultLimits.helloMs);
    expect(codeOf(socket.sent[0])).toBe('frame.helloFirst');
    expect(socket.closeCode).toBe(1008);
    expect(onClosed).toHaveBeenCalledOnce();
  });

  it('tells why hello is refused, and closes', async () => {
    const { socket } = connect({ greet: () => Promise.reject(new CentralinoError('auth.required')) });
    socket.receive(hello);
    await ticks();
    expect(codeOf(socket.answersTo('h')[0])).toBe('auth.required');
    expect(socket.closeCode).toBe(1008);
  });

  it('ends a session that was accepted after its socket had gone', async () => {
    let accept: (session: Session) => void = () => undefined;
    const { socket, session } = connect({ greet: () => new Promise((resolve) => (accept = resolve)) });
    socket.receive(hello);
    socket.emit('close');
    accept(session);
    await ticks();
    expect(session.ended).toHaveBeenCalledOnce();
    expect(session.started).not.toHaveBeenCalled();
  });

  it.each([
    ['text that is not JSON', '{"v":1', '-', 'frame.invalid'],
    ['a bare value', '"hello"', '-', 'frame.invalid'],
    ['null', 'null', '-', 'frame.invalid'],
    ['an array', '[1,2]', '-', 'frame.invalid'],
    ['another protocol version', { v: 2, id: 'x', type: 'pong', data: {} }, 'x', 'frame.invalid'],
    ['no id', { v: 1, type: 'pong', data: {} }, '-', 'frame.invalid'],
    ['an id that is too long', { v: 1, id: 'x'.repeat(61), type: 'pong', data: {} }, '-', 'frame.invalid'],
    ['no type', { v: 1, id: 'x', data: {} }, 'x', 'frame.invalid'],
    ['an unknown type', { v: 1, id: 'x', type: 'toString', data: {} }, 'x', 'frame.invalid'],
    ['a property of Object as type', { v: 1, id: 'x', type: '__proto__', data: {} }, 'x', 'frame.invalid'],
    ['data of the wrong shape', { v: 1, id: 'x', type: 'contact.link', data: { interactionId: 7 } }, 'x', 'request.invalid'],
    ['no data', { v: 1, id: 'x', type: 'contact.link' }, 'x', 'frame.invalid'],
  ])('answers %s with an error and goes on', async (_name, frame, id, code) => {
    const { socket } = connect();
    socket.receive(hello);
    await ticks();
    socket.receive(frame);
    await ticks();
    expect(socket.answersTo(id).map(codeOf)).toEqual([code]);
    socket.request('after', 'pong');
    await ticks();
    expect(socket.answersTo('after')).toMatchObject([{ type: 'reply' }]);
  });

  it('does not tell what went wrong inside', async () => {
    const { socket } = connect();
    socket.receive(hello);
    socket.request('1', 'contact.link', { interactionId: 'a', contactId: null });
    await ticks();
    expect(codeOf(socket.answersTo('1')[0])).toBe('server.error');
    expect(JSON.stringify(socket.sent)).not.toContain('secret');
  });

  it('closes after too much garbage, but forgives now and then', async () => {
    const { socket } = connect();
    socket.receive(hello);
    await ticks();
    for (let i = 0; i < defaultLimits.badFrames; i += 1) socket.receive('garbage');
    expect(socket.closeCode).toBeNull();
    vi.setSystemTime(Date.now() + 10_000);
    socket.receive('garbage');
    expect(socket.closeCode).toBeNull();
    socket.receive('garbage');
    expect(socket.closeCode).toBe(1008);
  });

  it('refuses binary frames', async () => {
    const { socket } = connect();
    socket.receive(hello);
    await ticks();
    socket.emit('message', Buffer.from(JSON.stringify(hello)), true);
    expect(socket.closeCode).toBe(1003);
  });

  it('limits the rate of requests: each is still answered once', async () => {
    const { socket } = connect({ limits: { requestBurst: 3, requestsPerSecond: 1 } });
    socket.receive(hello);
    await ticks();
    for (const id of ['1', '2', '3']) socket.request(id, 'pong');
    await ticks();
    expect(socket.answersTo('2')).toMatchObject([{ type: 'reply' }]);
    expect(socket.answersTo('3').map(codeOf)).toEqual(['request.rateLimited']);
    vi.setSystemTime(Date.now() + 1_000);
    socket.request('4', 'pong');
    await ticks();
    expect(socket.answersTo('4')).toMatchObject([{ type: 'reply' }]);
  });

  it('limits media offers more strictly: they cost more', async () => {
    const { socket } = connect({
      limits: { offerBurst: 1 },
      session: { handlers: { pong: () => ({}), 'leg.offer': () => ({ sdp: '' }) } },
    });
    socket.receive(hello);
    await ticks();
    for (const id of ['1', '2']) socket.request(id, 'leg.offer', { legId: 'a', sdp: 'x'.repeat(20) });
    socket.request('3', 'pong');
    await ticks();
    expect(socket.answersTo('1')).toMatchObject([{ type: 'reply' }]);
    expect(socket.answersTo('2').map(codeOf)).toEqual(['request.rateLimited']);
    expect(socket.answersTo('3')).toMatchObject([{ type: 'reply' }]);
  });

  it('limits the requests that wait for their answer', async () => {
    const { socket } = connect({ limits: { requestsInFlight: 1 }, session: { handlers: { pong: () => new Promise(() => undefined) } } });
    socket.receive(hello);
    await ticks();
    socket.request('1', 'pong');
    socket.request('2', 'pong');
    await ticks();
    expect(socket.answersTo('1')).toEqual([]);
    expect(socket.answersTo('2').map(codeOf)).toEqual(['request.rateLimited']);
  });
});

describe('a slow client', () => {
  it('loses pushes and gets one fresh state when it has caught up', async () => {
    const { socket, session, connection } = connect();
    socket.receive(hello);
    await ticks();
    socket.bufferedAmount = defaultLimits.slowBytes + 1;
    for (let i = 0; i < 1_000; i += 1) expect(connection.push('event', { i })).toBe(false);
    expect(socket.ofType('event')).toEqual([]);
    vi.advanceTimersByTime(defaultLimits.drainCheckMs * 3);
    expect(session.resync).not.toHaveBeenCalled();
    socket.bufferedAmount = 0;
    vi.advanceTimersByTime(defaultLimits.drainCheckMs);
    expect(session.resync).toHaveBeenCalledOnce();
    expect(connection.push('event', {})).toBe(true);
    vi.advanceTimersByTime(defaultLimits.drainCheckMs * 3);
    expect(session.resync).toHaveBeenCalledOnce();
  });

  it('still gets the few frames that no later state repeats', async () => {
    const { socket, connection } = connect();
    socket.receive(hello);
    await ticks();
    socket.bufferedAmount = defaultLimits.slowBytes + 1;
    expect(connection.push('leg.takenOver', { legId: 'x' }, { always: true })).toBe(true);
    expect(socket.ofType('leg.takenOver')).toHaveLength(1);
  });

  it('that only asks and never reads is ended', async () => {
    const { socket, session } = connect();
    socket.receive(hello);
    await ticks();
    socket.bufferedAmount = defaultLimits.deadBytes + 1;
    socket.request('1', 'pong');
    await ticks();
    expect(socket.terminated).toBe(true);
    expect(session.ended).toHaveBeenCalledExactlyOnceWith(true);
  });
});

describe('the heartbeat', () => {
  const answerPings = (socket: FakeSocket) => {
    let answered = 0;
    return () => {
      const pings = socket.ofType('ping').length;
      if (pings > answered) socket.request(`p${pings}`, 'pong');
      answered = pings;
    };
  };

  it('asks every 5 s and lives as long as it is answered', async () => {
    const { socket } = connect();
    socket.receive(hello);
    await ticks();
    const answer = answerPings(socket);
    for (let second = 0; second < 60; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      answer();
    }
    expect(socket.ofType('ping')).toHaveLength(12);
    expect(socket.terminated).toBe(false);
  });

  it('gives up a silent client after 12 s', async () => {
    const { socket, session } = connect();
    socket.receive(hello);
    await vi.advanceTimersByTimeAsync(11_900);
    expect(socket.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(socket.terminated).toBe(true);
    expect(session.ended).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('while an offer rings asks at once and every second, and gives up within 1.5 s', async () => {
    const { socket, connection } = connect();
    socket.receive(hello);
    await vi.advanceTimersByTimeAsync(4_500);
    const answer = answerPings(socket);
    connection.setRinging(true);
    expect(socket.ofType('ping')).toHaveLength(1);
    answer();
    for (let i = 0; i < 40; i += 1) {
      await vi.advanceTimersByTimeAsync(100);
      answer();
    }
    expect(socket.ofType('ping').length).toBeGreaterThanOrEqual(5);
    expect(socket.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(socket.terminated).toBe(true);
  });

  it('while an offer rings waits longer for a page that does nothing, as long as its browser answers', async () => {
    const { socket, connection } = connect();
    socket.receive(hello);
    await ticks();
    connection.setRinging(true);
    let answered = 0;
    const passes = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 100) {
        if (socket.pings > answered) socket.emit('pong');
        answered = socket.pings;
        await vi.advanceTimersByTimeAsync(100);
      }
    };
    await passes(4_900);
    expect(socket.terminated).toBe(false);
    socket.request('p', 'pong');
    await passes(4_900);
    expect(socket.terminated).toBe(false);
    await passes(300);
    expect(socket.terminated).toBe(true);
  });

  it('a client that was quiet before has the whole time from the first question on', async () => {
    const { socket, connection } = connect();
    socket.receive(hello);
    await vi.advanceTimersByTimeAsync(4_900);
    connection.setRinging(true);
    await vi.advanceTimersByTimeAsync(1_400);
    expect(socket.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(socket.terminated).toBe(true);
  });

  it('is calm again when it stops ringing', async () => {
    const { socket, connection } = connect();
    socket.receive(hello);
    await ticks();
    connection.setRinging(true);
    connection.setRinging(false);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(socket.terminated).toBe(false);
    expect(socket.ofType('ping')).toHaveLength(1);
  });
});

import { Frame, FrameError, protocolVersion, type RequestData, type ReplyData } from '@centralino/protocol';
import type { z } from 'zod';
import { RequestFailed } from '../api/request-failed.ts';
import { backOffMs } from './back-off.ts';

type Requests = Record<string, readonly [z.ZodType, z.ZodType]>;
type Pushes = Record<string, z.ZodType>;

/** `connecting`: the first or a further try is under way; `waiting`: between two tries; `open`: hello was answered. */
export type ConnectionState = 'idle' | 'connecting' | 'open' | 'waiting' | 'stopped';

export interface RealtimeOptions<R extends Requests, P extends Pushes> {
  url: string;
  requests: R;
  pushes: P;
  /** Data of the first frame; `since` is the last `seq` seen (by this page, or before it was loaded again), or null. */
  hello: (since: number | null) => unknown;
  /** How long a request may wait for its reply; default 10,000. */
  timeoutMs?: number;
  /** A socket on which nothing came for so long is dead; default 15,000 (the server pings every 5 s). */
  silenceMs?: number;
  createSocket?: (url: string) => WebSocket;
  random?: () => number;
  /** Frames that don't fit the protocol: told to the developer, never shown, never applied. */
  onBadFrame?: (reason: string) => void;
}

type PushOf<P extends Pushes> = { [T in keyof P & string]: { type: T; data: z.infer<P[T]>; seq: number | null } }[keyof P & string];

interface Waiting {
  type: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * One typed socket to `/ws` that keeps itself alive: request and reply by id, pushes checked against the protocol, heartbeats answered,
 * reconnection with back-off, and resume after a gap from the last `seq` seen.
 */
export function createRealtimeClient<R extends Requests, P extends Pushes>(options: RealtimeOptions<R, P>) {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const silenceMs = options.silenceMs ?? 15_000;
  const badFrame = options.onBadFrame ?? ((reason) => console.warn(`realtime: ${reason}`));
  const waiting = new Map<string, Waiting>();
  const pushListeners = new Set<(push: PushOf<P>) => void>();
  const stateListeners = new Set<(state: ConnectionState) => void>();
  const refusalListeners = new Set<(error: RequestFailed) => void>();
  let state: ConnectionState = 'idle';
  let socket: WebSocket | null = null;
  let since: number | null = null;
  let attempt = 0;
  let counter = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;

  const setState = (next: ConnectionState): void => {
    if (state === next) return;
    state = next;
    for (const listener of [...stateListeners]) listener(next);
  };

  const rejectAll = (error: RequestFailed): void => {
    for (const entry of waiting.values()) {
      clearTimeout(entry.timer);
      entry.reject(error);
    }
    waiting.clear();
  };

  const drop = (dead: WebSocket): void => {
    if (socket !== dead) return;
    socket = null;
    clearTimeout(silenceTimer);
    rejectAll(new RequestFailed('connection.lost'));
    dead.onopen = dead.onmessage = dead.onclose = dead.onerror = null;
    if (dead.readyState <= 1) dead.close();
    if (state === 'stopped') return;
    attempt += 1;
    setState('waiting');
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, backOffMs(attempt, options.random));
  };

  const heard = (from: WebSocket): void => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => drop(from), silenceMs);
  };

  const settle = (frame: Frame): void => {
    const entry = waiting.get(frame.id);
    if (entry === undefined) return; // answered too late, or a pong's reply: nobody waits
    waiting.delete(frame.id);
    clearTimeout(entry.timer);
    if (frame.type === 'error') {
      const error = FrameError.safeParse(frame.data);
      if (!error.success) return entry.reject(new RequestFailed('reply.invalid'));
      return entry.reject(new RequestFailed(error.data.code, error.data));
    }
    const checked = options.requests[entry.type]?.[1].safeParse(frame.data);
    if (checked?.success) entry.resolve(checked.data);
    else entry.reject(new RequestFailed('reply.invalid', { cause: checked?.error }));
  };

  const receive = (text: unknown): void => {
    let json: unknown;
    try {
      json = JSON.parse(String(text));
    } catch {
      return badFrame('not JSON');
    }
    const parsed = Frame.safeParse(json);
    if (!parsed.success) return badFrame('not a frame');
    const frame = parsed.data;
    if (frame.type === 'reply' || frame.type === 'error') return settle(frame);
    const schema = options.pushes[frame.type];
    if (schema === undefined) return badFrame(`unknown push ${frame.type}`);
    const checked = schema.safeParse(frame.data);
    if (!checked.success) return badFrame(`${frame.type} does not fit the protocol`);
    if (frame.type === 'ping') void request('pong', {} as RequestData<R, 'pong'>).catch(() => undefined);
    // After a resume the server may send again what came before the cut: what is known is not applied twice.
    if (frame.seq !== undefined && frame.type !== 'snapshot' && since !== null && frame.seq < since) return;
    if (frame.seq !== undefined) since = frame.type === 'snapshot' ? frame.seq : Math.max(since ?? 0, frame.seq);
    const push = { type: frame.type, data: checked.data, seq: frame.seq ?? null } as PushOf<P>;
    for (const listener of [...pushListeners]) listener(push);
  };

  function request<T extends keyof R & string>(type: T, data: RequestData<R, T>): Promise<ReplyData<R, T>> {
    const to = socket;
    if (to === null || to.readyState !== 1 || (state !== 'open' && type !== 'hello')) {
      return Promise.reject(new RequestFailed('connection.lost'));
    }
    counter += 1;
    const id = `c${counter}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new RequestFailed('timeout'));
      }, timeoutMs);
      waiting.set(id, { type, resolve: resolve as (value: unknown) => void, reject, timer });
      to.send(JSON.stringify({ v: protocolVersion, id, type, data }));
    });
  }

  function connect(): void {
    clearTimeout(retryTimer);
    if (state === 'stopped' || socket !== null) return;
    setState('connecting');
    const opening = options.createSocket?.(options.url) ?? new WebSocket(options.url);
    socket = opening;
    // A handshake that hangs (captive portal, dead route) is given up sooner than a quiet line.
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => drop(opening), Math.min(silenceMs, 8_000));
    opening.onmessage = (message) => {
      heard(opening);
      receive(message.data);
    };
    opening.onclose = () => drop(opening);
    opening.onerror = () => drop(opening);
    opening.onopen = () => {
      request('hello', options.hello(since) as RequestData<R, 'hello'>).then(
        () => {
          attempt = 0;
          setState('open');
        },
        (error: RequestFailed) => {
          for (const listener of [...refusalListeners]) listener(error);
          drop(opening);
        },
      );
    };
  }

  const subscribe = <L>(set: Set<L>, listener: L): (() => void) => {
    set.add(listener);
    return () => {
      set.delete(listener);
    };
  };

  return {
    get state(): ConnectionState {
      return state;
    },
    /** Connects, and again and again after a loss, until `stop()`. */
    start(): void {
      if (state === 'idle' || state === 'stopped') {
        state = 'idle';
        connect();
      }
    },
    /** Tries at once instead of waiting for the back-off (the network or the page came back). */
    hurry(): void {
      if (state === 'waiting') {
        attempt = 0;
        connect();
      }
    },
    stop(): void {
      setState('stopped');
      clearTimeout(retryTimer);
      if (socket !== null) drop(socket);
      since = null;
    },
    /** Forgets the cursor, so that the next hello gets a fresh snapshot, and reconnects. */
    resync(): void {
      since = null;
      if (socket !== null) drop(socket);
    },
    /** Resolves when requests can be sent; rejects with `connection.lost` when that takes longer than `withinMs`. */
    opened(withinMs: number): Promise<void> {
      if (state === 'open') return Promise.resolve();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settled(false), withinMs);
        const listener = (now: ConnectionState): void => {
          if (now === 'open' || now === 'stopped') settled(now === 'open');
        };
        const settled = (open: boolean): void => {
          clearTimeout(timer);
          stateListeners.delete(listener);
          if (open) resolve();
          else reject(new RequestFailed('connection.lost'));
        };
        stateListeners.add(listener);
      });
    },
    /** Sends a request; rejects with {@link RequestFailed} (refused, lost connection, no reply). Never queued: the caller decides what a lost request means. */
    request,
    onPush: (listener: (push: PushOf<P>) => void) => subscribe(pushListeners, listener),
    onState: (listener: (state: ConnectionState) => void) => subscribe(stateListeners, listener),
    /** Hello was refused (`auth.required`, …). */
    onRefused: (listener: (error: RequestFailed) => void) => subscribe(refusalListeners, listener),
  };
}

export type RealtimeClient<R extends Requests, P extends Pushes> = ReturnType<typeof createRealtimeClient<R, P>>;
export type PushFrame<P extends Pushes> = PushOf<P>;

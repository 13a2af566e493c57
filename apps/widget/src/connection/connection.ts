import type { Push, PushType, Reply, Request, RequestType } from '../types.ts';
import { retryDelayMs } from './backoff.ts';
import { onBlocked, sayWhatToAllow } from './blocked.ts';
import { isFinalRefusal, WireError, wireErrorOf } from './wire-error.ts';

/** `open` only after the server answered `hello`; `refused` is final. */
export type LinkState = 'closed' | 'connecting' | 'open' | 'retrying' | 'refused';

export interface ConnectionOptions {
  /** `wss://host/ws`. */
  url: string;
  /** Made anew at each attempt, because the token may have come or gone meanwhile. */
  hello: () => Request<'hello'>;
  onState: (state: LinkState) => void;
  onHello: (reply: Reply<'hello'>) => void;
  onRefused: (error: WireError) => void;
  onPush: (push: Push) => void;
}

const helloTimeoutMs = 8_000;
const probeEveryMs = 15_000;
const probeTimeoutMs = 6_000;
const pushTypes: readonly string[] = [
  'interaction',
  'status',
  'quality',
  'trouble',
  'leg.takenOver',
  'leg.reoffer',
  'ping',
] satisfies PushType[];

interface Waiting {
  type: RequestType;
  data: unknown;
  sent: boolean;
  resolve: (data: never) => void;
  reject: (error: WireError) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** The socket to the server: says hello, comes back by itself after a loss, keeps requests until it is open. */
export class Connection {
  #options: ConnectionOptions;
  #socket: WebSocket | null = null;
  #state: LinkState = 'closed';
  #attempt = 0;
  #lastId = 0;
  #waiting = new Map<string, Waiting>();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #probeTimer: ReturnType<typeof setInterval> | undefined;
  #stopListening: () => void = () => undefined;
  #saidUnreachable = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== 'closed' && this.#state !== 'refused') return;
    addEventListener('online', this.#wake);
    addEventListener('pageshow', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    clearInterval(this.#probeTimer);
    this.#probeTimer = setInterval(() => this.#probe(probeTimeoutMs), probeEveryMs);
    this.#attempt = 0;
    this.#stopListening();
    this.#stopListening = onBlocked(this.#options.url, () =>
      this.#refuse(new WireError('link.blocked', 'The page forbids the connection')),
    );
    this.#connect();
  }

  /** Closes for good. Does not end a call: only `call.leave` does. */
  stop(): void {
    removeEventListener('online', this.#wake);
    removeEventListener('pageshow', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#stopListening();
    clearInterval(this.#probeTimer);
    clearTimeout(this.#retryTimer);
    this.#drop();
    this.#rejectAll(new WireError('link.closed', 'The connection was closed'));
    this.#become('closed');
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.#state !== 'retrying') return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  }

  /** Asks the server. Waits for the connection when it is not open; rejects with a WireError. */
  request<T extends RequestType>(type: T, data: Request<T>, timeoutMs = 10_000): Promise<Reply<T>> {
    return new Promise<Reply<T>>((resolve, reject) => {
      const id = `w${++this.#lastId}`;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new WireError('link.timeout', `No answer to ${type} within ${timeoutMs} ms`));
      }, timeoutMs);
      const waiting: Waiting = { type, data, sent: false, resolve: resolve as (data: never) => void, reject, timer };
      this.#waiting.set(id, waiting);
      if (this.#state === 'open' || type === 'hello') this.#send(id, waiting);
    });
  }

  #connect(): void {
    this.#drop();
    this.#become(this.#attempt === 0 ? 'connecting' : 'retrying');
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#options.url);
    } catch (cause) {
      // A page whose content security policy forbids the connection throws here in some browsers.
      sayWhatToAllow(new URL(this.#options.url).origin);
      this.#refuse(new WireError('link.blocked', String(cause)));
      return;
    }
    this.#socket = socket;
    // Not only closed: a socket whose other side says nothing more may take a minute to close.
    const giveUp = (): void => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#lost();
    };
    const helloTimer = setTimeout(giveUp, helloTimeoutMs);
    socket.onopen = () => {
      this.request('hello', this.#options.hello(), helloTimeoutMs)
        .then((reply) => {
          if (this.#socket !== socket) return;
          clearTimeout(helloTimer);
          this.#attempt = 0;
          this.#options.onHello(reply);
          this.#become('open');
          for (const [id, waiting] of this.#waiting) if (!waiting.sent) this.#send(id, waiting);
        })
        .catch((cause: unknown) => {
          const error = wireErrorOf(cause);
          if (this.#socket !== socket) return;
          clearTimeout(helloTimer);
          if (isFinalRefusal(error.code)) this.#refuse(error);
          else giveUp();
        });
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => {
      clearTimeout(helloTimer);
      if (this.#socket === socket) this.#lost();
    };
  }

  /** Trying again would not help: only at the customer's wish. */
  #refuse(error: WireError): void {
    clearTimeout(this.#retryTimer);
    this.#drop();
    this.#options.onRefused(error);
    this.#become('refused');
  }

  #lost(): void {
    this.#socket = null;
    // What was sent may or may not have been carried out: only the caller can know whether to ask again.
    for (const [id, waiting] of this.#waiting) {
      if (!waiting.sent) continue;
      clearTimeout(waiting.timer);
      this.#waiting.delete(id);
      waiting.reject(new WireError('link.lost', `The connection was lost during ${waiting.type}`));
    }
    if (this.#state === 'refused' || this.#state === 'closed') return;
    if (this.#state === 'connecting' && !this.#saidUnreachable) {
      this.#saidUnreachable = true;
      console.warn(`Centralino: ${this.#options.url} does not answer: the server is away, or something on the way takes no WebSockets.`);
    }
    this.#become('retrying');
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#connect(), retryDelayMs(this.#attempt++, Math.random()));
  }

  #send(id: string, waiting: Waiting): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    waiting.sent = true;
    this.#socket.send(JSON.stringify({ v: 1, id, type: waiting.type, data: waiting.data }));
  }

  #receive(raw: unknown): void {
    let frame: { id?: unknown; type?: unknown; data?: unknown };
    try {
      frame = JSON.parse(String(raw)) as typeof frame;
    } catch {
      return;
    }
    const type = String(frame.type);
    if (type === 'reply' || type === 'error') {
      const waiting = this.#waiting.get(String(frame.id));
      if (waiting === undefined) return;
      clearTimeout(waiting.timer);
      this.#waiting.delete(String(frame.id));
      if (type === 'reply') return waiting.resolve(frame.data as never);
      const error = (frame.data ?? {}) as { code?: string; title?: string; detail?: string; fields?: Record<string, string> };
      waiting.reject(new WireError(error.code ?? 'server.error', error.detail ?? error.title ?? 'The server refused', error.fields));
      return;
    }
    if (type === 'ping') this.request('pong', {}).catch(() => undefined);
    if (pushTypes.includes(type)) this.#options.onPush({ type, data: frame.data } as Push);
  }

  /** A page that was asleep, or a network that came back, learns at once whether its socket still lives. */
  #wake = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (this.#state === 'retrying') this.retryNow();
    else this.#probe(3_000);
  };

  #probe(timeoutMs: number): void {
    const socket = this.#socket;
    if (this.#state !== 'open' || socket === null) return;
    this.request('pong', {}, timeoutMs).catch((error: WireError) => {
      if (error.code !== 'link.timeout' || this.#socket !== socket) return;
      this.#drop();
      this.#lost();
    });
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #rejectAll(error: WireError): void {
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(error);
    }
    this.#waiting.clear();
  }

  #become(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { CentralinoError, protocolVersion, type Obstacle } from '@centralino/protocol';
import { cannotSave, obstacleOf } from '../store/unavailable.ts';
import { frameErrorOf, invalidRequest, noId, readFrame } from './frames.ts';
import { Heartbeat } from './heartbeat.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Pusher, Session } from './session.ts';
import { TokenBucket } from './token-bucket.ts';

/** What a connection needs of a WebSocket. */
export type Socket = Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'send' | 'ping' | 'close' | 'terminate'> & {
  on(event: 'message', listener: (data: RawData, isBinary: boolean) => void): unknown;
  on(event: 'close' | 'pong', listener: () => void): unknown;
};

export type ConnectionOptions = {
  id: string;
  socket: Socket;
  limits: RealtimeLimits;
  logger: FastifyBaseLogger;
  now: () => number;
  /** Decides on a `hello`: answers the session or throws a `CentralinoError`. */
  greet: (data: unknown, connection: Pusher) => Promise<Session>;
  /** Why nothing can be saved now, for who comes while it is so. */
  obstacle: () => Obstacle | null;
  /** The socket is gone, whether or not it ever became a session. */
  onClosed: () => void;
};

/** Codes of RFC 6455 section 7.4.1. */
const goingAway = 1001;
const unsupportedData = 1003;
const policyViolation = 1008;
const open = 1;

/**
 * One socket: reads and answers frames, keeps the order "hello first, one answer per request", limits what a client may do and
 * how much may wait to be sent to it, and finds out when it is dead.
 */
export class Connection implements Pusher {
  readonly id: string;
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #limits: RealtimeLimits;
  readonly #heartbeat: Heartbeat;
  readonly #requests: TokenBucket;
  readonly #offers: TokenBucket;
  readonly #badFrames: TokenBucket;
  #session: Session | null = null;
  /** Frames that came while `hello` was being decided. */
  #waiting: string[] | null = null;
  #inFlight = 0;
  #lastPushId = 0;
  #slow = false;
  #died = false;
  #closed = false;
  #helloTimer: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#socket = options.socket;
    this.#limits = options.limits;
    const now = options.now();
    this.#requests = new TokenBucket(this.#limits.requestBurst, this.#limits.requestsPerSecond, now);
    this.#offers = new TokenBucket(this.#limits.offerBurst, this.#limits.offersPerSecond, now);
    this.#badFrames = new TokenBucket(this.#limits.badFrames, 0.1, now);
    this.#heartbeat = new Heartbeat({
      limits: this.#limits,
      now: options.now,
      ping: () => {
        if (this.push('ping', { now: options.now() }, { always: true })) this.#socket.ping();
      },
      dead: () => {
        this.#died = true;
        this.#end();
        this.#socket.terminate();
      },
    });
    this.#helloTimer = setTimeout(() => {
      if (this.#session !== null) return;
      this.#error(noId, new CentralinoError('frame.helloFirst', `no hello within ${this.#limits.helloMs} ms`));
      this.close(policyViolation, 'no hello');
    }, this.#limits.helloMs);
    this.#socket.on('message', (data, isBinary) => this.#received(data, isBinary));
    this.#socket.on('pong', () => this.#heartbeat.heardBrowser());
    this.#socket.on('close', () => this.#end());
  }

  push(type: string, data: unknown, options: { seq?: number; always?: boolean } = {}): boolean {
    if (this.#closed) return false;
    if (options.always !== true && this.#isSlow()) return false;
    this.#lastPushId += 1;
    this.#send({
      v: protocolVersion,
      id: `s${this.#lastPushId}`,
      type,
      ...(options.seq === undefined ? {} : { seq: options.seq }),
      data,
    });
    return true;
  }

  /** Tells whoever is there that nothing can be saved, or (null) can again. */
  trouble(obstacle: Obstacle | null): void {
    this.#session?.trouble?.(obstacle);
  }

  setRinging(ringing: boolean): void {
    this.#heartbeat.setRinging(ringing);
  }

  close(code: number = goingAway, reason = ''): void {
    if (this.#closed) return;
    this.#end();
    this.#socket.close(code, reason);
    // A client that does not answer the close frame must not keep the socket. ws gives up by itself after 30 s; that is too long.
    setTimeout(() => this.#socket.terminate(), 2_000).unref();
  }

  /** Bytes that wait to be sent. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** True while pushes are dropped; the first time it starts looking for the moment when the client has caught up. */
  #isSlow(): boolean {
    if (this.#slow) return true;
    if (this.#socket.bufferedAmount <= this.#limits.slowBytes) return false;
    this.#slow = true;
    this.#drainTimer = setInterval(() => {
      if (this.#socket.bufferedAmount > this.#limits.slowBytes / 4) return;
      clearInterval(this.#drainTimer);
      this.#slow = false;
      this.#session?.resync();
    }, this.#limits.drainCheckMs);
    return true;
  }

  #send(frame: object): void {
    if (this.#closed || this.#socket.readyState !== open) return;
    if (this.#socket.bufferedAmount > this.#limits.deadBytes) {
      // It asks and never reads: replies can't be dropped, so the socket goes.
      this.#died = true;
      this.#end();
      this.#socket.terminate();
      return;
    }
    this.#socket.send(JSON.stringify(frame));
  }

  #reply(id: string, data: unknown): void {
    this.#send({ v: protocolVersion, id, type: 'reply', data });
  }

  #error(id: string, error: unknown): void {
    let known: CentralinoError;
    const obstacle = obstacleOf(error);
    if (error instanceof CentralinoError) known = error;
    else if (obstacle !== null) known = cannotSave(obstacle, error);
    else {
      this.#options.logger.error({ err: error, socket: this.id }, 'a realtime request failed');
      known = new CentralinoError('server.error');
    }
    this.#send({ v: protocolVersion, id, type: 'error', data: frameErrorOf(known) });
  }

  #bad(id: string, error: CentralinoError): void {
    this.#error(id, error);
    if (!this.#badFrames.take(this.#options.now())) this.close(policyViolation, 'too many bad frames');
  }

  #received(data: RawData, isBinary: boolean): void {
    if (this.#closed) return;
    this.#heartbeat.heard();
    if (isBinary) {
      this.#error(noId, new CentralinoError('frame.invalid', 'binary frames are not understood'));
      this.close(unsupportedData, 'binary frame');
      return;
    }
    // `nodebuffer` is the default binaryType of ws: one Buffer per message.
    const text = (data as Buffer).toString('utf8');
    if (this.#waiting !== null) {
      if (this.#waiting.length < this.#limits.requestsInFlight) this.#waiting.push(text);
      else this.close(policyViolation, 'too many frames before the hello was answered');
      return;
    }
    this.#handle(text);
  }

  #handle(text: string): void {
    const read = readFrame(text);
    if (!('frame' in read)) return this.#bad(read.id, read.error);
    const { id, type, data } = read.frame;
    if (!this.#requests.take(this.#options.now())) return this.#error(id, new CentralinoError('request.rateLimited'));
    if (this.#session === null) {
      if (type === 'hello') void this.#greet(id, data);
      else this.#bad(id, new CentralinoError('frame.helloFirst'));
      return;
    }
    const schemas = Object.hasOwn(this.#session.requests, type) ? this.#session.requests[type] : undefined;
    const handler = Object.hasOwn(this.#session.handlers, type) ? this.#session.handlers[type] : undefined;
    if (schemas === undefined || handler === undefined) {
      return this.#bad(id, new CentralinoError('frame.invalid', type === 'hello' ? 'hello was said already' : 'there is no such request'));
    }
    const parsed = schemas[0].safeParse(data);
    if (!parsed.success) return this.#bad(id, invalidRequest(parsed.error));
    if (type.endsWith('.offer') && !this.#offers.take(this.#options.now())) {
      return this.#error(id, new CentralinoError('request.rateLimited', 'too many media offers'));
    }
    void this.#answer(id, () => handler(parsed.data as never));
  }

  async #answer(id: string, handler: () => unknown): Promise<void> {
    if (this.#inFlight >= this.#limits.requestsInFlight) {
      return this.#error(id, new CentralinoError('request.rateLimited', 'wait for the answers to earlier requests'));
    }
    this.#inFlight += 1;
    try {
      this.#reply(id, await handler());
    } catch (error) {
      this.#error(id, error);
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #greet(id: string, data: unknown): Promise<void> {
    this.#waiting = [];
    let session: Session;
    try {
      session = await this.#options.greet(data, this);
    } catch (error) {
      this.#waiting = null;
      this.#error(id, error);
      // Nothing else can be done with this socket; a hello that was merely misspelt may be repeated.
      if (error instanceof CentralinoError && error.code === 'request.invalid') return;
      this.close(policyViolation, error instanceof CentralinoError ? error.code : 'server.error');
      return;
    }
    if (this.#closed) {
      session.ended(this.#died);
      return;
    }
    clearTimeout(this.#helloTimer);
    this.#session = session;
    this.#reply(id, session.greeting);
    this.#heartbeat.start();
    session.started();
    const obstacle = this.#options.obstacle();
    if (obstacle !== null) this.trouble(obstacle);
    const waiting = this.#waiting;
    this.#waiting = null;
    for (const text of waiting) if (!this.#closed) this.#handle(text);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#helloTimer);
    clearInterval(this.#drainTimer);
    this.#heartbeat.stop();
    this.#session?.ended(this.#died);
    this.#options.onClosed();
  }
}

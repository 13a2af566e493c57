import { WebSocket, type RawData } from 'ws';
import type { DeskPush, Frame, FrameError } from '@centralino/protocol';

type Waiter = { matches: (frame: Frame) => boolean; resolve: (frame: Frame) => void };

/** A refused request. */
export class Refused extends Error {
  readonly code: string;
  readonly fields: Record<string, string> | undefined;

  constructor(error: FrameError) {
    super(`${error.code}: ${error.detail ?? error.title}`);
    this.code = error.code;
    this.fields = error.fields;
  }
}

/** A browser app without a browser: speaks the protocol on a real WebSocket and keeps every frame in order. */
export class TestClient {
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  /** Answers the server's pings, as every app must. */
  answersPings = true;
  readonly #waiters = new Set<Waiter>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
    socket.on('error', () => undefined);
    socket.on('message', (data: RawData) => {
      const frame = JSON.parse((data as Buffer).toString('utf8')) as Frame;
      this.frames.push(frame);
      if (frame.type === 'ping' && this.answersPings && socket.readyState === WebSocket.OPEN) this.send('pong');
      for (const waiter of [...this.#waiters]) {
        if (!waiter.matches(frame)) continue;
        this.#waiters.delete(waiter);
        waiter.resolve(frame);
      }
    });
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const client = new TestClient(new WebSocket(url, { headers }));
    await new Promise((resolve, reject) => client.socket.once('open', resolve).once('error', reject));
    return client;
  }

  /** Sends a request and answers its id at once. */
  send(type: string, data: unknown = {}): string {
    this.#lastId += 1;
    const id = `r${this.#lastId}`;
    this.socket.send(JSON.stringify({ v: 1, id, type, data }));
    return id;
  }

  /** Sends a request; resolves with the data of its reply, rejects with `Refused`. */
  async request<T = Record<string, unknown>>(type: string, data: unknown = {}): Promise<T> {
    const id = this.send(type, data);
    const answer = await this.waitFor((frame) => frame.id === id);
    if (answer.type === 'error') throw new Refused(answer.data as FrameError);
    return answer.data as T;
  }

  /** The first frame, past or future, that matches. */
  async waitFor(matches: (frame: Frame) => boolean, from = 0): Promise<Frame> {
    const past = this.frames.slice(from).find(matches);
    if (past !== undefined) return past;
    return new Promise((resolve) => this.#waiters.add({ matches, resolve }));
  }

  /** The first push of this type, past or future, whose data matches. */
  async push<T>(type: string, matches: (data: T) => boolean = () => true, from = 0): Promise<T> {
    return (await this.waitFor((frame) => frame.type === type && matches(frame.data as T), from)).data as T;
  }

  async event(type: string, from = 0): Promise<DeskPush<'event'>> {
    return this.push<DeskPush<'event'>>('event', ({ event }) => event.type === type, from);
  }

  ofType(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  answersTo(id: string): Frame[] {
    return this.frames.filter((frame) => frame.id === id);
  }

  async close(): Promise<void> {
    if (this.socket.readyState !== WebSocket.CLOSED) {
      this.socket.close();
      await this.closed;
    }
  }
}

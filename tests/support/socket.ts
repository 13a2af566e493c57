import { once } from 'node:events';
import WebSocket from 'ws';

export interface AnyFrame {
  v: number;
  id: string;
  type: string;
  seq?: number;
  data: Record<string, unknown> & { code?: string };
}

/** A bare client of `/ws` that can also misbehave: it sends whatever it is given and keeps every frame it gets. */
export class RawSocket {
  readonly frames: AnyFrame[] = [];
  readonly socket: WebSocket;
  #next = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data)) as AnyFrame));
    socket.on('error', () => undefined);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<RawSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers });
    const raw = new RawSocket(socket);
    await once(socket, 'open');
    return raw;
  }

  /** Sends a request and answers its reply or error frame. */
  async ask(type: string, data: unknown): Promise<AnyFrame> {
    const id = `r${(this.#next += 1)}`;
    return this.answerTo(id, JSON.stringify({ v: 1, id, type, data }));
  }

  /** Sends raw text and waits for the frame with this id. */
  async answerTo(id: string, text: string): Promise<AnyFrame> {
    this.socket.send(text);
    return this.until((frame) => frame.id === id);
  }

  async until(wanted: (frame: AnyFrame) => boolean): Promise<AnyFrame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed before the frame came; had ${JSON.stringify(this.frames)}`);
      const come = new AbortController();
      const { signal } = come;
      await Promise.race([once(this.socket, 'message', { signal }), once(this.socket, 'close', { signal })]).finally(() => come.abort());
    }
  }

  /** Answers the server's pings from now on, as every app must. */
  staysAlive(): void {
    this.socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as AnyFrame;
      if (type === 'ping') this.socket.send(JSON.stringify({ v: 1, id: `r${(this.#next += 1)}`, type: 'pong', data: {} }));
    });
  }

  async closed(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }

  close(): void {
    this.socket.close();
  }
}

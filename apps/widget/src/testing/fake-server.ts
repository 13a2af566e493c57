import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';
import type { CustomerView, Push, PushType, ServiceStatus, WidgetConfig } from '../types.ts';
import { freeStatus, goodStats, waitingCall } from './views.ts';

const app = fileURLToPath(new URL('../../dist/app/', import.meta.url));

export interface FakePage {
  html: string;
  headers?: Record<string, string>;
}

/** Makes the server's half of a media connection: `echo` plays back what comes, `talk` sends a tone and a moving picture. */
export type Answer = (legId: string, sdp: string, mode: 'echo' | 'talk') => Promise<string>;

export interface FakeServerOptions {
  port?: number;
  config: WidgetConfig;
  answer: Answer;
}

interface Frame {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

/** Serves the built widget and plays Centralino's side of `/ws`, as far as a customer sees it. The test decides what happens and when. */
export class FakeServer {
  config: WidgetConfig;
  status: ServiceStatus = freeStatus;
  interaction: CustomerView | null = null;
  /** The next request of this type is refused with this code. */
  refuseNext = new Map<string, { code: string; fields?: Record<string, string> }>();
  /** While true, sockets are turned away. */
  down = false;
  /** While true, sockets get no answer at all, as behind a proxy that knows no WebSockets. */
  silent = false;
  /** All requests that came, oldest first. */
  readonly received: Frame[] = [];
  readonly pages = new Map<string, FakePage>();
  /** Address prefix → a folder of files, with headers. */
  readonly folders = new Map<string, { dir: string; headers: Record<string, string> }>();
  #answer: Answer;
  #http: Server;
  #ws: WebSocketServer;
  #sockets = new Set<WebSocket>();
  #mute = new Set<Duplex>();
  #waiters = new Set<() => void>();
  #calls = 0;

  private constructor(options: FakeServerOptions) {
    this.config = options.config;
    this.#answer = options.answer;
    this.#http = createServer((request, response) => {
      void this.#serve(new URL(request.url ?? '/', 'http://fake').pathname).then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      });
    });
    this.#ws = new WebSocketServer({ noServer: true });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.silent) {
        this.#mute.add(socket);
        return;
      }
      if (this.down) {
        socket.destroy();
        return;
      }
      this.#ws.handleUpgrade(request, socket, head, (client) => this.#accept(client));
    });
  }

  static async start(options: FakeServerOptions): Promise<FakeServer> {
    const server = new FakeServer(options);
    await new Promise<void>((resolve) => server.#http.listen(options.port ?? 0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.dropSockets();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  dropSockets(): void {
    for (const socket of this.#sockets) socket.terminate();
    for (const socket of this.#mute) socket.destroy();
  }

  push<T extends PushType>(type: T, data: Extract<Push, { type: T }>['data']): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify({ v: 1, id: 's', type, data }));
  }

  /** Changes the call and tells the widget. */
  change(change: Partial<CustomerView>): void {
    if (this.interaction === null) throw new Error('There is no call to change');
    this.interaction = { ...this.interaction, ...change };
    this.push('interaction', { now: Date.now(), interaction: this.interaction });
  }

  /** An agent answers: the talk begins. */
  talk(agentName = 'Operatore 1'): void {
    this.change({
      state: 'talking',
      agentName,
      position: null,
      talkingSince: Date.now(),
      returned: false,
      agentAway: false,
      onHold: false,
    });
  }

  count(type: string): number {
    return this.received.filter((frame) => frame.type === type).length;
  }

  /** Resolves when the n-th request of a type has come. */
  async came(type: string, n = 1): Promise<Frame> {
    for (;;) {
      const frame = this.received.filter((one) => one.type === type)[n - 1];
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  #accept(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (raw) => {
      const frame = JSON.parse(String(raw)) as Frame;
      this.received.push(frame);
      for (const wake of this.#waiters) wake();
      this.#waiters.clear();
      const reply = (type: string, data: unknown): void => socket.send(JSON.stringify({ v: 1, id: frame.id, type, data }));
      const refusal = this.refuseNext.get(frame.type);
      if (refusal !== undefined) {
        this.refuseNext.delete(frame.type);
        reply('error', { title: 'Refused by the test', ...refusal });
        return;
      }
      this.#handle(frame).then(
        (data) => reply('reply', data),
        (cause: unknown) => reply('error', { code: 'server.error', title: String(cause) }),
      );
    });
  }

  async #handle({ type, data }: Frame): Promise<unknown> {
    switch (type) {
      case 'hello':
        return { widget: this.config, status: this.status, iceServers: [], interaction: data.token === 'token' ? this.interaction : null };
      case 'test.offer':
        return { sdp: await this.#answer('test', String(data.sdp), 'echo') };
      case 'test.stats':
        return { stats: goodStats, heard: null };
      case 'call.create':
        this.interaction = waitingCall(`call-${++this.#calls}`, data.channel as CustomerView['channel']);
        return { token: 'token', interaction: this.interaction };
      case 'leg.offer': {
        const sdp = await this.#answer(String(data.legId), String(data.sdp), 'talk');
        if (this.interaction !== null) this.change({ leg: { ...this.interaction.leg, state: 'connected', until: null } });
        return { sdp };
      }
      case 'call.leave':
        if (this.interaction !== null) this.change({ state: 'ended', endedBy: 'customer', closedReason: 'completed' });
        return {};
      case 'call.rate':
        return {};
      default:
        return {};
    }
  }

  async #serve(path: string): Promise<{ status: number; headers: Record<string, string>; body: string | Buffer }> {
    const page = this.pages.get(path);
    if (page !== undefined)
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...page.headers }, body: page.html };
    for (const [prefix, { dir, headers }] of this.folders) {
      if (!path.startsWith(prefix)) continue;
      const name = path.slice(prefix.length) || 'index.html';
      if (!/^[\w.-]+$/.test(name)) break;
      const body = await readFile(`${dir}/${name}`).catch(() => null);
      if (body !== null) return { status: 200, headers: { 'content-type': types[extname(name)] ?? 'text/plain', ...headers }, body };
    }
    const file = /^\/widget\/(\w+\.js)$/.exec(path)?.[1];
    if (file === undefined) return { status: 404, headers: {}, body: '' };
    return { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: await readFile(app + file) };
  }
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

import {
  agentLegIdOf,
  customerLegIdOf,
  deskRequests,
  Frame,
  problemOf,
  CentralinoError,
  segmentIdOf,
  type AgentView,
  type Channel,
  type Contact,
  type DeskPush,
  type ErrorCode,
  type FormAnswer,
  type InteractionView,
  type SegmentOutcome,
  type SegmentView,
  type ServiceStatus,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The policy of the real server: what works here works there. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
  "media-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const agentId = 'agent-1';

/**
 * A server small enough to be steered by a test: one agent (op1/op1), the desk's REST and realtime contract, media answered by `onOffer`.
 * It keeps the rules that a desk can see (who rings, what follows what), not routing, storage or media.
 */
export class FakeServer {
  url = '';
  /** Answers offers of the agent's legs (and of device tests, leg id `test`). */
  onOffer: (legId: string, sdp: string) => Promise<string> = async () => {
    throw new CentralinoError('media.unavailable');
  };
  /** Every request of the desk, in order. */
  readonly requests: { type: string; data: unknown }[] = [];
  readonly contacts = new Map<string, Contact>();
  readonly past: InteractionView[] = [];
  wrapUpMs = 60_000;
  ringMs = 20_000;
  #sessions = new Set<string>();
  #sockets = new Set<WebSocket>();
  #seq = 1;
  #away = false;
  #refusals = new Map<string, ErrorCode>();
  #interactions = new Map<string, InteractionView>();
  #agent: AgentView = {
    id: agentId,
    username: 'op1',
    name: 'Operatore 1',
    presence: { kind: 'loggedOut' },
    presenceSince: Date.now(),
    connected: false,
    activity: 'idle',
    idleSince: null,
  };
  #services: ServiceStatus[] = [
    { code: 'customercare', name: 'Customer Care', waiting: 0, agentsReady: 1, agentsFree: 1, longestWaitSince: null },
  ];
  readonly #appDir: string;
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #ws = new WebSocketServer({ noServer: true });

  constructor(appDir: string) {
    this.#appDir = appDir;
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.#away || request.url !== '/ws') return socket.destroy();
      this.#ws.handleUpgrade(request, socket, head, (client) => this.#connect(client, this.#signedIn(request)));
    });
  }

  async listen(port: number): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** The network goes (true) or comes back (false): sockets are cut, requests are not answered. */
  setAway(away: boolean): void {
    this.#away = away;
    if (away) for (const socket of this.#sockets) socket.terminate();
  }

  /** The next request of this type is refused with this code. */
  refuse(type: string, code: ErrorCode): void {
    this.#refusals.set(type, code);
  }

  /** A customer rings at the agent. Answers the interaction's id. */
  ring(options: { name?: string; channel?: Channel; answers?: FormAnswer[]; contactId?: string; waitedMs?: number } = {}): string {
    const now = Date.now();
    const id = randomUUID();
    const segmentId = segmentIdOf(id, 1);
    const segment: SegmentView = {
      id: segmentId,
      agentId,
      agentName: this.#agent.name,
      state: 'offered',
      until: now + this.ringMs,
      held: false,
      leg: { id: agentLegIdOf(segmentId), state: 'pending', until: null },
      offeredAt: now,
      acceptedAt: null,
      onlineAt: null,
      endedAt: null,
      finishedAt: null,
      endedBy: null,
      outcome: null,
      note: '',
      why: { strategy: 'longestIdle', skillset: 'customercare', idleMs: 1_000, waitedMs: options.waitedMs ?? 0, candidates: 1 },
    };
    this.#interactions.set(id, {
      id,
      service: { code: 'customercare', name: 'Customer Care' },
      channel: options.channel ?? 'webcall',
      language: 'en',
      state: 'offered',
      arrivedAt: now - (options.waitedMs ?? 12_000),
      since: now,
      queuedReason: 'arrived',
      closedReason: null,
      customer: { name: options.name ?? null, contactId: options.contactId ?? null, answers: options.answers ?? [] },
      customerLeg: { id: customerLegIdOf(id), state: 'connected', until: null },
      segments: [segment],
      rating: null,
    });
    this.#event('segment.offered', id);
    return id;
  }

  /** The agent's part ends without a talk. `missed` and `mediaFailed` pause the agent, as the real rules do. */
  endOffer(id: string, outcome: SegmentOutcome): void {
    this.#finish(id, outcome);
    if (outcome === 'missed' || outcome === 'mediaFailed') this.setPresence({ kind: 'paused', reason: outcome });
  }

  setPresence(presence: AgentView['presence']): void {
    this.#agent = { ...this.#agent, presence, presenceSince: Date.now() };
    this.#event('agent.presenceChanged', null);
  }

  setServices(services: ServiceStatus[]): void {
    this.#services = services;
    this.push('services', { services });
  }

  /** The agent's leg carries media: they talk. */
  online(id: string): void {
    this.#change(id, 'segment.online', (segment, interaction) => {
      const now = Date.now();
      Object.assign(segment, { state: 'online', until: null, onlineAt: segment.onlineAt ?? now });
      segment.leg = { ...segment.leg, state: 'connected', until: null };
      Object.assign(interaction, { state: 'online', since: now });
    });
  }

  /** A line is lost and waited for. */
  lose(id: string, party: 'agent' | 'customer', graceMs = 20_000): void {
    this.#change(id, 'leg.lost', (segment, interaction) => {
      const until = Date.now() + graceMs;
      if (party === 'agent') segment.leg = { ...segment.leg, state: 'lost', until };
      else interaction.customerLeg = { ...interaction.customerLeg, state: 'lost', until };
    });
  }

  /** The customer hangs up. */
  customerLeaves(id: string): void {
    this.#wrap(id, 'customer');
  }

  /** Sends a push to every desk. */
  push<T extends 'quality' | 'leg.takenOver' | 'leg.reoffer' | 'signedOut' | 'services' | 'ping'>(type: T, data: DeskPush<T>): void {
    for (const socket of this.#sockets) this.#send(socket, type, data);
  }

  segmentOf(id: string): SegmentView {
    const segment = this.#interactions.get(id)?.segments.at(-1);
    if (segment === undefined) throw new CentralinoError('interaction.unknown', id);
    return segment;
  }

  #signedIn(request: IncomingMessage): boolean {
    const token = /centralino=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    return token !== undefined && this.#sessions.has(token);
  }

  #send(socket: WebSocket, type: string, data: unknown, seq?: number): void {
    socket.send(JSON.stringify({ v: 1, id: randomUUID(), type, ...(seq === undefined ? {} : { seq }), data }));
  }

  #event(type: string, interactionId: string | null): void {
    this.#seq += 1;
    const interaction = interactionId === null ? undefined : this.#interactions.get(interactionId);
    const segment = interaction?.segments.at(-1);
    const activities = { offered: 'ringing', accepted: 'connecting', online: 'talking', wrapping: 'wrapping', finished: 'idle' } as const;
    if (segment !== undefined) this.#agent = { ...this.#agent, activity: activities[segment.state] };
    const now = Date.now();
    for (const socket of this.#sockets) {
      const event = { seq: this.#seq, stream: `interaction:${interactionId ?? ''}`, version: this.#seq, type, at: now, data: {} };
      this.#send(socket, 'event', { now, event, agent: this.#agent, ...(interaction === undefined ? {} : { interaction }) }, this.#seq);
    }
    if (interaction !== undefined && segment?.state === 'finished') {
      this.#interactions.delete(interaction.id);
      this.past.unshift(interaction);
    }
  }

  #change(id: string, type: string, work: (segment: SegmentView, interaction: InteractionView) => void): void {
    const before = this.#interactions.get(id);
    if (before === undefined) throw new CentralinoError('interaction.unknown', id);
    const interaction = structuredClone(before);
    const segment = interaction.segments.at(-1);
    if (segment === undefined) throw new CentralinoError('segment.unknown', id);
    work(segment, interaction);
    this.#interactions.set(id, interaction);
    this.#event(type, id);
  }

  #wrap(id: string, endedBy: 'agent' | 'customer'): void {
    this.#change(id, 'segment.wrapping', (segment, interaction) => {
      const now = Date.now();
      Object.assign(segment, { state: 'wrapping', held: false, endedAt: now, until: now + this.wrapUpMs, endedBy });
      segment.leg = { ...segment.leg, state: 'closed', until: null };
      Object.assign(interaction, { state: 'wrapping', since: now });
    });
  }

  #finish(id: string, outcome: SegmentOutcome): void {
    this.#change(id, 'segment.finished', (segment, interaction) => {
      Object.assign(segment, { state: 'finished', outcome, until: null, finishedAt: Date.now() });
      Object.assign(interaction, { state: 'closed', closedReason: outcome === 'completed' ? 'completed' : 'abandoned' });
    });
  }

  #connect(socket: WebSocket, signedIn: boolean): void {
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (bytes) => {
      const frame = Frame.parse(JSON.parse(String(bytes)));
      const answer = (type: string, data: unknown): void => socket.send(JSON.stringify({ v: 1, id: frame.id, type, data }));
      this.#handle(frame.type, frame.data, socket, signedIn).then(
        (reply) => {
          answer('reply', reply);
          if (frame.type !== 'hello') return;
          this.#sockets.add(socket);
          this.#send(
            socket,
            'snapshot',
            {
              now: Date.now(),
              agent: this.#agent,
              interactions: [...this.#interactions.values()],
              services: this.#services,
              pauseReasons: [
                { code: 'lunch', label: { it: 'Pranzo', en: 'Lunch' } },
                { code: 'coffee', label: { it: 'Caffè', en: 'Coffee' } },
                { code: 'training', label: { it: 'Formazione', en: 'Training' } },
              ],
              iceServers: [],
            } satisfies DeskPush<'snapshot'>,
            this.#seq,
          );
        },
        (error: unknown) => {
          const known = error instanceof CentralinoError ? error : new CentralinoError('server.error');
          const { code, title, detail } = problemOf(known);
          answer('error', { code, title, ...(detail === undefined ? {} : { detail }) });
        },
      );
    });
  }

  async #handle(type: string, data: unknown, socket: WebSocket, signedIn: boolean): Promise<unknown> {
    if (!signedIn) throw new CentralinoError('auth.required');
    if (!(type in deskRequests)) throw new CentralinoError('frame.invalid', type);
    const body = deskRequests[type as keyof typeof deskRequests][0].parse(data) as Record<string, never>;
    if (type !== 'pong') this.requests.push({ type, data: body });
    const refusal = this.#refusals.get(type);
    this.#refusals.delete(type);
    if (refusal !== undefined) throw new CentralinoError(refusal);
    const id: string = body['interactionId'] ?? '';
    switch (type) {
      case 'hello':
        this.#agent = { ...this.#agent, connected: true };
        return { user: { id: agentId, username: 'op1', name: this.#agent.name, roles: ['agent'] } };
      case 'presence.set':
        this.setPresence(body['presence'] as unknown as AgentView['presence']);
        return {};
      case 'segment.accept':
        this.#change(id, 'segment.accepted', (segment, interaction) => {
          if (segment.state !== 'offered') throw new CentralinoError('segment.state');
          const now = Date.now();
          Object.assign(segment, { state: 'accepted', acceptedAt: now, until: now + 10_000 });
          Object.assign(interaction, { state: 'connecting', since: now });
        });
        return {};
      case 'segment.decline':
        this.#finish(id, 'declined');
        return {};
      case 'segment.hold':
      case 'segment.resume':
        this.#change(id, type === 'segment.hold' ? 'segment.held' : 'segment.resumed', (segment) => {
          segment.held = type === 'segment.hold';
        });
        return {};
      case 'segment.hangUp':
        this.#wrap(id, 'agent');
        return {};
      case 'segment.note':
        this.#change(id, 'segment.noted', (segment) => {
          segment.note = body['note'] ?? '';
        });
        return {};
      case 'segment.finish':
        this.#finish(id, 'completed');
        return {};
      case 'contact.link': {
        const contact = this.contacts.get(body['contactId'] ?? '');
        this.#change(id, 'interaction.contactLinked', (_segment, interaction) => {
          const name = contact === undefined ? null : `${contact.firstName} ${contact.lastName}`.trim();
          interaction.customer = { ...interaction.customer, contactId: contact?.id ?? null, name };
        });
        return {};
      }
      case 'leg.offer': {
        const legId: string = body['legId'] ?? '';
        for (const other of this.#sockets) if (other !== socket) this.#send(other, 'leg.takenOver', { legId });
        const sdp = await this.onOffer(legId, body['sdp'] ?? '');
        const interactionId = legId.split('.', 1)[0] ?? '';
        setTimeout(() => this.#interactions.has(interactionId) && this.online(interactionId), 50);
        return { sdp };
      }
      case 'leg.failed':
        this.endOffer((body['legId'] ?? '').split('.', 1)[0] ?? '', 'mediaFailed');
        return {};
      case 'test.offer':
        return { sdp: await this.onOffer('test', body['sdp'] ?? '') };
      case 'ice.get':
        return { iceServers: [] };
      case 'test.close':
      case 'pong':
        return {};
      default:
        throw new CentralinoError('media.unavailable');
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#away) return void request.socket.destroy();
    const url = new URL(request.url ?? '/', 'http://fake');
    try {
      if (url.pathname.startsWith('/api/v1/')) return await this.#api(request, response, url);
      if (url.pathname === '/peer') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<title>peer</title>');
      const path = normalize(url.pathname.replace(/^\/desk\/?/, '/'));
      const file = join(this.#appDir, path);
      const served = extname(path) !== '' && existsSync(file) ? file : join(this.#appDir, 'index.html');
      response.writeHead(200, { 'content-type': types[extname(served)] ?? 'application/octet-stream', 'content-security-policy': policy });
      response.end(readFileSync(served));
    } catch (error) {
      const known = error instanceof CentralinoError ? error : new CentralinoError('server.error', String(error));
      response.writeHead(known.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problemOf(known)));
    }
  }

  async #api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = (chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())) as Record<string, string>;
    const json = (value: unknown, status = 200, headers = {}): void =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    const route = `${request.method} ${url.pathname.replace('/api/v1', '')}`;
    const refusal = this.#refusals.get(route);
    this.#refusals.delete(route);
    if (refusal !== undefined) throw new CentralinoError(refusal);
    const user = { id: agentId, username: 'op1', name: this.#agent.name, roles: ['agent'] };

    if (route === 'POST /session' || route === 'POST /setup') {
      if (route === 'POST /session' && (body['username'] !== 'op1' || body['password'] !== 'op1')) {
        throw new CentralinoError('auth.badCredentials');
      }
      const token = randomUUID();
      this.#sessions.add(token);
      if (this.#agent.presence.kind === 'loggedOut') this.setPresence({ kind: 'paused', reason: 'signedIn' });
      return json({ user, csrfToken: 'csrf' }, 200, { 'set-cookie': `centralino=${token}; HttpOnly; SameSite=Lax; Path=/` });
    }
    if (!this.#signedIn(request)) throw new CentralinoError('auth.required');
    if (request.method !== 'GET' && request.headers['x-csrf-token'] !== 'csrf') throw new CentralinoError('auth.csrf');
    if (route === 'GET /session') return json({ user, csrfToken: 'csrf' });
    if (route === 'DELETE /session') {
      this.#sessions.clear();
      return void response.writeHead(204, { 'set-cookie': 'centralino=; Path=/; Max-Age=0' }).end();
    }
    const contactId = /^\/api\/v1\/contacts\/(.+)$/.exec(url.pathname)?.[1];
    if (route === 'GET /contacts') {
      const q = (url.searchParams.get('q') ?? '').toLowerCase();
      return json({ contacts: [...this.contacts.values()].filter((contact) => JSON.stringify(contact).toLowerCase().includes(q)) });
    }
    if (route === 'POST /contacts' || (contactId !== undefined && request.method === 'PATCH')) {
      const old = contactId === undefined ? undefined : this.contacts.get(contactId);
      const contact = { ...this.contact({}), ...old, ...body };
      this.contacts.set(contact.id, contact);
      return json(contact, old === undefined ? 201 : 200);
    }
    if (contactId !== undefined) {
      const contact = this.contacts.get(contactId);
      if (contact === undefined) throw new CentralinoError('contact.unknown');
      return json(contact);
    }
    if (route === 'GET /interactions') {
      const contact = url.searchParams.get('contactId');
      return json({ interactions: this.past.filter((one) => contact === null || one.customer.contactId === contact), next: null });
    }
    const past = this.past.find((one) => url.pathname === `/api/v1/interactions/${one.id}`);
    if (past !== undefined) return json({ interaction: past, events: [] });
    throw new CentralinoError('request.notFound');
  }

  /** A contact with an id of its own; not yet in the address book. */
  contact(fields: Partial<Contact>): Contact {
    const now = Date.now();
    const empty = { firstName: '', lastName: '', company: '', email: '', phone: '', phoneE164: null, notes: '' };
    return { id: randomUUID(), ...empty, createdAt: now, updatedAt: now, ...fields };
  }
}

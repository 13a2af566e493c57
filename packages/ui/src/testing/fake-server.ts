import {
  CentralinoError,
  contactNameOf,
  deskRequests,
  Frame,
  problemOf,
  type AgentView,
  type CallDataEntry,
  type DeskPush,
  type DeskWidgetConfig,
  type Disposition,
  type ErrorCode,
  type InteractionView,
  type PopupRecord,
  type Presence,
  type Recording,
  type Role,
  type SegmentOutcome,
  type SegmentView,
  type ServiceSettings,
  type ServiceStatus,
  type Target,
  type Workstation,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { FakeBook } from './fake-book.ts';
import { FakeCalls, type RingOptions } from './fake-calls.ts';
import { sendApp, sendSdk, sendSound } from './fake-files.ts';
import { fakeAgentId as agentId } from './fake-people.ts';
import { FakeTeam } from './fake-team.ts';

/**
 * A server small enough to be steered by a test: one agent (op1/op1), the desk's REST and realtime contract, media answered by `onOffer`.
 * It keeps the rules that a desk can see (who rings, what follows what), not routing, storage or media.
 */
export class FakeServer extends FakeBook {
  url = '';
  /** Answers offers of the agent's legs (and of device tests, leg id `test`). */
  onOffer: (legId: string, sdp: string) => Promise<string> = async () => {
    throw new CentralinoError('media.unavailable');
  };
  /** Every request of the desk, in order. */
  readonly requests: { type: string; data: unknown }[] = [];
  readonly calls: FakeCalls;
  /** Widgets of the desk, and pages for them: path → HTML. */
  deskWidgets: DeskWidgetConfig[] = [];
  readonly pages = new Map<string, string>();
  /** Where the SDK's script and sample are, for `/AD/widget/`. */
  sdkDirs: readonly string[] = [];
  /** Pages that opened for interactions, and the agent's workstations. */
  popups: PopupRecord[] = [];
  readonly workstations: Workstation[] = [];
  /** What the signed-in user may do. */
  roles: Role[] = ['agent'];
  serviceSettings: ServiceSettings[] = [{ code: 'customercare', outcomes: null, recordOnDemand: true }];
  /** Saved recordings by interaction, and the bytes of every file of theirs. */
  readonly recordings = new Map<string, Recording[]>();
  recordingBytes: Buffer = Buffer.alloc(0);
  /** What colleagues do, for supervisors. */
  readonly team: FakeTeam;
  #watching = new Set<WebSocket>();
  #sessions = new Set<string>();
  #sockets = new Set<WebSocket>();
  #seq = 1;
  #away = false;
  #refusals = new Map<string, ErrorCode>();
  #log: DeskPush<'event'>['event'][] = [];
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
    { code: 'customercare', name: 'Customer Care', waiting: 0, agentsPresent: 1, agentsReady: 1, agentsFree: 1, longestWaitSince: null },
  ];
  readonly #appDir: string;
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #ws = new WebSocketServer({ noServer: true });

  constructor(appDir: string) {
    super();
    this.#appDir = appDir;
    this.calls = new FakeCalls((type, interaction, data) => this.#event(type, `interaction:${interaction.id}`, data, interaction));
    this.team = new FakeTeam({
      me: () => this.#agent,
      services: () => this.#services,
      tell: (type, interaction, data) => this.#event(type, `interaction:${interaction.id}`, data, interaction),
      push: (data) => this.#watching.forEach((socket) => this.#send(socket, 'team', data)),
      adopt: (view) => this.calls.adopt(view),
    });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.#away || request.url !== '/ws') return socket.destroy();
      this.#ws.handleUpgrade(request, socket, head, (client) => this.#connect(client, this.#signedIn(request)));
    });
  }

  /** On a port that is free: each server has an address of its own, so that a browser keeps nothing of the one before. */
  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(0, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
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

  get past(): InteractionView[] {
    return this.calls.past;
  }

  /** A customer (or a colleague) rings at the agent. Answers the interaction's id. */
  ring(options: RingOptions = {}): string {
    return this.calls.ring(options);
  }

  /** The agent's part ends without a talk. `missed` and `mediaFailed` pause the agent, as the real rules do. */
  endOffer(id: string, outcome: SegmentOutcome): void {
    this.calls.finish(id, outcome);
    if (outcome === 'missed' || outcome === 'mediaFailed') this.setPresence({ kind: 'paused', reason: outcome });
  }

  setPresence(presence: AgentView['presence']): void {
    this.#agent = { ...this.#agent, presence, presenceSince: Date.now() };
    this.#event('agent.presenceChanged', `agent:${agentId}`, { presence, by: 'agent' });
  }

  setServices(services: ServiceStatus[]): void {
    this.#services = services;
    this.push('services', { services });
  }

  /** The agent's leg carries media: they talk. */
  online(id: string): void {
    this.calls.online(id);
  }

  /** A line is lost and waited for. */
  lose(id: string, party: 'agent' | 'customer', graceMs = 20_000): void {
    this.calls.lose(id, party, graceMs);
  }

  /** The customer hangs up. */
  customerLeaves(id: string): void {
    this.calls.wrap(id, 'customer');
  }

  /** Sends a push to every desk. */
  push<
    T extends
      | 'journey'
      | 'quality'
      | 'trouble'
      | 'leg.takenOver'
      | 'leg.reoffer'
      | 'popup'
      | 'popup.onDemand'
      | 'signedOut'
      | 'services'
      | 'serviceSettings'
      | 'settings'
      | 'ping',
  >(type: T, data: DeskPush<T>): void {
    for (const socket of this.#sockets) this.#send(socket, type, data);
  }

  segmentOf(id: string): SegmentView {
    return this.calls.segmentOf(id);
  }

  #signedIn(request: IncomingMessage): boolean {
    const token = /centralino=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    return token !== undefined && this.#sessions.has(token);
  }

  #send(socket: WebSocket, type: string, data: unknown, seq?: number): void {
    socket.send(JSON.stringify({ v: 1, id: randomUUID(), type, ...(seq === undefined ? {} : { seq }), data }));
  }

  #event(type: DeskPush<'event'>['event']['type'], stream: string, data: Record<string, unknown>, interaction?: InteractionView): void {
    this.#seq += 1;
    this.#agent = { ...this.#agent, activity: this.calls.activity };
    const now = Date.now();
    const event = { seq: this.#seq, stream, version: this.#seq, type, at: now, data };
    this.#log.push(event);
    for (const socket of this.#sockets) {
      this.#send(socket, 'event', { now, event, agent: this.#agent, ...(interaction === undefined ? {} : { interaction }) }, this.#seq);
    }
  }

  #connect(socket: WebSocket, signedIn: boolean): void {
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watching.delete(socket);
    });
    socket.on('message', (bytes) => {
      const frame = Frame.parse(JSON.parse(String(bytes)));
      const answer = (type: string, data: unknown): void => socket.send(JSON.stringify({ v: 1, id: frame.id, type, data }));
      this.#handle(frame.type, frame.data, socket, signedIn).then(
        (reply) => {
          answer('reply', reply);
          if (frame.type !== 'hello') return;
          const { since } = frame.data as { since: number | null };
          // As the real one: what was missed comes without views, before the whole truth.
          for (const event of since === null ? [] : this.#log.filter(({ seq }) => seq > since)) {
            this.#send(socket, 'event', { now: Date.now(), event }, event.seq);
          }
          this.#sockets.add(socket);
          this.#send(
            socket,
            'snapshot',
            {
              now: Date.now(),
              agent: this.#agent,
              interactions: [...this.calls.open.values(), ...(this.team.supervised === null ? [] : [this.team.supervised])],
              services: this.#services,
              pauseReasons: [
                { code: 'lunch', label: { it: 'Pranzo', en: 'Lunch' } },
                { code: 'coffee', label: { it: 'Caffè', en: 'Coffee' } },
                { code: 'training', label: { it: 'Formazione', en: 'Training' } },
              ],
              serviceSettings: this.serviceSettings,
              iceServers: [],
              homeCountry: 'IT',
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
    const to = body['to'] as unknown as Target;
    switch (type) {
      case 'hello':
        this.#agent = { ...this.#agent, connected: true };
        return { user: { id: agentId, username: 'op1', name: this.#agent.name, roles: this.roles } };
      case 'presence.set':
        this.setPresence(body['presence'] as unknown as AgentView['presence']);
        return {};
      case 'segment.accept':
        this.calls.accept(id);
        return {};
      case 'segment.decline':
        this.calls.finish(id, 'declined');
        return {};
      case 'segment.hold':
      case 'segment.resume':
        this.calls.hold(id, type === 'segment.hold');
        return {};
      case 'segment.hangUp':
      case 'segment.leaveTransfer':
        this.calls.wrap(id, 'agent');
        return {};
      case 'segment.note':
        this.calls.note(id, body['note'] ?? '');
        return {};
      case 'segment.dispose':
        this.calls.dispose(id, body['outcome'] as unknown as Disposition | null, body['segmentId'] ?? '');
        return {};
      case 'segment.extend':
        this.calls.extend(id);
        return {};
      case 'conference.end':
        this.calls.endForAll(id);
        return {};
      case 'segment.finish':
        if (body['outcome'] != null) this.calls.dispose(id, body['outcome'] as Disposition);
        this.calls.finish(id, 'completed');
        return {};
      case 'recording.start':
      case 'recording.pause':
      case 'recording.resume':
      case 'recording.stop':
        this.calls.record(id, type.slice('recording.'.length) as 'start' | 'pause' | 'resume' | 'stop');
        return {};
      case 'team.watch':
        if (!this.roles.includes('supervisor')) throw new CentralinoError('auth.forbidden');
        this.#watching.add(socket);
        setTimeout(() => this.team.full(), 5);
        return {};
      case 'team.unwatch':
        this.#watching.delete(socket);
        return {};
      case 'team.setPresence':
        this.team.setPresence(body['agentId'] ?? '', body['presence'] as unknown as Presence);
        return {};
      case 'team.move':
        this.team.move(id, to);
        return {};
      case 'supervise.start':
        return { legId: this.team.start(id, body['mode'] ?? 'listen') };
      case 'supervise.setMode':
        this.team.setMode(id, body['mode'] ?? 'listen');
        return {};
      case 'supervise.stop':
        this.team.stop(id);
        return {};
      case 'supervise.takeOver':
        this.team.takeOver(id);
        return {};
      case 'segment.transfer':
        this.calls.transfer(id, to);
        return {};
      case 'segment.cancelTransfer':
        this.calls.takeBack(id);
        return {};
      case 'segment.consult':
        return { interactionId: this.calls.consult(id, to) };
      case 'consult.swap':
        this.calls.swap(id);
        return {};
      case 'consult.cancel':
        this.calls.cancel(id);
        return {};
      case 'consult.complete':
      case 'consult.conference':
        this.calls.complete(id, type === 'consult.complete' ? 'transfer' : 'conference');
        return {};
      case 'segment.mute':
        this.calls.mute(id, body['segmentId'] ?? '', body['muted'] ?? false);
        return {};
      case 'segment.remove':
        this.calls.remove(id, body['segmentId'] ?? '');
        return {};
      case 'call.make':
        return { interactionId: this.calls.make(to, body['channel'] ?? 'webcall') };
      case 'call.hangUp':
        this.calls.hangUpCall(id);
        return {};
      case 'leg.dtmf':
      case 'contact.watch':
        return {};
      case 'targets.search':
        return this.targets(String(body['query'] ?? '').toLowerCase(), this.#services);
      case 'agents.list':
        return { agents: this.colleagues };
      case 'call.hold':
      case 'call.resume':
        this.calls.holdCall(id, type === 'call.hold');
        return {};
      case 'call.setData':
        this.calls.setData(id, body['data'] as unknown as CallDataEntry[]);
        return {};
      case 'token.get':
        return { token: randomUUID(), expiresAt: Date.now() + 60_000 };
      case 'popup.receipt':
      case 'popup.demand':
        return {};
      case 'popup.check':
        return { verdict: 'allowed' };
      case 'contact.link': {
        const contact = this.contacts.get(body['contactId'] ?? '');
        this.calls.link(id, contact?.id ?? null, contact === undefined ? null : contactNameOf(contact));
        return {};
      }
      case 'leg.offer': {
        const legId: string = body['legId'] ?? '';
        for (const other of this.#sockets) if (other !== socket) this.#send(other, 'leg.takenOver', { legId });
        const sdp = await this.onOffer(legId, body['sdp'] ?? '');
        const interactionId = legId.split('.', 1)[0] ?? '';
        setTimeout(
          () => (this.team.interactions.has(interactionId) ? this.team.online(interactionId) : this.calls.online(interactionId)),
          50,
        );
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
      const page = this.pages.get(url.pathname);
      if (page !== undefined) return void response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      if (url.pathname.startsWith('/AD/widget/')) return sendSdk(this.sdkDirs, url.pathname.slice('/AD/widget/'.length), response);
      sendApp(this.#appDir, url.pathname, response);
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
    const user = { id: agentId, username: 'op1', name: this.#agent.name, roles: this.roles };

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
    if (route === 'PUT /session/password') {
      if (body['current'] !== 'op1') throw new CentralinoError('auth.wrongPassword');
      return void response.writeHead(204).end();
    }
    if (route === 'GET /session') return json({ user, csrfToken: 'csrf' });
    if (route === 'DELETE /session') {
      this.#sessions.clear();
      return void response.writeHead(204, { 'set-cookie': 'centralino=; Path=/; Max-Age=0' }).end();
    }
    const ofBook = this.bookReply(route, url, body);
    if (ofBook !== null) return json(ofBook.value, ofBook.status);
    if (route === 'GET /desk-widgets/mine') return json({ widgets: this.deskWidgets });
    if (route === 'GET /workstations') return json({ workstations: this.workstations });
    if (route === 'POST /workstations') {
      const workstation = { id: randomUUID(), name: body['name'] ?? '', createdAt: Date.now(), lastSeenAt: null, connected: false };
      this.workstations.push(workstation);
      return json({ workstation, token: 'cwk_1234567890abcdefghij' }, 201);
    }
    const popupsOf = /^\/api\/v1\/interactions\/([^/]+)\/popups$/.exec(url.pathname)?.[1];
    if (popupsOf !== undefined) return json({ popups: this.popups.filter(({ interactionId }) => interactionId === popupsOf) });
    if (route === 'GET /interactions') {
      const contact = url.searchParams.get('contactId');
      return json({ interactions: this.past.filter((one) => contact === null || one.customer.contactId === contact), next: null });
    }
    const recorded = /^\/api\/v1\/interactions\/([^/]+)\/recordings$/.exec(url.pathname)?.[1];
    if (recorded !== undefined) return json({ recordings: this.recordings.get(recorded) ?? [], removed: [] });
    if (/^\/api\/v1\/recordings\/[^/]+\/files\/\d+$/.test(url.pathname)) return sendSound(this.recordingBytes, request, response);
    const past = this.past.find((one) => url.pathname === `/api/v1/interactions/${one.id}`);
    if (past !== undefined) return json({ interaction: past, events: [] });
    throw new CentralinoError('request.notFound');
  }
}

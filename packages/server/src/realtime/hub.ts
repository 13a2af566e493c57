import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import websocket from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { CentralinoError, deskRequests, helperRequests, maxFrameBytes, problemOf, widgetRequests } from '@centralino/protocol';
import { addressKey } from '../auth/attempt-limiter.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { ConfigurationChanges } from '../configuration/changes.ts';
import { Contacts } from '../contacts/contacts.ts';
import { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import { JourneyFeed } from '../journey/journey-feed.ts';
import type { MediaDoor } from '../media/media-door.ts';
import { HelperSession } from '../popup/helper-session.ts';
import type { PopupRealtime } from '../popup/popups.ts';
import { CustomerTokens } from '../widget/customer-tokens.ts';
import { WidgetFeed } from '../widget/widget-feed.ts';
import { WidgetSession, type WidgetContext } from '../widget/widget-session.ts';
import { AgentConnections } from './agent-connections.ts';
import { Coalesce } from './coalesce.ts';
import { Connection } from './connection.ts';
import { DeskFeed } from './desk-feed.ts';
import { DeskSession, type DeskContext } from './desk-session.ts';
import { invalidRequest } from './frames.ts';
import { createIceServers } from './ice-servers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { defaultLimits, type RealtimeLimits } from './limits.ts';
import { isSameOrigin, isWidgetOrigin } from './origin.ts';
import { loadPauseReasons } from './pause-reasons.ts';
import type { AuthPort, EnginePort, RealtimeConfig, StorePort } from './ports.ts';
import type { Pusher, Session } from './session.ts';
import { TeamFeed } from './team-feed.ts';
import { KeyedBuckets } from './token-bucket.ts';
import { Trouble } from './trouble.ts';
import { takeUpgrades } from './upgrades.ts';

export type RealtimeOptions = {
  app: FastifyInstance;
  engine: EnginePort;
  store: StorePort;
  auth: AuthPort;
  media: MediaDoor;
  config: RealtimeConfig;
  logger: FastifyBaseLogger;
  /** Absent: nothing pops up. */
  popups?: PopupRealtime;
  changes: ConfigurationChanges;
  now?: () => number;
};

const tokenSweepMs = 60 * 60_000;

/** The realtime door: every browser app has one socket at `/ws`. */
export class RealtimeHub {
  readonly #options: RealtimeOptions;
  readonly #limits: RealtimeLimits;
  readonly #now: () => number;
  readonly #desk: DeskContext;
  readonly #widget: WidgetContext;
  readonly #tokens: CustomerTokens;
  readonly #connections = new Set<Connection>();
  readonly #addresses = new Map<string, number>();
  readonly #desks = new Map<string, Set<DeskSession>>();
  readonly #tokenSweep: NodeJS.Timeout;
  readonly #settings: Coalesce;
  /** Counts changes of the configuration: a desk that was being opened meanwhile may have read the old one. */
  #changes = 0;
  readonly #trouble: Trouble;
  #closed = false;

  constructor(options: RealtimeOptions) {
    const { app, engine, store, auth, media, config, logger } = options;
    const now = options.now ?? Date.now;
    this.#options = options;
    this.#now = now;
    this.#limits = { ...defaultLimits, ...config.limits };
    const iceServers = createIceServers(config.turn, now);
    const contacts = new Contacts(store.db, now);
    const { reloadMs, statusMs, teamMs, createBurst, createsPerMinute } = this.#limits;
    const shared = { engine, store, media, iceServers, now, logger };
    this.#desk = {
      ...shared,
      popups: options.popups?.door ?? null,
      limits: this.#limits,
      homeCountry: config.homeCountry,
      feed: new DeskFeed({ engine, statusMs, now, logger }),
      journeys: new JourneyFeed({ engine, store, contacts, now, logger }),
      team: new TeamFeed({ engine, everyMs: teamMs, now }),
      audit: new AuditLog(store.db, now),
      tokens: auth.deskTokens,
      connections: new AgentConnections({ send: (command) => engine.send(command), reloadMs, logger }),
    };
    this.#tokens = new CustomerTokens(store, now);
    this.#widget = {
      ...shared,
      feed: new WidgetFeed({ engine, statusMs, now, logger }),
      tokens: this.#tokens,
      contacts,
      contactQueue: new KeyedQueue(),
      creates: new KeyedBuckets(createBurst, createsPerMinute / 60),
    };
    this.#settings = new Coalesce(statusMs, () => void this.#pushSettings(), now);
    options.changes.on(() => {
      this.#changes += 1;
      this.#settings.touch();
    });
    this.#trouble = new Trouble(engine.health, this.#limits.troubleMs, (obstacle) => {
      for (const connection of this.#connections) connection.trouble(obstacle);
    });
    auth.onSignedOut((sessionId, userId) => this.#signedOut(sessionId, userId));
    this.#tokenSweep = setInterval(() => {
      this.#tokens.sweep().catch((error: unknown) => logger.warn({ err: error }, 'could not remove old customer tokens'));
    }, tokenSweepMs);
    this.#tokenSweep.unref();
    this.#route(app);
  }

  /** How many sockets are open now. */
  get sockets(): number {
    return this.#connections.size;
  }

  /** Bytes that wait to be sent to the slowest browser. */
  get bufferedBytes(): number {
    return Math.max(0, ...[...this.#connections].map((connection) => connection.bufferedBytes));
  }

  /** Sends every browser away (they come back by themselves) and stops. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#tokenSweep);
    this.#settings.stop();
    this.#trouble.stop();
    const stopped = this.#desk.connections.stop();
    for (const connection of [...this.#connections]) connection.close(1001, 'the server is restarting');
    this.#desk.feed.stop();
    this.#desk.journeys.stop();
    this.#desk.team.stop();
    this.#widget.feed.stop();
    await stopped;
  }

  #route(app: FastifyInstance): void {
    const upgrades = takeUpgrades(app.server, '/ws');
    app.addHook('onClose', async () => upgrades.stop());
    void app.register(async (scope) => {
      await scope.register(websocket, {
        options: { maxPayload: maxFrameBytes, server: upgrades.relay as Server },
        errorHandler: (error: Error, socket: WebSocket) => {
          // An oversized frame (RFC 6455: 1009) is already being closed by ws; ending it here would lose the close frame.
          this.#options.logger.debug({ err: error }, 'a socket failed');
          if (socket.readyState === socket.OPEN) socket.terminate();
        },
      });
      scope.route({
        method: 'GET',
        url: '/ws',
        schema: { hide: true } as object,
        config: { access: 'public' } as object,
        handler: (_request, reply) => {
          const error = new CentralinoError('request.notFound', 'this address takes WebSocket upgrades only');
          return reply
            .code(error.status)
            .type('application/problem+json')
            .send(JSON.stringify(problemOf(error)));
        },
        wsHandler: (socket, request) => this.#opened(socket, request),
      });
    });
  }

  #opened(socket: WebSocket, request: FastifyRequest): void {
    const address = addressKey(request.ip);
    const open = this.#addresses.get(address) ?? 0;
    if (this.#closed || open >= this.#limits.socketsPerAddress) {
      if (!this.#closed) this.#options.logger.warn({ address, open }, 'refused a socket: too many of one address (is TRUST_PROXY set?)');
      // 1013: try again later.
      socket.close(1013, this.#closed ? 'the server is restarting' : 'too many sockets of this address');
      return;
    }
    this.#addresses.set(address, open + 1);
    const connection = new Connection({
      id: randomBytes(12).toString('hex'),
      socket,
      limits: this.#limits,
      logger: this.#options.logger,
      now: this.#now,
      greet: (data, pusher) => this.#greet(data, pusher, request),
      obstacle: () => this.#trouble.told,
      onClosed: () => {
        this.#connections.delete(connection);
        const left = (this.#addresses.get(address) ?? 1) - 1;
        if (left > 0) this.#addresses.set(address, left);
        else this.#addresses.delete(address);
      },
    });
    this.#connections.add(connection);
  }

  /** Closes the session's desks. Whoever signed out everywhere is logged out at once, instead of after the time of a lost browser. */
  #signedOut(sessionId: string, userId: string): void {
    for (const desk of [...(this.#desks.get(sessionId) ?? [])]) desk.signOut();
    if (this.#closed || this.#desk.connections.has(userId)) return;
    this.#options.engine
      .send({ type: 'agent.setPresence', agentId: userId, presence: { kind: 'loggedOut' }, by: 'system' })
      .catch((error: unknown) => {
        // A user who is no agent, or an agent in the middle of a call: that goes on, and the engine logs them out in time.
        if (!(error instanceof CentralinoError)) this.#options.logger.warn({ err: error, userId }, 'could not log an agent out');
      });
  }

  /** Open desks show what administrators changed at once, not after the next reload. */
  async #pushSettings(): Promise<void> {
    const { store, logger } = this.#options;
    try {
      const pauseReasons = await loadPauseReasons(store);
      const widgets = new DeskWidgets(store.db);
      const desks = [...this.#desks.values()].flatMap((of) => [...of]);
      for (const agentId of new Set(desks.map((desk) => desk.agentId))) {
        const own = await widgets.listFor(agentId);
        for (const desk of desks) if (desk.agentId === agentId) desk.settings(pauseReasons, own);
      }
    } catch (error) {
      logger.warn({ err: error }, 'could not tell the desks of changed settings');
    }
  }

  async #greet(data: unknown, pusher: Pusher, request: FastifyRequest): Promise<Session> {
    if ((data as { app?: unknown } | null)?.app === 'widget') {
      const hello = widgetRequests.hello[0].safeParse(data);
      if (!hello.success) throw invalidRequest(hello.error);
      const { publicUrl } = this.#options.config;
      const page = {
        address: addressKey(request.ip),
        origin: request.headers.origin,
        mayUse: (widget: { allowedOrigins: string[] }) => isWidgetOrigin(request, widget.allowedOrigins, publicUrl),
      };
      return WidgetSession.open(this.#widget, pusher, page, hello.data);
    }
    if ((data as { app?: unknown } | null)?.app === 'popup-helper' && this.#options.popups !== undefined) {
      const hello = helperRequests.hello[0].safeParse(data);
      if (!hello.success) throw invalidRequest(hello.error);
      return HelperSession.open(this.#options.popups, pusher, hello.data);
    }
    const hello = deskRequests.hello[0].safeParse(data);
    if (!hello.success) throw invalidRequest(hello.error);
    return this.#greetDesk(hello.data.since, pusher, request);
  }

  async #greetDesk(since: number | null, pusher: Pusher, request: FastifyRequest): Promise<Session> {
    const { auth, config } = this.#options;
    if (!isSameOrigin(request, config.publicUrl)) {
      throw new CentralinoError('auth.origin', 'open the desk from its own server (or set PUBLIC_URL to the address of this page)');
    }
    const found = await auth.sessionFromRequest(request);
    if (found === null) throw new CentralinoError('auth.required');
    const { sessionId, user } = found;
    const changes = this.#changes;
    const desk = await DeskSession.open(this.#desk, pusher, { user, sessionId, address: request.ip }, since);
    const desks = this.#desks.get(sessionId) ?? new Set();
    desks.add(desk);
    this.#desks.set(sessionId, desks);
    if (this.#changes !== changes) this.#settings.touch();
    // Signed out while the desk was being opened: nobody told this socket then. Also keeps the session of an open desk in use.
    const check = async () => {
      if ((await auth.sessionFromRequest(request)) === null) desk.signOut();
    };
    const timer = setInterval(() => {
      check().catch((error: unknown) => this.#options.logger.warn({ err: error }, 'could not check a session'));
    }, this.#limits.sessionCheckMs);
    desk.onEnded = () => {
      clearInterval(timer);
      desks.delete(desk);
      if (desks.size === 0) this.#desks.delete(sessionId);
    };
    return desk;
  }
}

/** Adds the route `/ws` to the app, which must not be listening yet. */
export const attachRealtime = (options: RealtimeOptions): RealtimeHub => new RealtimeHub(options);

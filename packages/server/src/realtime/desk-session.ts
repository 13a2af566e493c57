import type { FastifyBaseLogger } from 'fastify';
import { openInteractionsOf } from '@centralino/core';
import {
  CentralinoError,
  deskRequests,
  type AgentView,
  type DeskPush,
  type DeskRequests,
  type DeskWidgetConfig,
  type DomainEvent,
  type Obstacle,
  type PauseReason,
  type ServiceSettings,
  type ServiceStatus,
  type SessionUser,
} from '@centralino/protocol';
import type { AuditPort } from '../audit/audit-log.ts';
import { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import type { JourneyFeed } from '../journey/journey-feed.ts';
import { hasDesk } from '../auth/users.ts';
import type { MediaDoor } from '../media/media-door.ts';
import type { PopupDesk, PopupDoor } from '../popup/popup-door.ts';
import type { AgentConnections } from './agent-connections.ts';
import { deskHandlers } from './desk-handlers.ts';
import type { DeskFeed, DeskListener } from './desk-feed.ts';
import { missedEvents } from './desk-missed.ts';
import { snapshotFor } from './desk-views.ts';
import type { IceServers } from './ice-servers.ts';
import type { RealtimeLimits } from './limits.ts';
import type { TokenPort } from './desk-tokens.ts';
import { loadPauseReasons } from './pause-reasons.ts';
import type { DeskUser, EnginePort, StorePort } from './ports.ts';
import type { Handlers, Pusher, Session } from './session.ts';
import type { TeamFeed } from './team-feed.ts';

export type DeskContext = {
  engine: EnginePort;
  store: StorePort;
  media: MediaDoor;
  popups: PopupDoor | null;
  feed: DeskFeed;
  journeys: JourneyFeed;
  team: TeamFeed;
  audit: AuditPort;
  tokens: TokenPort;
  connections: AgentConnections;
  iceServers: IceServers;
  limits: RealtimeLimits;
  /** ISO 3166-1. */
  homeCountry: string | undefined;
  now: () => number;
  logger: FastifyBaseLogger;
};

/** One desk's socket: the agent's requests, and everything that concerns the agent. */
export class DeskSession implements Session, DeskListener, PopupDesk {
  readonly requests = deskRequests;
  readonly handlers: Handlers<DeskRequests>;
  readonly greeting: { user: SessionUser };
  readonly agentId: string;
  /** Supervisors see what colleagues noted. */
  readonly seesNotes: boolean;
  /** Called once, when the socket is gone. */
  onEnded: () => void = () => undefined;
  readonly #context: DeskContext;
  readonly #pusher: Pusher;
  #pauseReasons: PauseReason[] = [];
  #widgets: DeskWidgetConfig[] = [];
  /** What happened since the client's cursor; null: there is no cursor, or too much happened, and the snapshot alone must do. */
  #missed: DomainEvent[] | null = null;
  /** Live events that come while the missed ones are read; null once the session is live. */
  #early: DeskPush<'event'>[] | null = [];
  #lastServices = '';
  #lastServiceSettings = '';
  #lastSettings = '';
  #detachPopups: (() => void) | null = null;
  #signedOut = false;
  #ended = false;

  private constructor(context: DeskContext, pusher: Pusher, who: DeskUser) {
    const { user } = who;
    this.#context = context;
    this.#pusher = pusher;
    this.agentId = user.id;
    this.seesNotes = isSupervisor(user);
    this.greeting = { user };
    this.handlers = deskHandlers({ ...context, who, client: pusher, desk: this });
  }

  /** Makes the agent known as connected and reads what they missed. Throws `auth.forbidden` for who is neither agent nor supervisor. */
  static async open(context: DeskContext, pusher: Pusher, who: DeskUser, since: number | null): Promise<DeskSession> {
    const { user } = who;
    if (!hasDesk(user.roles)) throw new CentralinoError('auth.forbidden', 'the desk is for users with the role "agent" or "supervisor"');
    const session = new DeskSession(context, pusher, who);
    // From this tick on every live event is kept, so that nothing falls between the read and the going live.
    const upTo = context.engine.seq;
    context.feed.add(session);
    try {
      await context.connections.add(user.id);
    } catch (error) {
      context.feed.remove(session);
      throw error;
    }
    try {
      const [pauseReasons, widgets, missed] = await Promise.all([
        loadPauseReasons(context.store),
        new DeskWidgets(context.store.db).listFor(user.id),
        since === null || since > upTo
          ? null
          : missedEvents(context.store, user.id, {
              since,
              upTo,
              max: context.limits.missedEvents,
              // Only supervisors listen in.
              listening: isSupervisor(user) ? openInteractionsOf(context.engine.committed, user.id) : null,
            }),
      ]);
      session.#pauseReasons = pauseReasons;
      session.#widgets = widgets;
      session.#missed = missed;
      return session;
    } catch (error) {
      session.ended(false);
      throw error;
    }
  }

  started(): void {
    const early = this.#early ?? [];
    this.#early = null;
    if (this.#missed !== null) {
      for (const { seq, stream, version, type, at, data } of this.#missed) {
        this.#push('event', { now: this.#context.now(), event: { seq, stream, version, type, at, data } }, seq);
      }
      for (const data of early) this.#push('event', data, data.event.seq);
      this.#missed = null;
    }
    this.#context.media.attach(this.#pusher, { party: 'agent', agentId: this.agentId });
    this.resync();
    this.#detachPopups = this.#context.popups?.attachDesk(this) ?? null;
  }

  resync(): void {
    const { engine, feed, iceServers, now, homeCountry } = this.#context;
    const services = feed.servicesOf([this.agentId]).get(this.agentId) ?? [];
    const snapshot = snapshotFor(engine.committed, this, {
      now: now(),
      services,
      pauseReasons: this.#pauseReasons,
      widgets: this.#widgets,
      ...(homeCountry === undefined ? {} : { homeCountry }),
      iceServers: iceServers.make(),
    });
    if (snapshot === null) return this.agentChanged(null);
    this.#lastServices = JSON.stringify(services);
    this.#lastServiceSettings = JSON.stringify(snapshot.serviceSettings);
    this.#lastSettings = JSON.stringify([this.#pauseReasons, this.#widgets]);
    this.#push('snapshot', snapshot, engine.seq);
    this.agentChanged(snapshot.agent);
  }

  ended(dead: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#context.feed.remove(this);
    this.#context.journeys.forget(this.#pusher.id);
    this.#context.team.unwatch(this.#pusher);
    this.#detachPopups?.();
    this.#context.media.detach(this.#pusher.id);
    this.#context.connections.remove(this.agentId, dead || this.#signedOut);
    this.onEnded();
  }

  event(data: DeskPush<'event'>): void {
    if (this.#early === null) this.#push('event', data, data.event.seq);
    else this.#early.push(data);
  }

  popup(data: DeskPush<'popup'>): void {
    // No later state repeats it.
    this.#pusher.push('popup', data, { always: true });
  }

  onDemand(segmentIds: string[]): void {
    this.#pusher.push('popup.onDemand', { segmentIds } satisfies DeskPush<'popup.onDemand'>, { always: true });
  }

  services(services: ServiceStatus[]): void {
    if (this.#early !== null) return;
    const text = JSON.stringify(services);
    if (text === this.#lastServices) return;
    // Remembered only when sent: what a slow client lost comes with its next snapshot.
    if (this.#pusher.push('services', { services } satisfies DeskPush<'services'>)) this.#lastServices = text;
  }

  serviceSettings(settings: ServiceSettings[]): void {
    if (this.#early !== null) return;
    const text = JSON.stringify(settings);
    if (text === this.#lastServiceSettings) return;
    const data: DeskPush<'serviceSettings'> = { serviceSettings: settings };
    if (this.#pusher.push('serviceSettings', data)) this.#lastServiceSettings = text;
  }

  /** What the desk shows of the configuration, as it is now. */
  settings(pauseReasons: PauseReason[], widgets: DeskWidgetConfig[]): void {
    this.#pauseReasons = pauseReasons;
    this.#widgets = widgets;
    if (this.#early !== null) return;
    const text = JSON.stringify([pauseReasons, widgets]);
    if (text === this.#lastSettings) return;
    if (this.#pusher.push('settings', { pauseReasons, widgets } satisfies DeskPush<'settings'>)) this.#lastSettings = text;
  }

  agentChanged(view: AgentView | null): void {
    if (this.#early !== null) return;
    if (view === null) this.signOut();
    else this.#pusher.setRinging(view.activity === 'ringing');
  }

  trouble(obstacle: Obstacle | null): void {
    this.#pusher.push('trouble', { obstacle } satisfies DeskPush<'trouble'>, { always: true });
  }

  signOut(): void {
    this.#signedOut = true;
    this.#pusher.push('signedOut', {}, { always: true });
    this.#pusher.close(1008, 'signed out');
  }

  #push<T extends 'event' | 'snapshot'>(type: T, data: DeskPush<T>, seq: number): void {
    this.#pusher.push(type, data, { seq });
  }
}

const isSupervisor = ({ roles }: SessionUser): boolean => roles.includes('supervisor');

import {
  agentView,
  interactionView,
  listAgents,
  listServices,
  mediaGroup,
  mediaGroupMembers,
  openInteractions,
  originOf,
  serviceStatus,
} from '@centralino/core';
import type { AgentView, DeskPush, DomainEvent, InteractionView, ServiceStatus } from '@centralino/protocol';
import { Coalesce } from './coalesce.ts';
import { interactionOfStream } from './desk-missed.ts';
import type { EnginePort } from './ports.ts';
import type { Pusher } from './session.ts';

type Team = DeskPush<'team'>;

/** So much of each goes into one push: a whole company in one frame would hold up everything else on the socket. */
const maxAgents = 500;
const maxInteractions = 100;
const maxServices = 500;
/** With more than this still to be sent, a desk is left in peace for a moment: below what counts as slow for other pushes. */
const fullBytes = 128 * 1024;
/** How soon it is looked at again. */
const retryMs = 50;

/** What one supervisor's page has still to be told: only ids, so that however slow it is, it costs little and then gets the newest state. */
class Watch {
  readonly pusher: Pusher;
  /** Everything is told anew: the next push replaces what the page has. */
  full = true;
  readonly agents = new Set<string>();
  readonly interactions = new Set<string>();
  readonly services = new Set<string>();

  constructor(pusher: Pusher) {
    this.pusher = pusher;
  }

  get isDone(): boolean {
    return !this.full && this.agents.size + this.interactions.size + this.services.size === 0;
  }
}

/** Views that several watchers get in the same moment are made once. */
class Views {
  readonly #made = new Map<string, unknown>();

  of<T>(key: string, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }
}

/**
 * Tells supervisors who watch of all agents, open interactions and services: first everything, then what changed, a few times a second
 * at most. It costs nothing while nobody watches, and then only for what changes.
 */
export class TeamFeed {
  readonly #engine: EnginePort;
  readonly #now: () => number;
  readonly #flush: Coalesce;
  readonly #watches = new Map<Pusher, Watch>();
  /** What was last known of each service, to find those that changed. */
  #statuses = new Map<string, ServiceStatus>();
  #stopListening: (() => void) | null = null;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: { engine: EnginePort; everyMs: number; now: () => number }) {
    this.#engine = options.engine;
    this.#now = options.now;
    this.#flush = new Coalesce(options.everyMs, () => this.#tell(), options.now);
  }

  /** Begins (again) with everything. */
  watch(pusher: Pusher): void {
    this.#stopListening ??= this.#engine.onCommitted((events) => this.#committed(events));
    const watch = new Watch(pusher);
    this.#fill(watch);
    this.#watches.set(pusher, watch);
    this.#flush.touch();
  }

  unwatch(pusher: Pusher): void {
    this.#watches.delete(pusher);
    if (this.#watches.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = null;
    this.#statuses.clear();
  }

  stop(): void {
    for (const pusher of [...this.#watches.keys()]) this.unwatch(pusher);
    this.#flush.stop();
    clearTimeout(this.#retry);
  }

  #fill(watch: Watch): void {
    const world = this.#engine.committed;
    watch.full = true;
    for (const { id } of listAgents(world)) watch.agents.add(id);
    for (const id of openInteractions(world)) watch.interactions.add(id);
    for (const { code } of listServices(world)) watch.services.add(code);
  }

  #committed(events: DomainEvent[]): void {
    const agents = new Set<string>();
    const interactions = new Set<string>();
    let everything = false;
    const world = this.#engine.committed;
    for (const event of events) {
      const interactionId = interactionOfStream(event.stream);
      if (interactionId !== null) {
        // Measured when it is over: nothing that a view shows.
        if (event.type === 'leg.measured') continue;
        interactions.add(interactionId);
        // A consultation and the talk that it is about show each other.
        for (const id of mediaGroupMembers(world, mediaGroup(world, interactionId))) interactions.add(id);
        // What agents do follows from their parts, and from what they called.
        const { agentId } = event.data as { agentId?: string };
        if (agentId !== undefined) agents.add(agentId);
        const origin = originOf(world, interactionId);
        if (origin?.kind === 'agent') agents.add(origin.agentId);
      } else if (event.stream.startsWith('agent:')) agents.add(event.stream.slice('agent:'.length));
      // Deltas can't say that a service is gone, and names of services are in many views: this is rare.
      else if (event.stream.startsWith('service:')) everything = true;
    }
    for (const watch of this.#watches.values()) {
      for (const id of agents) watch.agents.add(id);
      for (const id of interactions) watch.interactions.add(id);
      if (everything) this.#fill(watch);
    }
    this.#flush.touch();
  }

  #tell(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const views = new Views();
    this.#findServices();
    let busy = false;
    for (const watch of this.#watches.values()) {
      while (!watch.isDone && watch.pusher.bufferedBytes < fullBytes && this.#push(watch, views));
      busy ||= !watch.isDone;
    }
    if (busy) this.#retry = setTimeout(() => this.#tell(), retryMs);
  }

  /** Queues and who is ready change with everything: found by comparing, once for all watchers. */
  #findServices(): void {
    const world = this.#engine.committed;
    const statuses = new Map<string, ServiceStatus>();
    for (const { code } of listServices(world)) {
      const status = serviceStatus(world, code);
      if (status === null) continue;
      statuses.set(code, status);
      const before = this.#statuses.get(code);
      if (before !== undefined && sameStatus(before, status)) continue;
      for (const watch of this.#watches.values()) watch.services.add(code);
    }
    this.#statuses = statuses;
  }

  /** One push; false when it was lost, and everything is still to be told. */
  #push(watch: Watch, views: Views): boolean {
    const world = this.#engine.committed;
    const agentIds = first(watch.agents, maxAgents);
    const interactionIds = first(watch.interactions, maxInteractions);
    const codes = first(watch.services, maxServices);
    const team: Team = {
      now: this.#now(),
      full: watch.full,
      agents: [],
      removedAgents: [],
      interactions: [],
      removedInteractions: [],
      services: [],
    };
    for (const id of agentIds) {
      const view = views.of<AgentView | null>(`agent:${id}`, () => agentView(world, id));
      if (view === null) team.removedAgents.push(id);
      else team.agents.push(view);
    }
    for (const id of interactionIds) {
      const view = views.of<InteractionView | null>(`interaction:${id}`, () => interactionView(world, id));
      if (view === null || view.state === 'closed') team.removedInteractions.push(id);
      else team.interactions.push(view);
    }
    for (const code of codes) {
      const status = this.#statuses.get(code);
      if (status !== undefined) team.services.push(status);
    }
    if (!watch.pusher.push('team', team)) return false;
    watch.full = false;
    for (const id of agentIds) watch.agents.delete(id);
    for (const id of interactionIds) watch.interactions.delete(id);
    for (const code of codes) watch.services.delete(code);
    return true;
  }
}

const sameStatus = (a: ServiceStatus, b: ServiceStatus): boolean =>
  a.name === b.name &&
  a.waiting === b.waiting &&
  a.agentsReady === b.agentsReady &&
  a.agentsFree === b.agentsFree &&
  a.longestWaitSince === b.longestWaitSince;

const first = (ids: ReadonlySet<string>, most: number): string[] => {
  const some: string[] = [];
  for (const id of ids) {
    if (some.length === most) break;
    some.push(id);
  }
  return some;
};

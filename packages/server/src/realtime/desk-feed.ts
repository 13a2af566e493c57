import type { FastifyBaseLogger } from 'fastify';
import { agentView, interactionView, listAgents, listServices, openInteractions, serviceStatus } from '@centralino/core';
import type { AgentView, DeskPush, DomainEvent, ServiceSettings, ServiceStatus } from '@centralino/protocol';
import { Coalesce } from './coalesce.ts';
import { interactionOfStream, Participants } from './desk-missed.ts';
import { relatedForAgent, serviceSettings, takesPart, viewForAgent, type Viewer } from './desk-views.ts';
import { isOfSupervisor } from './secret-events.ts';
import type { EnginePort } from './ports.ts';

/** A desk's socket as the feed sees it. */
export interface DeskListener {
  readonly agentId: string;
  readonly seesNotes: boolean;
  event(data: DeskPush<'event'>): void;
  services(services: ServiceStatus[]): void;
  /** A service was set up, changed or removed. */
  serviceSettings(settings: ServiceSettings[]): void;
  /** The agent's own state may have changed (or the agent is gone: null). */
  agentChanged(view: AgentView | null): void;
}

/** The view that comes with these is the last one for somebody, whose part is over now; later ones are none of theirs. */
const lastForSome: ReadonlySet<string> = new Set([
  'segment.wrapping',
  'segment.finished',
  'supervision.ended',
  'interaction.ended',
  'interaction.closed',
]);

/** Takes committed events to the desks whom they concern, each event once and in order. */
export class DeskFeed {
  readonly #engine: EnginePort;
  readonly #now: () => number;
  readonly #logger: FastifyBaseLogger;
  readonly #participants = new Participants();
  readonly #listeners = new Map<string, Set<DeskListener>>();
  readonly #services: Coalesce;
  readonly #unsubscribe: () => void;

  constructor(options: { engine: EnginePort; statusMs: number; now: () => number; logger: FastifyBaseLogger }) {
    this.#engine = options.engine;
    this.#now = options.now;
    this.#logger = options.logger;
    this.#services = new Coalesce(options.statusMs, () => this.#pushServices(), options.now);
    const world = this.#engine.committed;
    for (const id of openInteractions(world)) {
      const view = interactionView(world, id);
      if (view !== null) this.#participants.addAll(view);
    }
    this.#unsubscribe = this.#engine.onCommitted((events) => this.#committed(events));
  }

  add(listener: DeskListener): void {
    const listeners = this.#listeners.get(listener.agentId) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(listener.agentId, listeners);
  }

  remove(listener: DeskListener): void {
    const listeners = this.#listeners.get(listener.agentId);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#listeners.delete(listener.agentId);
  }

  /** The status of the services of each of these agents, computed once for all of them. */
  servicesOf(agentIds: Iterable<string>): Map<string, ServiceStatus[]> {
    const world = this.#engine.committed;
    const wanted = new Set(agentIds);
    const services = [...listServices(world)];
    const statuses = new Map<string, ServiceStatus | null>();
    const statusOf = (code: string) => {
      if (!statuses.has(code)) statuses.set(code, serviceStatus(world, code));
      return statuses.get(code) ?? null;
    };
    const result = new Map<string, ServiceStatus[]>();
    for (const agent of listAgents(world)) {
      if (!wanted.has(agent.id)) continue;
      const skillsets = new Set(agent.skills.map((skill) => skill.skillset));
      const own = services.filter((service) => service.skillsets.some((code) => skillsets.has(code)));
      result.set(
        agent.id,
        own.map((service) => statusOf(service.code)).filter((status) => status !== null),
      );
    }
    return result;
  }

  stop(): void {
    this.#unsubscribe();
    this.#services.stop();
  }

  #committed(events: DomainEvent[]): void {
    const changed = new Set<string>();
    for (const event of events) {
      const interactionId = interactionOfStream(event.stream);
      // Followed even when nobody listens: a listener may come in the middle of an interaction.
      const agents =
        interactionId !== null
          ? this.#participants.concernedBy(interactionId, event)
          : event.stream.startsWith('agent:')
            ? [event.stream.slice('agent:'.length)]
            : [];
      for (const agentId of agents) {
        if (!this.#listeners.has(agentId)) continue;
        changed.add(agentId);
        this.#deliver(agentId, event, interactionId);
      }
    }
    for (const agentId of changed) {
      const view = agentView(this.#engine.committed, agentId);
      for (const listener of this.#listeners.get(agentId) ?? []) listener.agentChanged(view);
    }
    if (this.#listeners.size === 0) return;
    if (events.some(({ stream }) => stream.startsWith('service:'))) this.#pushServiceSettings();
    this.#services.touch();
  }

  #deliver(agentId: string, event: DomainEvent, interactionId: string | null): void {
    // All windows of a user have the same roles, but for the moment in which those change.
    const made = new Map<boolean, DeskPush<'event'>>();
    for (const listener of [...(this.#listeners.get(agentId) ?? [])]) {
      try {
        const data = made.get(listener.seesNotes) ?? this.#eventFor(listener, event, interactionId);
        made.set(listener.seesNotes, data);
        listener.event(data);
      } catch (error) {
        this.#logger.error({ err: error, agentId }, 'could not tell a desk of an event');
      }
    }
  }

  #eventFor(viewer: Viewer, event: DomainEvent, interactionId: string | null): DeskPush<'event'> {
    const { agentId } = viewer;
    const world = this.#engine.committed;
    const agent = agentView(world, agentId);
    const interaction = interactionId === null ? null : viewForAgent(world, interactionId, viewer);
    const related = interactionId === null ? [] : relatedForAgent(world, interactionId, viewer);
    return {
      now: this.#now(),
      event: {
        seq: event.seq,
        stream: event.stream,
        version: event.version,
        type: event.type,
        at: event.at,
        data: viewer.seesNotes || !isOfSupervisor(event) ? event.data : {},
      },
      ...(agent === null ? {} : { agent }),
      ...(interaction === null || !(takesPart(interaction, agentId) || lastForSome.has(event.type)) ? {} : { interaction }),
      ...(related.length === 0 ? {} : { related }),
    };
  }

  #pushServiceSettings(): void {
    const settings = serviceSettings(this.#engine.committed);
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.serviceSettings(settings);
  }

  #pushServices(): void {
    for (const [agentId, services] of this.servicesOf(this.#listeners.keys())) {
      for (const listener of this.#listeners.get(agentId) ?? []) listener.services(services);
    }
  }
}

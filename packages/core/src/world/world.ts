import { agentStream, interactionStream } from '@centralino/protocol';
import type { Channel } from '@centralino/protocol';
import { agentDeadline, isEligible } from '../agent/agent.ts';
import type { Agent } from '../agent/agent.ts';
import { interactionDeadline } from '../interaction/deadlines.ts';
import { isClosed, isOfferable, openSegment } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { agentCapacity, loadOf } from '../routing/capacity.ts';
import type { Service } from '../service/service.ts';
import { AgentIndex } from './agent-index.ts';
import { QueueIndex } from './queue-index.ts';
import type { Place } from './queue-index.ts';
import { TimerIndex } from './timer-index.ts';

/** What an event made possible that was not before: where distribution has to look. */
export interface Touched {
  readonly agents: Set<string>;
  readonly services: Set<string>;
}

export const placeOf = (interaction: Interaction): Place => ({
  front: interaction.phase.kind === 'queued' && interaction.phase.front,
  arrivedAt: interaction.arrivedAt,
  id: interaction.id,
});

const isQueued = (interaction: Interaction | undefined): boolean => interaction?.phase.kind === 'queued';

/**
 * All services, agents and interactions, and the indexes that make questions about them quick.
 * The three maps are the state (what is saved, what replay gives again); everything else is derived from them in `put…`.
 * Outside core it is opaque: read it through the functions of this package.
 */
export class World {
  readonly services = new Map<string, Service>();
  readonly agents = new Map<string, Agent>();
  readonly interactions = new Map<string, Interaction>();

  readonly open = new Set<string>();
  readonly openOfService = new Map<string, number>();
  readonly workOf = new Map<string, Set<string>>();
  readonly agentIndex = new AgentIndex();
  readonly queues = new QueueIndex();
  readonly deadlines = new TimerIndex();
  /** When an agent who declined may be offered the interaction again. Not promises: forgotten once looked at. */
  readonly retries = new TimerIndex();
  /** Closed interactions that are still remembered, by the time at which they closed. */
  readonly closed = new TimerIndex();

  putService(service: Service, touched: Touched | null): void {
    const { code, skillsets } = service.config;
    this.services.set(code, service);
    this.queues.setSkillsets(code, service.removed ? [] : skillsets);
    touched?.services.add(code);
  }

  putAgent(agent: Agent, touched: Touched | null): void {
    const { id } = agent.config;
    const before = this.agents.get(id);
    this.deadlines.move(agentStream(id), before === undefined ? null : agentDeadline(before), agentDeadline(agent));
    this.agents.set(id, agent);
    this.#indexAgent(agent, touched);
  }

  putInteraction(next: Interaction, touched: Touched | null): void {
    const { id, service } = next;
    const before = this.interactions.get(id);
    this.interactions.set(id, next);
    this.#indexOpen(before, next);
    this.deadlines.move(interactionStream(id), before === undefined ? null : interactionDeadline(before), interactionDeadline(next));
    this.#indexQueue(before, next);
    if (isOfferable(next) && (before === undefined || !isOfferable(before))) touched?.services.add(service);
    this.#indexRetries(before, next);
    this.#indexWork(before, next, touched);
  }

  forget(id: string): void {
    const interaction = this.interactions.get(id);
    if (interaction === undefined || !isClosed(interaction)) return;
    this.interactions.delete(id);
    this.closed.move(id, interaction.since, null);
  }

  channelsOf(agentId: string): Channel[] {
    return [...(this.workOf.get(agentId) ?? [])].flatMap((id) => this.interactions.get(id)?.channel ?? []);
  }

  #indexOpen(before: Interaction | undefined, next: Interaction): void {
    const { id, service } = next;
    const wasOpen = before !== undefined && !isClosed(before);
    const isOpen = !isClosed(next);
    if (wasOpen === isOpen && before !== undefined) return;
    if (isOpen) {
      this.open.add(id);
      this.openOfService.set(service, (this.openOfService.get(service) ?? 0) + 1);
      return;
    }
    if (this.open.delete(id)) this.openOfService.set(service, (this.openOfService.get(service) ?? 1) - 1);
    this.closed.move(id, null, next.since);
  }

  #indexQueue(before: Interaction | undefined, next: Interaction): void {
    const was = before !== undefined && isQueued(before);
    if (was && isQueued(next) && before.phase === next.phase && before.leg === next.leg) return;
    if (was) this.queues.delete(before.service, placeOf(before));
    if (isQueued(next)) this.queues.add(next.service, placeOf(next), isOfferable(next));
  }

  #indexRetries(before: Interaction | undefined, next: Interaction): void {
    if (isQueued(before) === isQueued(next) && before?.avoid === next.avoid) return;
    const stream = interactionStream(next.id);
    if (isQueued(before)) for (const { until } of before?.avoid ?? []) this.retries.move(stream, until, null);
    if (isQueued(next)) for (const { until } of next.avoid) this.retries.move(stream, null, until);
  }

  #indexWork(before: Interaction | undefined, next: Interaction, touched: Touched | null): void {
    const was = before === undefined ? null : (openSegment(before)?.agentId ?? null);
    const is = openSegment(next)?.agentId ?? null;
    if (was === is) return;
    if (was !== null) {
      const work = this.workOf.get(was);
      work?.delete(next.id);
      if (work?.size === 0) this.workOf.delete(was);
    }
    if (is !== null) {
      const work = this.workOf.get(is);
      if (work === undefined) this.workOf.set(is, new Set([next.id]));
      else work.add(next.id);
    }
    for (const agentId of [was, is]) {
      const agent = agentId === null ? undefined : this.agents.get(agentId);
      if (agent !== undefined) this.#indexAgent(agent, touched);
    }
  }

  #indexAgent(agent: Agent, touched: Touched | null): void {
    const { id, skills } = agent.config;
    if (!isEligible(agent)) {
      this.agentIndex.put(id, null);
      return;
    }
    const free = loadOf(this.channelsOf(id)) < agentCapacity;
    this.agentIndex.put(id, { id, idleSince: agent.idleSince, skillsets: [...new Set(skills.map(({ skillset }) => skillset))], free });
    if (free) touched?.agents.add(id);
  }
}

export const createWorld = (): World => new World();

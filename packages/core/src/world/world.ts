import { agentLegIdOf, agentStream, interactionIdOf, interactionStream } from '@centralino/protocol';
import type { Channel } from '@centralino/protocol';
import { agentDeadline, isEligible, isPresent } from '../agent/agent.ts';
import type { Agent } from '../agent/agent.ts';
import { interactionDeadline } from '../interaction/deadlines.ts';
import { busyAgents, consultFor, isClosed, isDirect, isOfferable, isOver } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { agentCapacity, loadOf } from '../routing/capacity.ts';
import { directService } from '../service/direct.ts';
import type { Service } from '../service/service.ts';
import { AgentIndex } from './agent-index.ts';
import { QueueIndex } from './queue-index.ts';
import type { Place } from './queue-index.ts';
import { TimerIndex } from './timer-index.ts';

/** What an event made possible that was not before: where distribution has to look, and what may have consequences. */
export interface Touched {
  readonly interactions: Set<string>;
  readonly agents: Set<string>;
  readonly services: Set<string>;
}

export const placeOf = (interaction: Interaction): Place => ({
  front: interaction.phase.kind === 'queued' && interaction.phase.front,
  arrivedAt: interaction.arrivedAt,
  id: interaction.id,
});

/** Waits in a service's line. Who waits for one agent does not: nobody else is to get them. */
const isQueued = (interaction: Interaction | undefined): interaction is Interaction =>
  interaction?.phase.kind === 'queued' && !isDirect(interaction);

const none: ReadonlySet<string> = new Set();

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
  /** Interactions in which an agent is busy: with an open segment, or as the one who calls. */
  readonly workOf = new Map<string, Set<string>>();
  /** Open consultations about an interaction. */
  readonly consultationsOf = new Map<string, Set<string>>();
  readonly agentIndex = new AgentIndex();
  readonly queues = new QueueIndex();
  readonly deadlines = new TimerIndex();
  /** When an agent who declined may be offered the interaction again. Not promises: forgotten once looked at. */
  readonly retries = new TimerIndex();
  /** Closed interactions that are still remembered, by the time at which they closed. */
  readonly closed = new TimerIndex();
  /** Where a leg is that came from a consultation; all others are where their id says. */
  readonly #legHomes = new Map<string, string>();

  /** Also of a removed service: its name and times still apply to what was begun. */
  service(code: string): Service | undefined {
    return this.services.get(code) ?? (code === directService.config.code ? directService : undefined);
  }

  /** The interaction in which a leg is now. */
  legHome(legId: string): string {
    return this.#legHomes.get(legId) ?? interactionIdOf(legId);
  }

  isFree(agentId: string): boolean {
    return loadOf(this.channelsOf(agentId)) < agentCapacity;
  }

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
    this.#indexConsultation(before, next);
    this.#indexLegs(before, next);
    this.deadlines.move(interactionStream(id), before === undefined ? null : interactionDeadline(before), interactionDeadline(next));
    this.#indexQueue(before, next);
    touched?.interactions.add(id);
    if (isOfferable(next) && (before === undefined || !isOfferable(before) || before.service !== service)) touched?.services.add(service);
    this.#indexRetries(before, next);
    this.#indexWork(before, next, touched);
  }

  forget(id: string): void {
    const interaction = this.interactions.get(id);
    if (interaction === undefined || !isClosed(interaction)) return;
    this.interactions.delete(id);
    for (const { legId } of interaction.segments) if (this.#legHomes.get(legId) === id) this.#legHomes.delete(legId);
    this.closed.move(id, interaction.since, null);
  }

  channelsOf(agentId: string): Channel[] {
    return [...(this.workOf.get(agentId) ?? [])].flatMap((id) => this.interactions.get(id)?.channel ?? []);
  }

  #indexOpen(before: Interaction | undefined, next: Interaction): void {
    const { id, service } = next;
    const wasOpen = before !== undefined && !isClosed(before);
    const isOpen = !isClosed(next);
    if (wasOpen === isOpen && before !== undefined) {
      if (isOpen && before.service !== service) {
        this.#countOpen(before.service, -1);
        this.#countOpen(service, 1);
      }
      return;
    }
    if (isOpen) {
      this.open.add(id);
      this.#countOpen(service, 1);
      return;
    }
    if (this.open.delete(id)) this.#countOpen(before?.service ?? service, -1);
    this.closed.move(id, null, next.since);
  }

  #countOpen(service: string, by: 1 | -1): void {
    this.openOfService.set(service, (this.openOfService.get(service) ?? 0) + by);
  }

  #indexConsultation(before: Interaction | undefined, next: Interaction): void {
    const main = consultFor(next);
    const was = before !== undefined && !isOver(before);
    if (main === null || was === !isOver(next)) return;
    const open = this.consultationsOf.get(main.interactionId) ?? new Set();
    if (was) open.delete(next.id);
    else open.add(next.id);
    if (open.size === 0) this.consultationsOf.delete(main.interactionId);
    else this.consultationsOf.set(main.interactionId, open);
  }

  #indexLegs(before: Interaction | undefined, next: Interaction): void {
    if (before?.segments.length === next.segments.length) return;
    for (const { id, legId } of next.segments) if (legId !== agentLegIdOf(id)) this.#legHomes.set(legId, next.id);
  }

  #indexQueue(before: Interaction | undefined, next: Interaction): void {
    const was = isQueued(before);
    if (was && isQueued(next) && before.phase === next.phase && before.leg === next.leg) return;
    if (was) this.queues.delete(before.service, placeOf(before));
    if (isQueued(next)) this.queues.add(next.service, placeOf(next), isOfferable(next));
  }

  #indexRetries(before: Interaction | undefined, next: Interaction): void {
    if (isQueued(before) === isQueued(next) && before?.avoid === next.avoid) return;
    const stream = interactionStream(next.id);
    if (isQueued(before)) for (const { until } of before.avoid) this.retries.move(stream, until, null);
    if (isQueued(next)) for (const { until } of next.avoid) this.retries.move(stream, null, until);
  }

  #indexWork(before: Interaction | undefined, next: Interaction, touched: Touched | null): void {
    if (
      before !== undefined &&
      before.segments === next.segments &&
      before.supervisions === next.supervisions &&
      isOver(before) === isOver(next)
    )
      return;
    const was = before === undefined ? none : busyAgents(before);
    const is = busyAgents(next);
    const changed: string[] = [];
    for (const agentId of was) {
      if (is.has(agentId)) continue;
      const work = this.workOf.get(agentId);
      work?.delete(next.id);
      if (work?.size === 0) this.workOf.delete(agentId);
      changed.push(agentId);
    }
    for (const agentId of is) {
      if (was.has(agentId)) continue;
      const work = this.workOf.get(agentId);
      if (work === undefined) this.workOf.set(agentId, new Set([next.id]));
      else work.add(next.id);
      changed.push(agentId);
    }
    for (const agentId of changed) {
      const agent = this.agents.get(agentId);
      if (agent !== undefined) this.#indexAgent(agent, touched);
    }
  }

  #indexAgent(agent: Agent, touched: Touched | null): void {
    const { id, skills } = agent.config;
    if (!isPresent(agent)) {
      this.agentIndex.put(id, null);
      return;
    }
    const ready = isEligible(agent);
    const free = ready && this.isFree(id);
    const skillsets = [...new Set(skills.map(({ skillset }) => skillset))];
    this.agentIndex.put(id, { id, idleSince: agent.idleSince, skillsets, ready, free });
    if (free) touched?.agents.add(id);
  }
}

export const createWorld = (): World => new World();

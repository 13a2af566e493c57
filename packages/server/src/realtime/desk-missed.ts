import { agentStream, interactionStream, type DomainEvent } from '@centralino/protocol';
import type { StorePort } from './ports.ts';

/**
 * Follows who takes part in which interaction, event by event: an agent is told of an interaction from the offer to them until
 * their part in it is finished, and of nobody's notes but their own.
 */
export class Participants {
  readonly #agentsOf = new Map<string, Map<string, number>>();

  /** Takes the agent in, as if the offer had just been made. */
  add(interactionId: string, agentId: string): void {
    const agents = this.#agentsOf.get(interactionId) ?? new Map<string, number>();
    agents.set(agentId, (agents.get(agentId) ?? 0) + 1);
    this.#agentsOf.set(interactionId, agents);
  }

  /** The agents whom this event of an interaction concerns. Call once for each event, in order. */
  concernedBy(interactionId: string, event: Pick<DomainEvent, 'type' | 'data'>): string[] {
    if (event.type === 'segment.offered') this.add(interactionId, (event.data as { agentId: string }).agentId);
    const agents = this.#agentsOf.get(interactionId);
    if (agents === undefined) return [];
    const concerned =
      event.type === 'segment.noted'
        ? [...agents.keys()].filter((id) => id === (event.data as { agentId: string }).agentId)
        : [...agents.keys()];
    if (event.type === 'segment.finished') {
      const { agentId } = event.data as { agentId: string };
      const left = (agents.get(agentId) ?? 0) - 1;
      if (left > 0) agents.set(agentId, left);
      else agents.delete(agentId);
    }
    if (event.type === 'interaction.closed' || agents.size === 0) this.#agentsOf.delete(interactionId);
    return concerned;
  }
}

/** The interaction of an event's stream, or null for the streams of agents and services. */
export const interactionOfStream = (stream: string): string | null =>
  stream.startsWith('interaction:') ? stream.slice('interaction:'.length) : null;

/**
 * The committed events after `since` up to `upTo` that concern this agent, in order; null when there are more than `max` (then the
 * snapshot alone must do).
 */
export async function missedEvents(
  store: StorePort,
  agentId: string,
  { since, upTo, max }: { since: number; upTo: number; max: number },
): Promise<DomainEvent[] | null> {
  const segments = await store.db
    .selectFrom('segments')
    .select('interaction_id')
    .distinct()
    .where('agent_id', '=', agentId)
    .where((eb) => eb.or([eb('seq', '>', since), eb('state', '!=', 'finished')]))
    .limit(max + 1)
    .execute();
  if (segments.length > max) return null;
  // The interactions are read from their beginning, to know from which event on the agent took part.
  const ofInteractions =
    segments.length === 0
      ? []
      : await store.db
          .selectFrom('events')
          .selectAll()
          .where(
            'stream',
            'in',
            segments.map((row) => interactionStream(row.interaction_id)),
          )
          .where('seq', '<=', upTo)
          .orderBy('seq')
          .limit(max * 10)
          .execute();
  const ofAgent = await store.db
    .selectFrom('events')
    .selectAll()
    .where('stream', '=', agentStream(agentId))
    .where('seq', '>', since)
    .where('seq', '<=', upTo)
    .orderBy('version', 'desc')
    .limit(max + 1)
    .execute();
  if (ofAgent.length > max || ofInteractions.length >= max * 10) return null;

  const participants = new Participants();
  const missed = [...ofAgent] as unknown as DomainEvent[];
  for (const event of ofInteractions as unknown as DomainEvent[]) {
    const concerned = participants.concernedBy(interactionOfStream(event.stream) ?? '', event);
    if (event.seq > since && concerned.includes(agentId)) missed.push(event);
  }
  return missed.length > max ? null : missed.sort((a, b) => a.seq - b.seq);
}

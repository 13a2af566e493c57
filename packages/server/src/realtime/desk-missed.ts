import { agentStream, interactionStream, type DomainEvent, type EventData, type InteractionView } from '@centralino/protocol';
import { sql } from 'kysely';
import { isOfSupervisor } from './secret-events.ts';
import type { StorePort } from './ports.ts';

/**
 * Follows who takes part in which interaction, event by event: an agent is told of an interaction from the offer to them until their part
 * in it is finished; who calls by hand or consults, from its beginning to its end; a supervisor while they listen in; and of nobody's notes
 * but their own.
 */
export class Participants {
  readonly #agentsOf = new Map<string, Map<string, number>>();

  /** Takes in all who take part in this interaction now. */
  addAll(view: InteractionView): void {
    for (const { agentId, state } of view.segments) if (state !== 'finished') this.#add(view.id, agentId);
    for (const { agentId } of view.supervisors) this.#add(view.id, agentId);
    if (view.origin.kind === 'agent') this.#add(view.id, view.origin.agentId);
  }

  /** The agents whom this event of an interaction concerns. Call once for each event, in order. */
  concernedBy(interactionId: string, event: Pick<DomainEvent, 'type' | 'data'>): string[] {
    if (event.type === 'segment.offered' || event.type === 'segment.joined' || event.type === 'supervision.started') {
      this.#add(interactionId, (event.data as { agentId: string }).agentId);
    } else if (event.type === 'interaction.created') {
      const { origin } = event.data as EventData<'interaction.created'>;
      if (origin?.kind === 'agent') this.#add(interactionId, origin.agentId);
    }
    const agents = this.#agentsOf.get(interactionId);
    const concerned = new Set(agents?.keys());
    if (event.type === 'segment.transferred' || event.type === 'segment.transferFailed') {
      // Who transferred learns what came of it, also when they have finished everything meanwhile.
      concerned.add((event.data as EventData<'segment.transferred'>).agentId);
    }
    if (agents !== undefined) {
      if (event.type === 'segment.finished' || event.type === 'supervision.ended')
        remove(agents, (event.data as { agentId: string }).agentId);
      if (event.type === 'interaction.closed' || agents.size === 0) this.#agentsOf.delete(interactionId);
    }
    return event.type === 'segment.noted'
      ? [...concerned].filter((id) => id === (event.data as EventData<'segment.noted'>).agentId)
      : [...concerned];
  }

  #add(interactionId: string, agentId: string): void {
    const agents = this.#agentsOf.get(interactionId) ?? new Map<string, number>();
    agents.set(agentId, (agents.get(agentId) ?? 0) + 1);
    this.#agentsOf.set(interactionId, agents);
  }
}

const remove = (agents: Map<string, number>, agentId: string): void => {
  const left = (agents.get(agentId) ?? 0) - 1;
  if (left > 0) agents.set(agentId, left);
  else agents.delete(agentId);
};

/** The interaction of an event's stream, or null for the streams of agents and services. */
export const interactionOfStream = (stream: string): string | null =>
  stream.startsWith('interaction:') ? stream.slice('interaction:'.length) : null;

/**
 * The committed events after `since` up to `upTo` that concern this agent, in order; null when there are more than `max` (then the
 * snapshot alone must do). `listening`: interactions that this supervisor may listen to now; null: they are no supervisor.
 */
export async function missedEvents(
  store: StorePort,
  agentId: string,
  { since, upTo, max, listening }: { since: number; upTo: number; max: number; listening: readonly string[] | null },
): Promise<DomainEvent[] | null> {
  const own = await store.db
    .selectFrom('segments')
    .select('interaction_id as id')
    .where('agent_id', '=', agentId)
    .where((eb) => eb.or([eb('seq', '>', since), eb('state', '!=', 'finished')]))
    .union((eb) =>
      eb
        .selectFrom('interactions')
        .select('id')
        .where('origin_agent_id', '=', agentId)
        .where((or) => or.or([or('seq', '>', since), or('closed_at', 'is', null)])),
    )
    .limit(max + 1)
    .execute();
  const listened = listening === null ? [] : [...listening, ...(await listenedTo(store, agentId, since, upTo))];
  const interactions = new Set([...own.map(({ id }) => id), ...listened]);
  if (interactions.size > max) return null;
  // The interactions are read from their beginning, to know from which event on the agent took part.
  const ofInteractions =
    interactions.size === 0
      ? []
      : await store.db
          .selectFrom('events')
          .selectAll()
          .where(
            'stream',
            'in',
            [...interactions].map((id) => interactionStream(id)),
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
    if (event.seq > since && concerned.includes(agentId) && (listening !== null || !isOfSupervisor(event))) missed.push(event);
  }
  return missed.length > max ? null : missed.sort((a, b) => a.seq - b.seq);
}

/** Interactions that a supervisor began or ceased to listen to in this stretch of the log. */
async function listenedTo(store: StorePort, agentId: string, since: number, upTo: number): Promise<string[]> {
  const rows = await store.db
    .selectFrom('events')
    .select('stream')
    .distinct()
    .where('seq', '>', since)
    .where('seq', '<=', upTo)
    .where('type', 'in', ['supervision.started', 'supervision.ended'])
    .where(sql<string>`data->>'agentId'`, '=', agentId)
    .execute();
  return rows.map(({ stream }) => interactionOfStream(stream)).filter((id) => id !== null);
}

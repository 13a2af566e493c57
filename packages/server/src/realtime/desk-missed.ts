import { agentStream, interactionStream, type DomainEvent, type EventData, type InteractionView } from '@centralino/protocol';
import { calls } from './desk-views.ts';
import type { StorePort } from './ports.ts';

/** An agent who calls by hand or consults, and whose parts make the call last: it is over for the caller when none is left. */
type Caller = { readonly agentId: string; readonly live: Set<string> };

/**
 * Follows who takes part in which interaction, event by event: an agent is told of an interaction from the offer to them (or from its
 * beginning, when they call by hand or consult) until their part in it is finished, and of nobody's notes but their own.
 */
export class Participants {
  readonly #agentsOf = new Map<string, Map<string, number>>();
  readonly #callers = new Map<string, Caller>();

  /** Takes in all who take part in this interaction now. */
  addAll(view: InteractionView): void {
    if (view.origin.kind === 'agent' && calls(view, view.origin.agentId)) this.#addCaller(view.id, view.origin.agentId);
    for (const { id, agentId, state } of view.segments) {
      if (state !== 'finished') this.#add(view.id, agentId, state === 'wrapping' ? null : id);
    }
  }

  /** The agents whom this event of an interaction concerns. Call once for each event, in order. */
  concernedBy(interactionId: string, event: Pick<DomainEvent, 'type' | 'data'>): string[] {
    if (event.type === 'segment.offered' || event.type === 'segment.joined') {
      const { agentId, segmentId } = event.data as EventData<'segment.joined'>;
      this.#add(interactionId, agentId, segmentId);
    } else if (event.type === 'interaction.created') {
      const { origin } = event.data as EventData<'interaction.created'>;
      if (origin?.kind === 'agent') this.#addCaller(interactionId, origin.agentId);
    }
    const agents = this.#agentsOf.get(interactionId);
    if (agents === undefined) return [];
    const concerned =
      event.type === 'segment.noted'
        ? [...agents.keys()].filter((id) => id === (event.data as EventData<'segment.noted'>).agentId)
        : [...agents.keys()];
    this.#leave(interactionId, agents, event);
    if (event.type === 'interaction.closed' || agents.size === 0) {
      this.#agentsOf.delete(interactionId);
      this.#callers.delete(interactionId);
    }
    return concerned;
  }

  #leave(interactionId: string, agents: Map<string, number>, event: Pick<DomainEvent, 'type' | 'data'>): void {
    const caller = this.#callers.get(interactionId);
    let callerLeaves = event.type === 'interaction.ended';
    if (event.type === 'segment.finished' || event.type === 'segment.wrapping') {
      const { agentId, segmentId } = event.data as EventData<'segment.finished'>;
      caller?.live.delete(segmentId);
      if (event.type === 'segment.finished') remove(agents, agentId);
      else callerLeaves = caller?.live.size === 0 && (event.data as EventData<'segment.wrapping'>).endedBy !== 'transferred';
    }
    if (!callerLeaves || caller === undefined) return;
    remove(agents, caller.agentId);
    this.#callers.delete(interactionId);
  }

  /** `segmentId`: the part that rings, connects or talks; null: none (any more). */
  #add(interactionId: string, agentId: string, segmentId: string | null): void {
    const agents = this.#agentsOf.get(interactionId) ?? new Map<string, number>();
    agents.set(agentId, (agents.get(agentId) ?? 0) + 1);
    this.#agentsOf.set(interactionId, agents);
    if (segmentId !== null) this.#callers.get(interactionId)?.live.add(segmentId);
  }

  #addCaller(interactionId: string, agentId: string): void {
    this.#add(interactionId, agentId, null);
    this.#callers.set(interactionId, { agentId, live: new Set() });
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
 * snapshot alone must do).
 */
export async function missedEvents(
  store: StorePort,
  agentId: string,
  { since, upTo, max }: { since: number; upTo: number; max: number },
): Promise<DomainEvent[] | null> {
  const interactions = await store.db
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
  if (interactions.length > max) return null;
  // The interactions are read from their beginning, to know from which event on the agent took part.
  const ofInteractions =
    interactions.length === 0
      ? []
      : await store.db
          .selectFrom('events')
          .selectAll()
          .where(
            'stream',
            'in',
            interactions.map(({ id }) => interactionStream(id)),
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

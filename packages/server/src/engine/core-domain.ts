import * as core from '@centralino/core';
import type { World } from '@centralino/core';
import {
  agentStream,
  interactionStream,
  segmentIdOfLeg,
  serviceStream,
  type DomainEvent,
  type InteractionView,
  type SegmentView,
} from '@centralino/protocol';
import type { Domain, ReadRows, RowOf } from './domain.ts';

/** The product's domain: `@centralino/core`, and how its views become rows of the read tables. */
export const coreDomain: Domain<World> = {
  create: core.createWorld,
  handle: core.handle,
  evolve: core.evolve,
  dueStreams: core.dueStreams,
  nextDeadlineAt: core.nextDeadlineAt,
  save: core.saveWorld,
  load: (saved) => core.loadWorld(saved as core.JsonValue),
  forgettable: core.forgettable,
  forget: core.forget,
  rows,
};

/** What the events name: only their rows can have changed. */
interface Changes {
  /** Interaction → its last event. */
  interactions: Map<string, number>;
  segments: Set<string>;
  agents: Map<string, number>;
  services: Map<string, number>;
  /** A service or an agent may have another name, which views of others show. */
  renamed: { services: Set<string>; agents: Set<string> };
}

function rows(world: World, events: readonly DomainEvent[], before: World | null): ReadRows {
  const changes = changesOf(events, before);
  addRenamed(world, changes);
  const views = new Map<string, InteractionView | null>();
  const viewOf = (id: string): InteractionView | null => {
    let view = views.get(id);
    if (view === undefined) views.set(id, (view = core.interactionView(world, id)));
    return view;
  };
  addRelated(world, changes, viewOf);
  const made: ReadRows = { interactions: [], segments: [], agentStates: [], services: [], removedAgents: [], removedServices: [] };
  for (const [id, seq] of changes.interactions) {
    const view = viewOf(id);
    if (view === null) continue;
    made.interactions.push(interactionRow(view, seq));
    for (const segment of view.segments) {
      // A finished segment changes only by events that name it.
      if (segment.state !== 'finished' || changes.segments.has(segment.id)) made.segments.push(segmentRow(id, segment, seq));
    }
  }
  for (const [id, seq] of changes.agents) {
    const view = core.agentView(world, id);
    if (view === null) made.removedAgents.push(id);
    else made.agentStates.push({ agent_id: id, view, seq });
  }
  for (const [code, seq] of changes.services) {
    const config = core.serviceConfig(world, code);
    if (config === null) made.removedServices.push(code);
    else made.services.push({ code, config, seq });
  }
  return made;
}

const interactionPrefix = interactionStream('');
const agentPrefix = agentStream('');
const servicePrefix = serviceStream('');

function changesOf(events: readonly DomainEvent[], before: World | null): Changes {
  const changes: Changes = {
    interactions: new Map(),
    segments: new Set(),
    agents: new Map(),
    services: new Map(),
    renamed: { services: new Set(), agents: new Set() },
  };
  for (const event of events) {
    const { stream, seq } = event;
    if (stream.startsWith(interactionPrefix)) changes.interactions.set(stream.slice(interactionPrefix.length), seq);
    else if (stream.startsWith(agentPrefix)) changes.agents.set(stream.slice(agentPrefix.length), seq);
    else if (stream.startsWith(servicePrefix)) changes.services.set(stream.slice(servicePrefix.length), seq);

    const { data } = event;
    if ('segmentId' in data) {
      changes.segments.add(data.segmentId);
      // What an agent is busy with is derived from their segments.
      changes.agents.set(data.agentId, seq);
    } else if ('supervisionId' in data) {
      changes.agents.set(data.agentId, seq);
    } else if ('legId' in data) {
      const segmentId = segmentIdOfLeg(data.legId);
      if (segmentId !== null) changes.segments.add(segmentId);
    }
    if (event.type === 'service.configured') {
      const { code, name } = event.data.service;
      if (before === null || core.serviceConfig(before, code)?.name !== name) changes.renamed.services.add(code);
    } else if (event.type === 'agent.configured') {
      const { id, name } = event.data.agent;
      if (before === null || core.agentView(before, id)?.name !== name) changes.renamed.agents.add(id);
    }
  }
  return changes;
}

/** Open interactions that show a new name; those that are over keep the name of their time. */
function addRenamed(world: World, { interactions, agents, services, renamed }: Changes): void {
  if (renamed.services.size === 0 && renamed.agents.size === 0) return;
  for (const id of core.openInteractions(world)) {
    if (interactions.has(id)) continue;
    const view = core.interactionView(world, id);
    if (view === null) continue;
    const shown = [
      ...(renamed.services.has(view.service.code) ? [services.get(view.service.code)] : []),
      ...view.segments.filter((segment) => renamed.agents.has(segment.agentId)).map((segment) => agents.get(segment.agentId)),
    ].filter((seq) => seq !== undefined);
    if (shown.length > 0) interactions.set(id, Math.max(...shown));
  }
}

/**
 * Who calls by hand is busy with it without a part (segment) of their own. Views of a talk and of the consultation about it show each
 * other: which consultations are open, and the leg that both use.
 */
function addRelated(world: World, { interactions, agents }: Changes, viewOf: (id: string) => InteractionView | null): void {
  for (const [id, seq] of [...interactions]) {
    const origin = viewOf(id)?.origin;
    if (origin?.kind === 'agent') agents.set(origin.agentId, Math.max(seq, agents.get(origin.agentId) ?? 0));
    for (const other of core.mediaGroupMembers(world, core.mediaGroup(world, id))) {
      if (other !== id) interactions.set(other, Math.max(seq, interactions.get(other) ?? 0));
    }
  }
}

const interactionRow = (view: InteractionView, seq: number): RowOf<'interactions'> => ({
  id: view.id,
  service: view.service.code,
  channel: view.channel,
  state: view.state,
  arrived_at: view.arrivedAt,
  closed_at: view.state === 'closed' ? view.since : null,
  contact_id: view.customer.contactId,
  origin_agent_id: view.origin.kind === 'agent' ? view.origin.agentId : null,
  view,
  seq,
});

const segmentRow = (interactionId: string, segment: SegmentView, seq: number): RowOf<'segments'> => ({
  id: segment.id,
  interaction_id: interactionId,
  agent_id: segment.agentId,
  state: segment.state,
  outcome: segment.outcome,
  offered_at: segment.offeredAt,
  accepted_at: segment.acceptedAt,
  online_at: segment.onlineAt,
  ended_at: segment.endedAt,
  finished_at: segment.finishedAt,
  note: segment.note,
  seq,
});

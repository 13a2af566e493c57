import { agentLegIdOf, customerLegIdOf } from '@centralino/protocol';
import type { InteractionView, LegView, SegmentView } from '@centralino/protocol';
import type { Interaction } from '../interaction/interaction.ts';
import type { Leg } from '../media/leg.ts';
import { segmentDeadline } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import type { World } from '../world/world.ts';

/** `pendingUntil`: until when a leg that was never up is waited for. */
const legView = (id: string, leg: Leg, pendingUntil: number | null): LegView => ({
  id,
  state: leg.kind,
  until: leg.kind === 'lost' ? leg.until : leg.kind === 'pending' ? pendingUntil : null,
});

export const customerLegView = ({ id, leg, phase }: Interaction): LegView =>
  legView(customerLegIdOf(id), leg, phase.kind === 'new' ? phase.connectUntil : null);

const segmentView = (world: World, segment: Segment): SegmentView => ({
  id: segment.id,
  agentId: segment.agentId,
  agentName: world.agents.get(segment.agentId)?.config.name ?? segment.agentId,
  state: segment.state.kind,
  until: segmentDeadline(segment),
  held: segment.state.kind === 'online' && segment.state.held,
  leg: legView(agentLegIdOf(segment.id), segment.leg, segment.state.kind === 'accepted' ? segment.state.until : null),
  offeredAt: segment.offeredAt,
  acceptedAt: segment.acceptedAt,
  onlineAt: segment.onlineAt,
  endedAt: segment.endedAt,
  finishedAt: segment.finishedAt,
  endedBy: segment.endedBy,
  outcome: segment.state.kind === 'finished' ? segment.state.outcome : null,
  note: segment.note,
  why: segment.why,
});

export const serviceNameOf = (world: World, code: string): string => world.services.get(code)?.config.name ?? code;

export const interactionView = (world: World, id: string): InteractionView | null => {
  const interaction = world.interactions.get(id);
  if (interaction === undefined) return null;
  const { phase } = interaction;
  return {
    id,
    service: { code: interaction.service, name: serviceNameOf(world, interaction.service) },
    channel: interaction.channel,
    language: interaction.language,
    state: phase.kind,
    arrivedAt: interaction.arrivedAt,
    since: interaction.since,
    queuedReason: interaction.queuedReason,
    closedReason: phase.kind === 'closed' ? phase.reason : null,
    customer: interaction.customer,
    customerLeg: customerLegView(interaction),
    segments: interaction.segments.map((segment) => segmentView(world, segment)),
    rating: interaction.rating,
  };
};

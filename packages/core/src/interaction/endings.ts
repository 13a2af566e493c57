import { agentLegIdOf, customerLegIdOf } from '@centralino/protocol';
import type { ClosedReason, EndedBy, NewEvent, QueuedReason, SegmentOutcome } from '@centralino/protocol';
import { agentEvent, interactionEvent, never } from '../events.ts';
import type { Segment } from '../segment/segment.ts';
import { openSegment } from './interaction.ts';
import type { Interaction } from './interaction.ts';
import type { Situation } from './situation.ts';

/** The ways in which an agent's part, a talk or a whole interaction ends. Each function returns the events, in order. */

export const closed = (interaction: Interaction, reason: ClosedReason, at: number): NewEvent =>
  interactionEvent(interaction.id, at, 'interaction.closed', { reason });

export const finished = (
  interaction: Interaction,
  segment: Segment,
  outcome: SegmentOutcome,
  at: number,
  avoidUntil: number | null = null,
): NewEvent =>
  interactionEvent(interaction.id, at, 'segment.finished', { segmentId: segment.id, agentId: segment.agentId, outcome, avoidUntil });

/** The customer goes back to the front of the queue: it was not their doing. */
export const requeued = (interaction: Interaction, reason: Exclude<QueuedReason, 'arrived'>, at: number): NewEvent =>
  interactionEvent(interaction.id, at, 'interaction.queued', { reason, front: true, arrivedAt: interaction.arrivedAt });

/** Takes a ready agent out of routing; who paused or left by themselves keeps their own presence. */
export const paused = (segment: Segment, reason: 'missed' | 'mediaFailed', { at, agent }: Situation): NewEvent[] =>
  agent(segment.agentId)?.presence.kind === 'ready'
    ? [agentEvent(segment.agentId, at, 'agent.presenceChanged', { presence: { kind: 'paused', reason }, by: 'system' })]
    : [];

/** The offer or the answered call is taken back; the agent keeps their place among the idle. */
export const withdrawn = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'withdrawn', at),
  requeued(interaction, 'agentGone', at),
];

export const declined = (interaction: Interaction, segment: Segment, { at, service }: Situation): NewEvent[] => [
  finished(interaction, segment, 'declined', at, service.declineBackoffMs === 0 ? null : at + service.declineBackoffMs),
  requeued(interaction, 'declined', at),
];

export const missed = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => [
  finished(interaction, segment, 'missed', situation.at),
  ...paused(segment, 'missed', situation),
  requeued(interaction, 'missed', situation.at),
];

/** The agent's media did not come up, before they talked. */
export const agentMediaFailed = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => [
  finished(interaction, segment, 'mediaFailed', situation.at),
  ...paused(segment, 'mediaFailed', situation),
  requeued(interaction, 'mediaFailed', situation.at),
];

/** The agent's leg is gone for good in mid-talk: the customer waits again, in front. */
export const agentLost = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'lost', at),
  requeued(interaction, 'agentLost', at),
];

/** The customer's media did not come up with the agent's: the agent is free again, the customer's leg is waited for on its own. */
export const customerMissing = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'customerLeft', at),
  requeued(interaction, 'mediaFailed', at),
];

export const completed = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'completed', at),
  closed(interaction, 'completed', at),
];

/** The talk is over. Without after-call work `segment.wrapping` is still said, as it tells who ended it. */
export const talkEnded = (interaction: Interaction, segment: Segment, endedBy: EndedBy, { at, service }: Situation): NewEvent[] => [
  interactionEvent(interaction.id, at, 'segment.wrapping', {
    segmentId: segment.id,
    agentId: segment.agentId,
    until: at + service.wrapUpMs,
    endedBy,
  }),
  ...(service.wrapUpMs === 0 ? completed(interaction, segment, at) : []),
];

/** The customer is gone for good, in whatever state. `how`: by their own act, or because their leg never came (back). */
export const customerGone = (interaction: Interaction, how: 'left' | 'lost', situation: Situation): NewEvent[] => {
  const { at } = situation;
  const segment = openSegment(interaction);
  switch (interaction.phase.kind) {
    case 'new':
      return [closed(interaction, how === 'left' ? 'abandoned' : 'neverConnected', at)];
    case 'queued':
    case 'offered':
    case 'connecting':
      return [
        ...(segment === null ? [] : [finished(interaction, segment, 'customerLeft', at)]),
        closed(interaction, how === 'left' ? 'abandoned' : 'customerLost', at),
      ];
    case 'online':
      return segment === null ? [] : talkEnded(interaction, segment, how === 'left' ? 'customer' : 'customerLost', situation);
    case 'ended':
    case 'closed':
      // The talk is over already: two hang-ups crossed, and both got what they wanted.
      return [];
    default:
      return never(interaction.phase);
  }
};

export const legLost = (interaction: Interaction, party: 'customer' | Segment, cause: string, { at, service }: Situation): NewEvent =>
  interactionEvent(interaction.id, at, 'leg.lost', {
    legId: party === 'customer' ? customerLegIdOf(interaction.id) : agentLegIdOf(party.id),
    party: party === 'customer' ? 'customer' : 'agent',
    until: at + service.graceMs,
    cause,
  });

import type { CallFailure, ClosedReason, EndedBy, NewEvent, QueuedReason, SegmentOutcome, TransferFailure } from '@centralino/protocol';
import { agentEvent, interactionEvent, never } from '../events.ts';
import { isTalking } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { tookOver } from '../supervision/endings.ts';
import type { Supervision } from '../supervision/supervision.ts';
import { isDirect, liveSegments, openSegments, openSupervisions } from './interaction.ts';
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
const requeued = (interaction: Interaction, reason: Exclude<QueuedReason, 'arrived' | 'transferred'>, at: number): NewEvent =>
  interactionEvent(interaction.id, at, 'interaction.queued', { reason, front: true, arrivedAt: interaction.arrivedAt });

/** The caller is gone and nobody talks with them. After-call work of earlier parts, other than of `finishing`, goes on. */
const over = (interaction: Interaction, reason: ClosedReason, finishing: readonly Segment[], at: number): NewEvent =>
  openSegments(interaction).some((segment) => !finishing.includes(segment))
    ? interactionEvent(interaction.id, at, 'interaction.ended', { reason })
    : closed(interaction, reason, at);

/** Takes a ready agent out of routing; who paused or left by themselves keeps their own presence. */
export const paused = (segment: Segment, reason: 'missed' | 'mediaFailed', { at, agent }: Situation): NewEvent[] =>
  agent(segment.agentId)?.presence.kind === 'ready'
    ? [agentEvent(segment.agentId, at, 'agent.presenceChanged', { presence: { kind: 'paused', reason }, by: 'system' })]
    : [];

/** Who transferred blind to this segment and does not know yet what came of it. They may be gone. */
export const transferrerOf = (interaction: Interaction, segment: Segment): Segment | undefined =>
  interaction.segments.find(({ transfer }) => transfer?.segmentId === segment.id);

export const transferFailed = (interaction: Interaction, from: Segment, reason: TransferFailure, at: number): NewEvent[] =>
  from.transfer === null
    ? []
    : [
        interactionEvent(interaction.id, at, 'segment.transferFailed', {
          segmentId: from.id,
          agentId: from.agentId,
          to: from.transfer.to,
          reason,
        }),
      ];

/** What is said of a part that ended without the caller's doing: to a line, to who transferred, to who called one agent. */
interface Loss {
  readonly queued: Exclude<QueuedReason, 'arrived' | 'transferred' | 'transferFailed'>;
  readonly transfer: CallFailure;
  readonly direct: ClosedReason;
}

const losses = {
  declined: { queued: 'declined', transfer: 'declined', direct: 'declined' },
  missed: { queued: 'missed', transfer: 'missed', direct: 'missed' },
  withdrawn: { queued: 'agentGone', transfer: 'unreachable', direct: 'unreachable' },
  mediaFailed: { queued: 'mediaFailed', transfer: 'mediaFailed', direct: 'mediaFailed' },
  lost: { queued: 'agentLost', transfer: 'mediaFailed', direct: 'completed' },
  /** Here: the caller's media did not come up with the agent's. */
  customerLeft: { queued: 'mediaFailed', transfer: 'mediaFailed', direct: 'customerLost' },
} as const satisfies Record<string, Loss>;

/**
 * What becomes of the caller when an agent's part ends and it is not the caller's doing. Who transferred learns that it failed. The talk
 * goes on when somebody else is in it, or still rings. Else the caller waits in front; who called one agent by name is told.
 */
const released = (interaction: Interaction, segment: Segment, outcome: keyof typeof losses, at: number): NewEvent[] => {
  const loss: Loss = losses[outcome];
  const from = transferrerOf(interaction, segment);
  const told = from === undefined ? [] : transferFailed(interaction, from, loss.transfer, at);
  if (liveSegments(interaction).some(({ id }) => id !== segment.id)) return told;
  if (isDirect(interaction)) return [...told, over(interaction, loss.direct, [segment], at)];
  return [...told, requeued(interaction, from === undefined ? loss.queued : 'transferFailed', at)];
};

/** The offer or the answered call is taken back; the agent keeps their place among the idle. */
export const withdrawn = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'withdrawn', at),
  ...released(interaction, segment, 'withdrawn', at),
];

const backOff = ({ at, service }: Situation): number | null => (service.declineBackoffMs === 0 ? null : at + service.declineBackoffMs);

export const declined = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => [
  finished(interaction, segment, 'declined', situation.at, backOff(situation)),
  ...released(interaction, segment, 'declined', situation.at),
];

/** Who does not answer the line is taken out of routing; a colleague's call one may miss. */
export const missed = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => {
  const direct = segment.why.strategy === 'direct';
  return [
    finished(interaction, segment, 'missed', situation.at, direct ? backOff(situation) : null),
    ...(direct ? [] : paused(segment, 'missed', situation)),
    ...released(interaction, segment, 'missed', situation.at),
  ];
};

/** The agent's media did not come up, before they talked. */
export const agentMediaFailed = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => [
  finished(interaction, segment, 'mediaFailed', situation.at),
  ...paused(segment, 'mediaFailed', situation),
  ...released(interaction, segment, 'mediaFailed', situation.at),
];

/** A supervisor who talks with the customer: to them somebody who is there, when their agent is not any more. */
const steppedIn = (interaction: Interaction, segment: Segment): Supervision | undefined =>
  isDirect(interaction) || liveSegments(interaction).some(({ id }) => id !== segment.id)
    ? undefined
    : openSupervisions(interaction).find(({ mode, leg }) => mode === 'barge' && leg.kind === 'connected');

/**
 * The agent's leg is gone for good in mid-talk: the customer waits again, in front, unless others are in the talk; a supervisor who barged in
 * goes on as their agent.
 */
export const agentLost = (interaction: Interaction, segment: Segment, at: number, then: NewEvent[] = []): NewEvent[] => {
  const supervision = steppedIn(interaction, segment);
  const part = [finished(interaction, segment, 'lost', at), ...then];
  return supervision === undefined
    ? [...part, ...released(interaction, segment, 'lost', at)]
    : [...tookOver(interaction, supervision, at), ...part];
};

/** As `agentLost`, at once: nobody waits for this leg, and an agent without media is not offered the next call. */
export const agentFailed = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] =>
  agentLost(interaction, segment, situation.at, paused(segment, 'mediaFailed', situation));

/** The customer's media did not come up with the agent's: the agent is free again, the customer's leg is waited for on its own. */
export const customerMissing = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'customerLeft', at),
  ...released(interaction, segment, 'customerLeft', at),
];

/** After-call work is done. The interaction closes by itself when nothing else of it is open (world/consequences.ts). */
export const completed = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => [
  finished(interaction, segment, 'completed', at),
];

/**
 * An agent's part in a talk is over; others may go on. Without after-call work `segment.wrapping` is still said, as it tells who ended it.
 * Who transferred is not offered the same customer at once.
 */
export const talkEnded = (interaction: Interaction, segment: Segment, endedBy: EndedBy, situation: Situation): NewEvent[] => {
  const { at } = situation;
  const { wrapUpMs } = situation.config(segment.service);
  const wrapping = interactionEvent(interaction.id, at, 'segment.wrapping', {
    segmentId: segment.id,
    agentId: segment.agentId,
    until: at + wrapUpMs,
    endedBy,
  });
  if (wrapUpMs > 0) return [wrapping];
  return [wrapping, finished(interaction, segment, 'completed', at, endedBy === 'transferred' ? backOff(situation) : null)];
};

/** Nobody is left to be talked to: ends what rings, connects and talks. What rings comes first, then the talk is over with its last part. */
const allLeft = (interaction: Interaction, endedBy: 'customer' | 'customerLost', situation: Situation): NewEvent[] => {
  const live = liveSegments(interaction);
  return [
    ...live
      .filter((segment) => !isTalking(segment))
      .flatMap((segment) => {
        const from = transferrerOf(interaction, segment);
        return [
          finished(interaction, segment, 'customerLeft', situation.at),
          ...(from === undefined ? [] : transferFailed(interaction, from, 'customerLeft', situation.at)),
        ];
      }),
    ...live.filter(isTalking).flatMap((segment) => talkEnded(interaction, segment, endedBy, situation)),
  ];
};

/** The caller is gone for good, in whatever state. `how`: by their own act, or because their leg never came (back). */
export const customerGone = (interaction: Interaction, how: 'left' | 'lost', situation: Situation): NewEvent[] => {
  const { at } = situation;
  const live = liveSegments(interaction);
  switch (interaction.phase.kind) {
    case 'new':
      return [closed(interaction, how === 'left' ? 'abandoned' : 'neverConnected', at)];
    case 'queued':
    case 'offered':
    case 'connecting':
      return [
        ...allLeft(interaction, how === 'left' ? 'customer' : 'customerLost', situation),
        over(interaction, how === 'left' ? 'abandoned' : 'customerLost', live, at),
      ];
    case 'online':
      return allLeft(interaction, how === 'left' ? 'customer' : 'customerLost', situation);
    case 'ended':
    case 'closed':
      // The talk is over already: two hang-ups crossed, and both got what they wanted.
      return [];
    default:
      return never(interaction.phase);
  }
};

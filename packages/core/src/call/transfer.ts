import { CentralinoError, segmentIdOf } from '@centralino/protocol';
import type { CommandOf, NewEvent, Target } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import { finished, talkEnded, transferFailed } from '../interaction/endings.ts';
import { consultFor, liveSegments, segmentOf } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import type { Segment } from '../segment/segment.ts';
import { checkTarget, failureOf } from './target.ts';

/**
 * Blind transfer by agent A.
 *
 * ```
 *  to a service   A online ──▶ transferred: A wrapping, the customer queued there with the place of their arrival
 *
 *  to agent B     A online ──▶ A transferring, B offered ──▶ B accepted ──▶ B online: transferred, A wrapping
 *                   ▲              │  │                          │
 *                   │              │  └── A leaves or is lost: A wrapping or finished, B goes on ringing
 *                   │              ▼                             ▼
 *                   └──────── transferFailed(declined, missed, unreachable, mediaFailed, cancelled)
 *                     A is there: back in the talk, as it was        A is gone: the customer waits in front
 * ```
 * Meanwhile the customer hears music. Nothing that goes wrong here ends the customer's leg.
 */
export const decideTransfer = (
  interaction: Interaction,
  segment: Segment,
  { to }: CommandOf<'segment.transfer'>,
  situation: Situation,
): NewEvent[] => {
  if (segment.state.kind !== 'online') throw new CentralinoError('segment.state', 'Only a talk can be transferred.');
  if (consultFor(interaction) !== null) throw new CentralinoError('consult.nested');
  if (interaction.segments.some(({ transfer }) => transfer !== null)) throw new CentralinoError('transfer.running');
  if (situation.consultationOf(interaction.id, segment.id) !== undefined) throw new CentralinoError('consult.running');
  checkTarget(to, segment.agentId, interaction.channel, situation);
  return to.kind === 'agent' ? toAgent(interaction, segment, to, situation) : toService(interaction, segment, to, situation);
};

const toService = (interaction: Interaction, segment: Segment, to: Target, situation: Situation): NewEvent[] => {
  if (liveSegments(interaction).length > 1) {
    throw new CentralinoError('segment.state', 'Colleagues are in this talk: transfer to an agent, or let them leave first.');
  }
  const { at } = situation;
  const ids = { segmentId: segment.id, agentId: segment.agentId };
  return [
    interactionEvent(interaction.id, at, 'segment.transferred', { ...ids, to, toSegmentId: null, kind: 'blind' }),
    ...talkEnded(interaction, segment, 'transferred', situation),
    interactionEvent(interaction.id, at, 'interaction.queued', {
      reason: 'transferred',
      front: false,
      arrivedAt: interaction.arrivedAt,
      target: to,
    }),
  ];
};

const toAgent = (interaction: Interaction, segment: Segment, to: Extract<Target, { kind: 'agent' }>, situation: Situation): NewEvent[] => {
  const { at, service } = situation;
  const ids = { segmentId: segment.id, agentId: segment.agentId };
  const failure = failureOf(to.agentId, situation);
  if (failure !== null) return [interactionEvent(interaction.id, at, 'segment.transferFailed', { ...ids, to, reason: failure })];
  const toSegmentId = segmentIdOf(interaction.id, interaction.segments.length + 1);
  return [
    interactionEvent(interaction.id, at, 'segment.transferring', { ...ids, to, toSegmentId }),
    interactionEvent(interaction.id, at, 'segment.offered', {
      segmentId: toSegmentId,
      agentId: to.agentId,
      until: at + service.ringMs,
      why: { strategy: 'direct', by: segment.agentId, waitedMs: Math.max(0, at - interaction.arrivedAt) },
      transferFrom: segment.id,
    }),
  ];
};

const running = (segment: Segment): { segmentId: string } => {
  if (segment.transfer === null || segment.state.kind !== 'online') throw new CentralinoError('transfer.none');
  return segment.transfer;
};

/** Takes the customer back; who rings keeps their place among the idle. */
export const decideCancelTransfer = (interaction: Interaction, segment: Segment, { at }: Situation): NewEvent[] => {
  const ringing = segmentOf(interaction, running(segment).segmentId);
  return [
    ...(ringing === undefined ? [] : [finished(interaction, ringing, 'withdrawn', at)]),
    ...transferFailed(interaction, segment, 'cancelled', at),
  ];
};

/** Leaves the transfer to its fate. */
export const decideLeaveTransfer = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => {
  running(segment);
  return talkEnded(interaction, segment, 'transferred', situation);
};

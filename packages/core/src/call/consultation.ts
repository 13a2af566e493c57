import { CentralinoError, directServiceCode, segmentIdOf } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import { closed, customerGone, finished, talkEnded } from '../interaction/endings.ts';
import { consultFor, isOver, segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import { isHeld } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { serviceOfCall } from './manual.ts';
import { checkReachable, checkTarget, rings } from './target.ts';

/**
 * Agent A holds a talk and calls B about it: a second interaction, whose caller is A with the leg that A has in the main one.
 *
 * ```
 *  main            A online ── held ───────────────── (resumed ⇄ held: swap) ──┬── complete: B joins, A wrapping
 *  consultation        new ▶ queued ▶ offered ▶ online ── (held ⇄ resumed) ────┤── conference: B joins, A resumed
 *                                       │ declined, missed, …; B hangs up      │      both: the consultation closes as merged
 *                                       ▼                                      └── cancel, hang up: A resumed, the consultation ends
 *                                     over, the main talk stays on hold
 * ```
 * Exactly one of the two talks is on hold while both are on. When A's part in the main talk ends, the consultation ends with it
 * (world/consequences.ts).
 */
export const decideConsult = (
  main: Interaction,
  segment: Segment,
  command: CommandOf<'segment.consult'>,
  situation: Situation,
): NewEvent[] => {
  const { at, agentId, consultationId, to } = command;
  if (segment.state.kind !== 'online') throw new CentralinoError('segment.state', 'Only during a talk somebody can be consulted.');
  if (consultFor(main) !== null) throw new CentralinoError('consult.nested');
  if (segment.transfer !== null) throw new CentralinoError('transfer.running');
  if (situation.consultationOf(main.id, segment.id) !== undefined) throw new CentralinoError('consult.running');
  if (situation.interaction(consultationId) !== undefined) throw new CentralinoError('interaction.exists', consultationId);
  checkTarget(to, agentId, main.channel, situation);
  checkReachable(to, situation);
  const service = serviceOfCall(to, null);
  return [
    ...(isHeld(segment) ? [] : [interactionEvent(main.id, at, 'segment.held', { segmentId: segment.id, agentId })]),
    interactionEvent(consultationId, at, 'interaction.created', {
      service,
      channel: main.channel,
      language: main.language,
      customer: main.customer,
      connectUntil: at + situation.config(service).connectMs,
      origin: { kind: 'agent', agentId, consultFor: { interactionId: main.id, segmentId: segment.id } },
      target: to,
    }),
    ...rings({ id: consultationId, service, arrivedAt: at, to, by: agentId }, situation),
  ];
};

export type ConsultCommand = CommandOf<'consult.swap' | 'consult.complete' | 'consult.cancel' | 'consult.conference'>;

const mainOf = (consultation: Interaction, { interaction }: Situation): { main: Interaction; segment: Segment } => {
  const about = consultFor(consultation);
  const main = about === null ? undefined : interaction(about.interactionId);
  const segment = main === undefined || about === null ? undefined : segmentOf(main, about.segmentId);
  if (main === undefined || segment === undefined || isOver(consultation)) throw new CentralinoError('consult.unknown', consultation.id);
  return { main, segment };
};

/** Takes one of the two talks off hold and puts the other on; who does not talk yet cannot be on hold. */
export const swapped = (main: Interaction, segment: Segment, consultation: Interaction, at: number): NewEvent[] => {
  const own = { segmentId: segment.id, agentId: segment.agentId };
  const change = (type: 'segment.held' | 'segment.resumed'): NewEvent[] =>
    talkingSegments(consultation).map((one) => interactionEvent(consultation.id, at, type, { segmentId: one.id, agentId: one.agentId }));
  return isHeld(segment)
    ? [...change('segment.held'), interactionEvent(main.id, at, 'segment.resumed', own)]
    : [interactionEvent(main.id, at, 'segment.held', own), ...change('segment.resumed')];
};

/** B becomes part of the main interaction, with the leg they have: nobody negotiates anything again. */
const joined = (main: Interaction, segment: Segment, consultation: Interaction, via: 'transfer' | 'conference', situation: Situation) => {
  const { at } = situation;
  const partner = talkingSegments(consultation).find(({ leg }) => leg.kind === 'connected');
  if (partner === undefined) throw new CentralinoError('consult.notAnswered');
  const segmentId = segmentIdOf(main.id, main.segments.length + 1);
  const events: NewEvent[] = [
    finished(consultation, partner, 'merged', at),
    closed(consultation, 'merged', at),
    interactionEvent(main.id, at, 'segment.joined', {
      segmentId,
      agentId: partner.agentId,
      legId: partner.legId,
      from: { interactionId: consultation.id, segmentId: partner.id },
      via,
      by: segment.agentId,
      // Whoever was called directly takes the customer over with what belongs to them: the service's after-call work and outcomes.
      service: partner.service === directServiceCode ? segment.service : partner.service,
    }),
  ];
  return { segmentId, events };
};

/** Ends the consultation and gives the agent the main talk back. */
const cancelled = (main: Interaction, segment: Segment, consultation: Interaction, situation: Situation): NewEvent[] => [
  ...customerGone(consultation, 'left', situation),
  ...(isHeld(segment)
    ? [interactionEvent(main.id, situation.at, 'segment.resumed', { segmentId: segment.id, agentId: segment.agentId })]
    : []),
];

/** `situation` is the consultation's. */
export const decideConsultation = (consultation: Interaction, command: ConsultCommand, situation: Situation): NewEvent[] => {
  const { main, segment } = mainOf(consultation, situation);
  if (segment.agentId !== command.agentId) throw new CentralinoError('consult.unknown', consultation.id);
  const { at } = situation;
  switch (command.type) {
    case 'consult.swap':
      return swapped(main, segment, consultation, at);
    case 'consult.cancel':
      return cancelled(main, segment, consultation, situation);
    case 'consult.complete': {
      const { events, segmentId } = joined(main, segment, consultation, 'transfer', situation);
      return [
        ...events,
        interactionEvent(main.id, at, 'segment.transferred', {
          segmentId: segment.id,
          agentId: segment.agentId,
          to: consultation.target,
          toSegmentId: segmentId,
          kind: 'consultation',
        }),
        ...talkEnded(main, segment, 'transferred', situation),
      ];
    }
    case 'consult.conference': {
      const { events } = joined(main, segment, consultation, 'conference', situation);
      const resumed = { segmentId: segment.id, agentId: segment.agentId };
      return [...events, ...(isHeld(segment) ? [interactionEvent(main.id, at, 'segment.resumed', resumed)] : [])];
    }
    default:
      return never(command);
  }
};

/** The agent who called hangs up: a call of their own, or a consultation. */
export const decideHangUpCall = (interaction: Interaction, agentId: string, situation: Situation): NewEvent[] => {
  if (interaction.origin.kind !== 'agent' || interaction.origin.agentId !== agentId) {
    throw new CentralinoError('interaction.unknown', interaction.id);
  }
  if (consultFor(interaction) === null || isOver(interaction)) return customerGone(interaction, 'left', situation);
  const { main, segment } = mainOf(interaction, situation);
  return cancelled(main, segment, interaction, situation);
};

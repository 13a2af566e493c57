import { CentralinoError, maxMoreTimes, moreTimeMs } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { swapped } from '../call/consultation.ts';
import { decideConsult } from '../call/consultation.ts';
import { decideCancelTransfer, decideLeaveTransfer, decideTransfer } from '../call/transfer.ts';
import { interactionEvent, never } from '../events.ts';
import { completed, declined, talkEnded } from '../interaction/endings.ts';
import { consultFor } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import { chosen, disposed } from './disposition.ts';
import { isOpen } from './segment.ts';
import type { Segment } from './segment.ts';

export type SegmentCommand = CommandOf<
  | 'segment.accept'
  | 'segment.decline'
  | 'segment.hold'
  | 'segment.resume'
  | 'segment.hangUp'
  | 'segment.note'
  | 'segment.dispose'
  | 'segment.extend'
  | 'segment.finish'
  | 'segment.transfer'
  | 'segment.cancelTransfer'
  | 'segment.leaveTransfer'
  | 'segment.consult'
>;

const wrongState = (detail: string): CentralinoError => new CentralinoError('segment.state', detail);

/** What was being written or chosen when after-call work ran out is not thrown away. */
const isKept = ({ type }: SegmentCommand): boolean => type === 'segment.note' || type === 'segment.dispose';

/** The agent's own segment; other than notes and outcome, nothing can be done with a finished one. */
const ownSegment = (interaction: Interaction, command: SegmentCommand): Segment => {
  const segment = interaction.segments.find(({ id }) => id === command.segmentId);
  if (segment === undefined || segment.agentId !== command.agentId) throw new CentralinoError('segment.unknown');
  if (!isKept(command) && !isOpen(segment)) throw new CentralinoError('segment.unknown');
  return segment;
};

/** With a consultation open, hold and resume change over to it and back. */
const heldOrResumed = (
  interaction: Interaction,
  segment: Segment,
  type: 'segment.held' | 'segment.resumed',
  situation: Situation,
): NewEvent[] => {
  const { state } = segment;
  if (state.kind !== 'online' || state.held === (type === 'segment.held')) {
    throw wrongState(type === 'segment.held' ? 'Only a talk that is not on hold can be held.' : 'Only a held talk can be resumed.');
  }
  if (consultFor(interaction) !== null) throw wrongState('Only who consults can hold or resume.');
  if (segment.transfer !== null) throw new CentralinoError('transfer.running');
  const consultation = situation.consultationOf(interaction.id, segment.id);
  if (consultation !== undefined) return swapped(interaction, segment, consultation, situation.at);
  return [interactionEvent(interaction.id, situation.at, type, { segmentId: segment.id, agentId: segment.agentId })];
};

/** One more minute, counted from the end that was promised: nobody loses what was left. */
const extended = (interaction: Interaction, segment: Segment, at: number): NewEvent[] => {
  const { id, agentId, state, extensions } = segment;
  if (state.kind !== 'wrapping') throw wrongState('There is no after-call work to prolong.');
  if (extensions >= maxMoreTimes) throw new CentralinoError('wrapUp.limit');
  return [interactionEvent(interaction.id, at, 'segment.extended', { segmentId: id, agentId, until: state.until + moreTimeMs })];
};

export const decideSegment = (interaction: Interaction, command: SegmentCommand, situation: Situation): NewEvent[] => {
  const segment = ownSegment(interaction, command);
  const { at, service } = situation;
  const { state } = segment;
  const ids = { segmentId: segment.id, agentId: segment.agentId };
  switch (command.type) {
    case 'segment.accept':
      if (state.kind !== 'offered') throw wrongState('It is answered already.');
      return [interactionEvent(interaction.id, at, 'segment.accepted', { ...ids, until: at + service.connectMs })];
    case 'segment.decline':
      if (state.kind !== 'offered') throw wrongState('Only a ringing call can be declined.');
      return declined(interaction, segment, situation);
    case 'segment.hold':
      return heldOrResumed(interaction, segment, 'segment.held', situation);
    case 'segment.resume':
      return heldOrResumed(interaction, segment, 'segment.resumed', situation);
    case 'segment.hangUp':
      // Nobody has talked yet: the customer must not lose their place because an agent changed their mind.
      if (state.kind === 'accepted') return declined(interaction, segment, situation);
      if (state.kind !== 'online') throw wrongState('There is no talk to end.');
      if (segment.transfer !== null) return decideLeaveTransfer(interaction, segment, situation);
      return talkEnded(interaction, segment, 'agent', situation);
    case 'segment.note':
      if (segment.acceptedAt === null) throw wrongState('Answer first.');
      return segment.note === command.note ? [] : [interactionEvent(interaction.id, at, 'segment.noted', { ...ids, note: command.note })];
    case 'segment.dispose':
      return chosen(interaction, segment, command.outcome, situation);
    case 'segment.extend':
      return extended(interaction, segment, at);
    case 'segment.finish':
      if (state.kind !== 'wrapping') throw wrongState('Only after-call work can be finished: hang up first.');
      return [...disposed(interaction, segment, command.outcome ?? null, situation), ...completed(interaction, segment, at)];
    case 'segment.transfer':
      return decideTransfer(interaction, segment, command, situation);
    case 'segment.cancelTransfer':
      return decideCancelTransfer(interaction, segment, situation);
    case 'segment.leaveTransfer':
      return decideLeaveTransfer(interaction, segment, situation);
    case 'segment.consult':
      return decideConsult(interaction, segment, command, situation);
    default:
      return never(command);
  }
};

import { CentralinoError } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import { completed, declined, talkEnded } from '../interaction/endings.ts';
import { openSegment } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import type { Segment } from './segment.ts';

export type SegmentCommand = CommandOf<
  'segment.accept' | 'segment.decline' | 'segment.hold' | 'segment.resume' | 'segment.hangUp' | 'segment.note' | 'segment.finish'
>;

const wrongState = (detail: string): CentralinoError => new CentralinoError('segment.state', detail);

/** The agent's own segment; other than notes, nothing can be done with a finished one. */
const ownSegment = (interaction: Interaction, command: SegmentCommand): Segment => {
  const segment = interaction.segments.find(({ id }) => id === command.segmentId);
  const present = command.type === 'segment.note' || openSegment(interaction)?.id === command.segmentId;
  if (segment === undefined || segment.agentId !== command.agentId || !present) throw new CentralinoError('segment.unknown');
  return segment;
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
      if (state.kind !== 'online' || state.held) throw wrongState('Only a talk that is not on hold can be held.');
      return [interactionEvent(interaction.id, at, 'segment.held', ids)];
    case 'segment.resume':
      if (state.kind !== 'online' || !state.held) throw wrongState('Only a held talk can be resumed.');
      return [interactionEvent(interaction.id, at, 'segment.resumed', ids)];
    case 'segment.hangUp':
      // Nobody has talked yet: the customer must not lose their place because an agent changed their mind.
      if (state.kind === 'accepted') return declined(interaction, segment, situation);
      if (state.kind !== 'online') throw wrongState('There is no talk to end.');
      return talkEnded(interaction, segment, 'agent', situation);
    case 'segment.note':
      // Also when finished: a note that was being written when after-call work ran out is not thrown away.
      if (segment.acceptedAt === null) throw wrongState('Answer first.');
      return segment.note === command.note ? [] : [interactionEvent(interaction.id, at, 'segment.noted', { ...ids, note: command.note })];
    case 'segment.finish':
      if (state.kind !== 'wrapping') throw wrongState('Only after-call work can be finished: hang up first.');
      return completed(interaction, segment, at);
    default:
      return never(command);
  }
};

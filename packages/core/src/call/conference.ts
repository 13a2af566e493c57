import { CentralinoError } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import { talkEnded } from '../interaction/endings.ts';
import { segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';

export type ConferenceCommand = CommandOf<'segment.mute' | 'segment.remove'>;

/**
 * What an agent of a talk may do to another's part in it: silence it for the others, or end it. The last two keep talking. Who leaves by
 * themselves hangs up; when the caller leaves it is over for all.
 */
export const decideConference = (interaction: Interaction, command: ConferenceCommand, situation: Situation): NewEvent[] => {
  const talking = talkingSegments(interaction);
  if (!talking.some(({ agentId }) => agentId === command.agentId)) throw new CentralinoError('segment.unknown');
  const segment = segmentOf(interaction, command.segmentId);
  if (segment === undefined) throw new CentralinoError('segment.unknown');
  if (segment.state.kind !== 'online') throw new CentralinoError('segment.state', 'They are not in the talk.');
  if (command.type === 'segment.remove') {
    if (talking.length < 2) throw new CentralinoError('conference.none');
    return talkEnded(interaction, segment, 'removed', situation);
  }
  if (segment.muted === command.muted) return [];
  return [
    interactionEvent(interaction.id, situation.at, 'segment.muted', {
      segmentId: segment.id,
      agentId: segment.agentId,
      muted: command.muted,
      by: command.agentId,
    }),
  ];
};

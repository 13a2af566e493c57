import { CentralinoError } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import { finished, talkEnded, transferFailed, transferrerOf } from '../interaction/endings.ts';
import { liveSegments, segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import { isTalking } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';

export type ConferenceCommand = CommandOf<'segment.mute' | 'segment.remove' | 'conference.end'>;

/**
 * What an agent of a talk may do to another's part in it: silence it for the others, or end it. The last two keep talking. Who leaves by
 * themselves hangs up; when the caller leaves, or an agent ends it for all, it is over for everybody.
 */
export const decideConference = (interaction: Interaction, command: ConferenceCommand, situation: Situation): NewEvent[] => {
  const talking = talkingSegments(interaction);
  if (!talking.some(({ agentId }) => agentId === command.agentId)) throw new CentralinoError('segment.unknown');
  const segment = segmentOf(interaction, command.segmentId);
  if (segment === undefined) throw new CentralinoError('segment.unknown');
  if (segment.state.kind !== 'online') throw new CentralinoError('segment.state', 'They are not in the talk.');
  if (command.type === 'conference.end') return endedForAll(interaction, segment, command.agentId, situation);
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

/** Nobody goes on: who still rings is let go first, then the others' parts end, and last that of who ended it. */
const endedForAll = (interaction: Interaction, own: Segment, agentId: string, situation: Situation): NewEvent[] => {
  if (own.agentId !== agentId) throw new CentralinoError('segment.unknown');
  const others = liveSegments(interaction).filter(({ id }) => id !== own.id);
  if (!others.some(isTalking)) throw new CentralinoError('conference.none');
  return [
    ...others
      .filter((segment) => !isTalking(segment))
      .flatMap((segment) => {
        const from = transferrerOf(interaction, segment);
        return [
          finished(interaction, segment, 'withdrawn', situation.at),
          ...(from === undefined ? [] : transferFailed(interaction, from, 'cancelled', situation.at)),
        ];
      }),
    ...others.filter(isTalking).flatMap((segment) => talkEnded(interaction, segment, 'colleague', situation)),
    ...talkEnded(interaction, own, 'agent', situation),
  ];
};

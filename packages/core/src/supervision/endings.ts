import { segmentIdOf } from '@centralino/protocol';
import type { EventData, NewEvent } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Supervision } from './supervision.ts';

export const supervisionEnded = (
  interaction: Interaction,
  { id, agentId }: Supervision,
  reason: EventData<'supervision.ended'>['reason'],
  at: number,
): NewEvent => interactionEvent(interaction.id, at, 'supervision.ended', { supervisionId: id, agentId, reason });

/** The supervisor goes on as an agent of the talk, with the leg that they have. */
export const tookOver = (interaction: Interaction, supervision: Supervision, at: number): NewEvent[] => [
  supervisionEnded(interaction, supervision, 'tookOver', at),
  interactionEvent(interaction.id, at, 'segment.joined', {
    segmentId: segmentIdOf(interaction.id, interaction.segments.length + 1),
    agentId: supervision.agentId,
    legId: supervision.id,
    from: null,
    via: 'takeOver',
    by: supervision.agentId,
    service: interaction.service,
  }),
];

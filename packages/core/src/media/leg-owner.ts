import { customerLegIdOf, interactionIdOf, segmentIdOfLeg } from '@centralino/protocol';
import { legIsExpected } from '../interaction/legs.ts';
import type { World } from '../world/world.ts';

export type LegOwner =
  | { readonly party: 'customer'; readonly interactionId: string }
  | { readonly party: 'agent'; readonly interactionId: string; readonly segmentId: string; readonly agentId: string };

/** Whose leg this is; null unless media may be offered on it now. */
export const legOwner = (world: World, legId: string): LegOwner | null => {
  const interactionId = interactionIdOf(legId);
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined) return null;
  if (legId === customerLegIdOf(interactionId)) return legIsExpected(interaction, 'customer') ? { party: 'customer', interactionId } : null;
  const segmentId = segmentIdOfLeg(legId);
  const segment = interaction.segments.find(({ id }) => id === segmentId);
  if (segment === undefined || !legIsExpected(interaction, segment)) return null;
  return { party: 'agent', interactionId, segmentId: segment.id, agentId: segment.agentId };
};

import { customerLegIdOf } from '@centralino/protocol';
import { segmentOfLeg } from '../interaction/interaction.ts';
import { legIsExpected } from '../interaction/legs.ts';
import type { World } from '../world/world.ts';

/** `segmentId` null: the leg with which an agent calls by hand. */
export type LegOwner =
  | { readonly party: 'customer'; readonly interactionId: string }
  | { readonly party: 'agent'; readonly interactionId: string; readonly segmentId: string | null; readonly agentId: string };

/** Whose leg this is, and in which interaction it is now; null unless media may be offered on it now. */
export const legOwner = (world: World, legId: string): LegOwner | null => {
  const interactionId = world.legHome(legId);
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined) return null;
  if (legId === customerLegIdOf(interactionId)) {
    if (!legIsExpected(interaction, 'customer')) return null;
    const { origin } = interaction;
    return origin.kind === 'agent'
      ? { party: 'agent', interactionId, segmentId: null, agentId: origin.agentId }
      : { party: 'customer', interactionId };
  }
  const segment = segmentOfLeg(interaction, legId);
  if (segment === undefined || !legIsExpected(interaction, segment)) return null;
  return { party: 'agent', interactionId, segmentId: segment.id, agentId: segment.agentId };
};

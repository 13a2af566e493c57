import { findParty, legIsExpected } from '../interaction/party.ts';
import type { World } from '../world/world.ts';

/** `segmentId` null: the leg with which an agent calls by hand or listens in. */
export type LegOwner =
  | { readonly party: 'customer'; readonly interactionId: string }
  | { readonly party: 'agent'; readonly interactionId: string; readonly segmentId: string | null; readonly agentId: string };

/** Whose leg this is, and in which interaction it is now; null unless media may be offered on it now. */
export const legOwner = (world: World, legId: string): LegOwner | null => {
  const interactionId = world.legHome(legId);
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined) return null;
  const party = findParty(interaction, legId);
  if (party === null || !legIsExpected(interaction, party)) return null;
  if (party.kind === 'agent') return { party: 'agent', interactionId, segmentId: party.segment.id, agentId: party.segment.agentId };
  if (party.kind === 'supervisor') return { party: 'agent', interactionId, segmentId: null, agentId: party.supervision.agentId };
  const { origin } = interaction;
  return origin.kind === 'agent'
    ? { party: 'agent', interactionId, segmentId: null, agentId: origin.agentId }
    : { party: 'customer', interactionId };
};

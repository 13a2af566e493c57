import { CentralinoError, customerLegIdOf } from '@centralino/protocol';
import type { EventData } from '@centralino/protocol';
import type { Leg } from '../media/leg.ts';
import type { Segment } from '../segment/segment.ts';
import type { Supervision } from '../supervision/supervision.ts';
import { consultFor, isOver, segmentOfLeg } from './interaction.ts';
import type { Interaction } from './interaction.ts';

/** Whose leg it is: the caller's, an agent's in their part, a supervisor's. */
export type Party =
  | { readonly kind: 'customer' }
  | { readonly kind: 'agent'; readonly segment: Segment }
  | { readonly kind: 'supervisor'; readonly supervision: Supervision };

export const findParty = (interaction: Interaction, legId: string): Party | null => {
  // A consultation has no leg of its own for its caller.
  if (legId === customerLegIdOf(interaction.id) && consultFor(interaction) === null) return { kind: 'customer' };
  const segment = segmentOfLeg(interaction, legId);
  if (segment !== undefined) return { kind: 'agent', segment };
  const supervision = interaction.supervisions.find(({ id }) => id === legId);
  return supervision === undefined ? null : { kind: 'supervisor', supervision };
};

/** Refuses a leg that never existed here. */
export const partyOf = (interaction: Interaction, legId: string): Party => {
  const party = findParty(interaction, legId);
  if (party !== null) return party;
  throw new CentralinoError('leg.unknown', `${legId} is not a leg of interaction ${interaction.id}.`);
};

export const legOf = (interaction: Interaction, party: Party): Leg => {
  if (party.kind === 'customer') return interaction.leg;
  return party.kind === 'agent' ? party.segment.leg : party.supervision.leg;
};

/** How events name the party and the leg. */
export const namesOf = (interaction: Interaction, party: Party): EventData<'leg.connected'> => {
  if (party.kind === 'customer') return { party: 'customer', legId: customerLegIdOf(interaction.id) };
  return party.kind === 'agent' ? { party: 'agent', legId: party.segment.legId } : { party: 'supervisor', legId: party.supervision.id };
};

/** Whether media may be offered on this leg now. */
export const legIsExpected = (interaction: Interaction, party: Party): boolean => {
  if (party.kind === 'customer') return !isOver(interaction) && consultFor(interaction) === null;
  if (party.kind === 'supervisor') return !party.supervision.ended;
  return party.segment.state.kind === 'accepted' || party.segment.state.kind === 'online';
};

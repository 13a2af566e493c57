import type { InteractionView, SegmentView } from '@centralino/protocol';

/** Whether this agent is the one who calls. */
const calls = ({ origin }: InteractionView, agentId: string): boolean => origin.kind === 'agent' && origin.agentId === agentId;

/** Other agents who are in the talk. */
export const colleaguesIn = (interaction: InteractionView, agentId: string): SegmentView[] =>
  interaction.segments.filter((segment) => segment.state === 'online' && segment.agentId !== agentId);

/**
 * Whom this agent talks with, or is about to: the customer; of a call between agents the other one. Null: a customer who gave no name.
 * A consultation carries its customer's name too, but it is the colleague who calls.
 */
export function nameFor(interaction: InteractionView, agentId: string): string | null {
  const { origin } = interaction;
  if (origin.kind === 'customer') return interaction.customer.name;
  if (!calls(interaction, agentId)) return origin.agentName;
  return colleaguesIn(interaction, agentId)[0]?.agentName ?? interaction.targetName;
}

/** Who sent this call here by name: the colleague who transferred it or who calls. */
export function sentBy(interaction: InteractionView, segment: SegmentView): string | null {
  const { why } = segment;
  if (why.strategy !== 'direct') return null;
  if (interaction.origin.kind === 'agent' && interaction.origin.agentId === why.by) return interaction.origin.agentName;
  return interaction.segments.find(({ agentId }) => agentId === why.by)?.agentName ?? null;
}

import type { CustomerView } from '@centralino/protocol';
import { never } from '../events.ts';
import type { Interaction, Phase } from '../interaction/interaction.ts';
import { placeOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { customerLegView, serviceNameOf } from './interaction-view.ts';

const stateOf = (phase: Phase): CustomerView['state'] => {
  switch (phase.kind) {
    case 'new':
    case 'queued':
    case 'offered':
      return 'waiting';
    case 'connecting':
      return 'connecting';
    case 'online':
      return 'talking';
    case 'wrapping':
    case 'closed':
      return 'ended';
    default:
      return never(phase);
  }
};

/** The 1-based place in the service's queue. While it rings at an agent: 1, as nobody is before them. Otherwise null. */
const positionOf = (world: World, interaction: Interaction): number | null => {
  if (interaction.phase.kind === 'offered') return 1;
  if (interaction.phase.kind !== 'queued') return null;
  return (world.queues.all(interaction.service)?.rank(placeOf(interaction)) ?? 0) + 1;
};

/** The interaction as its customer may see it. The agent's name is theirs from the moment the agent answers. */
export const customerView = (world: World, id: string): CustomerView | null => {
  const interaction = world.interactions.get(id);
  if (interaction === undefined) return null;
  const { phase, queuedReason } = interaction;
  const state = stateOf(phase);
  const segment = interaction.segments.at(-1) ?? null;
  const waits = state === 'waiting' || state === 'connecting';
  const talkedLast = segment !== null && segment.onlineAt !== null;
  const showsAgent = segment !== null && (state === 'connecting' || state === 'talking' || (state === 'ended' && talkedLast));
  return {
    id,
    channel: interaction.channel,
    serviceName: serviceNameOf(world, interaction.service),
    state,
    position: positionOf(world, interaction),
    waitingSince: waits ? interaction.arrivedAt : null,
    talkingSince: state === 'talking' ? (segment?.onlineAt ?? null) : null,
    agentName: showsAgent ? (world.agents.get(segment.agentId)?.config.name ?? null) : null,
    onHold: segment?.state.kind === 'online' && segment.state.held,
    agentAway: segment?.state.kind === 'online' && segment.leg.kind === 'lost',
    returned: waits && queuedReason !== null && queuedReason !== 'arrived',
    leg: customerLegView(interaction),
    closedReason: phase.kind === 'closed' ? phase.reason : null,
    endedBy: state === 'ended' ? (segment?.endedBy ?? null) : null,
    rating: interaction.rating,
  };
};

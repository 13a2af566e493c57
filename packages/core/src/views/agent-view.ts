import type { AgentView } from '@centralino/protocol';
import { isEligible } from '../agent/agent.ts';
import { never } from '../events.ts';
import { callingAgent, openSegments, openSupervisions } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Segment } from '../segment/segment.ts';
import type { World } from '../world/world.ts';

type Activity = AgentView['activity'];

const activityOf = (segment: Segment): Activity => {
  switch (segment.state.kind) {
    case 'offered':
      return 'ringing';
    case 'accepted':
      return 'connecting';
    case 'online':
      return 'talking';
    case 'wrapping':
      return 'wrapping';
    case 'finished':
      return 'idle';
    default:
      return never(segment.state);
  }
};

/** What takes most of the agent's attention comes last. */
const byAttention: readonly Activity[] = ['idle', 'wrapping', 'ringing', 'connecting', 'calling', 'talking'];

/** What an agent does in one interaction. */
const activitiesOf = (interaction: Interaction, agentId: string): Activity[] => [
  ...openSegments(interaction).flatMap((segment) => (segment.agentId === agentId ? activityOf(segment) : [])),
  ...(openSupervisions(interaction).some((one) => one.agentId === agentId) ? ['talking' as const] : []),
  ...(callingAgent(interaction) !== agentId ? [] : [interaction.phase.kind === 'online' ? ('talking' as const) : ('calling' as const)]),
];

export const agentView = (world: World, id: string): AgentView | null => {
  const agent = world.agents.get(id);
  if (agent === undefined || agent.removed) return null;
  let activity: Activity = 'idle';
  for (const interactionId of world.workOf.get(id) ?? []) {
    const interaction = world.interactions.get(interactionId);
    for (const one of interaction === undefined ? [] : activitiesOf(interaction, id)) {
      if (byAttention.indexOf(one) > byAttention.indexOf(activity)) activity = one;
    }
  }
  return {
    id,
    username: agent.config.username,
    ...(agent.config.autoAnswer === true ? { autoAnswer: true } : {}),
    name: agent.config.name,
    presence: agent.presence,
    presenceSince: agent.presenceSince,
    connected: agent.connection.kind === 'connected',
    activity,
    idleSince: isEligible(agent) && activity === 'idle' ? agent.idleSince : null,
  };
};

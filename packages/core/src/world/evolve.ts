import type { NewEvent } from '@centralino/protocol';
import { evolveAgent, evolveAgentCalled, evolveAgentWork } from '../agent/agent.ts';
import { never, subjectOf } from '../events.ts';
import type { InteractionEvent } from '../events.ts';
import { callingAgent, consultFor, evolveInteraction, newInteraction } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { evolveService } from '../service/service.ts';
import type { Touched, World } from './world.ts';

const interactionOf = (world: World, event: NewEvent): Interaction => {
  const interaction = world.interactions.get(subjectOf(event.stream));
  if (interaction === undefined) throw new Error(`${event.type} for ${event.stream}, which does not exist`);
  return interaction;
};

type Later = Exclude<InteractionEvent, { type: 'interaction.created' }>;

const applyInteraction = (world: World, event: Later, touched: Touched | null): void => {
  const before = interactionOf(world, event);
  const after = evolveInteraction(before, event);
  world.putInteraction(after, touched);
  const caller = callingAgent(before);
  if (caller === null || callingAgent(after) !== null || consultFor(after) !== null) return;
  const agent = world.agents.get(caller);
  if (agent !== undefined) world.putAgent(evolveAgentCalled(agent, event.at), touched);
};

/** Folds one event into the world, in place; notes in `touched` what it may have made possible. */
export const apply = (world: World, event: NewEvent, touched: Touched | null): void => {
  switch (event.type) {
    case 'service.configured':
    case 'service.removed':
      world.putService(evolveService(world.services.get(subjectOf(event.stream)), event), touched);
      return;
    case 'agent.configured':
    case 'agent.removed':
    case 'agent.presenceChanged':
    case 'agent.connected':
    case 'agent.disconnected':
      world.putAgent(evolveAgent(world.agents.get(subjectOf(event.stream)), event), touched);
      return;
    case 'interaction.created':
      world.putInteraction(newInteraction(event), touched);
      return;
    case 'segment.finished': {
      applyInteraction(world, event, touched);
      const agent = world.agents.get(event.data.agentId);
      if (agent !== undefined) world.putAgent(evolveAgentWork(agent, event), touched);
      return;
    }
    case 'interaction.queued':
    case 'interaction.contactLinked':
    case 'interaction.dataSet':
    case 'interaction.moved':
    case 'interaction.callerHeld':
    case 'interaction.callerResumed':
    case 'interaction.rated':
    case 'interaction.ended':
    case 'interaction.closed':
    case 'interaction.erased':
    case 'segment.offered':
    case 'segment.accepted':
    case 'segment.online':
    case 'segment.held':
    case 'segment.resumed':
    case 'segment.noted':
    case 'segment.muted':
    case 'segment.transferring':
    case 'segment.transferred':
    case 'segment.transferFailed':
    case 'segment.joined':
    case 'segment.disposed':
    case 'segment.wrapping':
    case 'segment.extended':
    case 'supervision.started':
    case 'supervision.modeChanged':
    case 'supervision.ended':
    case 'recording.started':
    case 'recording.paused':
    case 'recording.resumed':
    case 'recording.stopped':
    case 'recording.saved':
    case 'recording.failed':
    case 'recording.removed':
    case 'leg.connected':
    case 'leg.lost':
    case 'leg.measured':
      applyInteraction(world, event, touched);
      return;
    default:
      never(event);
  }
};

/** Folds one committed event into the world, in place. */
export const evolve = (world: World, event: NewEvent): void => apply(world, event, null);

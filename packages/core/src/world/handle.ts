import { CentralinoError, interactionIdOf } from '@centralino/protocol';
import type { Command, NewEvent } from '@centralino/protocol';
import { decideAgent, decideAgentDeadline, decideAgentRestart } from '../agent/decide.ts';
import { never, subjectOf } from '../events.ts';
import { decideDeadline } from '../interaction/deadlines.ts';
import { decideCreate, decideInteraction } from '../interaction/decide.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { decideLeg, decideRestart } from '../interaction/legs.ts';
import type { Situation } from '../interaction/situation.ts';
import { distribute } from '../routing/distribute.ts';
import { decideSegment } from '../segment/decide.ts';
import { decideService } from '../service/service.ts';
import { apply } from './evolve.ts';
import type { Touched, World } from './world.ts';

const situationOf = (world: World, interaction: Interaction, at: number): Situation => {
  // A service with open interactions cannot be removed; of a removed one the last configuration still applies to ratings and the like.
  const service = world.services.get(interaction.service)?.config;
  if (service === undefined) throw new Error(`interaction ${interaction.id} is of service ${interaction.service}, which does not exist`);
  return { at, service, agent: (id) => world.agents.get(id) };
};

const workOf = (world: World, agentId: string): Interaction[] =>
  [...(world.workOf.get(agentId) ?? [])].flatMap((id) => world.interactions.get(id) ?? []);

/** The first of this stream's due deadlines; an unknown stream has none (it was forgotten). */
const decideDue = (world: World, stream: string, at: number): NewEvent[] => {
  const id = subjectOf(stream);
  if (stream.startsWith('agent:')) {
    const agent = world.agents.get(id);
    return agent === undefined ? [] : decideAgentDeadline(agent, at);
  }
  const interaction = stream.startsWith('interaction:') ? world.interactions.get(id) : undefined;
  return interaction === undefined ? [] : decideDeadline(interaction, situationOf(world, interaction, at));
};

const decideStart = (world: World, at: number): NewEvent[] => [
  ...[...world.agents.values()].flatMap((agent) => decideAgentRestart(agent, at)),
  ...[...world.open].flatMap((id) => {
    const interaction = world.interactions.get(id);
    return interaction === undefined ? [] : decideRestart(interaction, situationOf(world, interaction, at));
  }),
];

const decide = (world: World, command: Command): NewEvent[] => {
  switch (command.type) {
    case 'service.configure':
      return decideService(world.services.get(command.service.code), command, 0);
    case 'service.remove':
      return decideService(world.services.get(command.code), command, world.openOfService.get(command.code) ?? 0);
    case 'agent.configure':
      return decideAgent(world.agents.get(command.agent.id), command, []);
    case 'agent.remove':
    case 'agent.setPresence':
    case 'agent.connect':
    case 'agent.disconnect':
      return decideAgent(world.agents.get(command.agentId), command, workOf(world, command.agentId));
    case 'interaction.create': {
      const service = world.services.get(command.service);
      return decideCreate(world.interactions.get(command.interactionId), service?.removed === true ? undefined : service?.config, command);
    }
    case 'interaction.leave':
    case 'interaction.linkContact':
    case 'interaction.rate': {
      const interaction = world.interactions.get(command.interactionId);
      if (interaction === undefined) throw new CentralinoError('interaction.unknown', command.interactionId);
      return decideInteraction(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'segment.accept':
    case 'segment.decline':
    case 'segment.hold':
    case 'segment.resume':
    case 'segment.hangUp':
    case 'segment.note':
    case 'segment.finish': {
      const interaction = world.interactions.get(command.interactionId);
      if (interaction === undefined) throw new CentralinoError('segment.unknown');
      return decideSegment(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'leg.connected':
    case 'leg.lost':
    case 'leg.failed':
    case 'leg.measured': {
      const interaction = world.interactions.get(command.interactionId);
      if (interaction === undefined || interactionIdOf(command.legId) !== command.interactionId)
        throw new CentralinoError('leg.unknown', command.legId);
      return decideLeg(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'deadline.reached':
      return decideDue(world, command.stream, command.at);
    case 'engine.started':
      return decideStart(world, command.at);
    case 'call.make':
    case 'call.hangUp':
    case 'segment.transfer':
    case 'segment.cancelTransfer':
    case 'segment.leaveTransfer':
    case 'segment.consult':
    case 'segment.mute':
    case 'segment.remove':
    case 'consult.swap':
    case 'consult.complete':
    case 'consult.cancel':
    case 'consult.conference':
      throw new CentralinoError('interaction.state', command.type);
    default:
      return never(command);
  }
};

/**
 * Decides one command and all that follows from it, folding the events into the world in place.
 * A refused command throws `CentralinoError` and has changed nothing. The same log always gives the same decisions.
 */
export const handle = (world: World, command: Command): NewEvent[] => {
  const events: NewEvent[] = [];
  const touched: Touched = { interactions: new Set(), agents: new Set(), services: new Set() };
  const record = (event: NewEvent): void => {
    apply(world, event, touched);
    events.push(event);
  };
  decide(world, command).forEach(record);
  if (command.type === 'deadline.reached') {
    for (let due = decideDue(world, command.stream, command.at); due.length > 0; due = decideDue(world, command.stream, command.at))
      due.forEach(record);
  }
  distribute(world, touched, command.at, record);
  return events;
};

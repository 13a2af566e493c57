import { CentralinoError, interactionIdOf } from '@centralino/protocol';
import type { Command, ErrorCode, NewEvent, NotificationFact, ServiceConfig } from '@centralino/protocol';
import { decideAgent, decideAgentDeadline, decideAgentRestart } from '../agent/decide.ts';
import { decideConference } from '../call/conference.ts';
import { decideConsultation, decideHangUpCall } from '../call/consultation.ts';
import { decideHoldCall, decideMakeCall } from '../call/manual.ts';
import { never, subjectOf } from '../events.ts';
import { decideDeadline } from '../interaction/deadlines.ts';
import { decideCreate, decideInteraction } from '../interaction/decide.ts';
import { consultFor } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { decideLeg, decideRestart } from '../interaction/legs.ts';
import type { Situation, Surroundings } from '../interaction/situation.ts';
import { decideRecording } from '../recording/decide.ts';
import { distribute } from '../routing/distribute.ts';
import { decideSegment } from '../segment/decide.ts';
import { decideService } from '../service/service.ts';
import { decideSupervise } from '../supervision/decide.ts';
import { decideMove } from '../supervision/move.ts';
import { decideConsequences } from './consequences.ts';
import { notificationFacts } from '../notification/facts.ts';
import { apply } from './evolve.ts';
import type { Touched, World } from './world.ts';

const surroundingsOf = (world: World, at: number): Surroundings => {
  // A service with open interactions cannot be removed; of a removed one the last configuration still applies to ratings and the like.
  const config = (code: string): ServiceConfig => {
    const service = world.service(code);
    if (service === undefined) throw new Error(`there is no service ${code}`);
    return service.config;
  };
  return {
    at,
    config,
    agent: (id) => world.agents.get(id),
    isFree: (agentId) => world.isFree(agentId),
    offeredService: (code) => {
      const service = world.services.get(code);
      return service === undefined || service.removed ? undefined : service.config;
    },
    interaction: (id) => world.interactions.get(id),
    consultationOf: (interactionId, segmentId) =>
      [...(world.consultationsOf.get(interactionId) ?? [])]
        .map((id) => world.interactions.get(id))
        .find((consultation) => consultation !== undefined && consultFor(consultation)?.segmentId === segmentId),
  };
};

const situationOf = (world: World, interaction: Interaction, at: number): Situation => {
  const surroundings = surroundingsOf(world, at);
  return { ...surroundings, service: surroundings.config(interaction.service) };
};

const found = (world: World, id: string, code: ErrorCode): Interaction => {
  const interaction = world.interactions.get(id);
  if (interaction === undefined) throw new CentralinoError(code, id);
  return interaction;
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
      return decideAgent(world.agents.get(command.agent.id), command, workOf(world, command.agent.id));
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
    case 'interaction.rate':
    case 'interaction.erase':
    case 'interaction.setData': {
      const interaction = found(world, command.interactionId, 'interaction.unknown');
      return decideInteraction(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'segment.accept':
    case 'segment.decline':
    case 'segment.hold':
    case 'segment.resume':
    case 'segment.hangUp':
    case 'segment.note':
    case 'segment.dispose':
    case 'segment.extend':
    case 'segment.finish':
    case 'segment.transfer':
    case 'segment.cancelTransfer':
    case 'segment.leaveTransfer':
    case 'segment.consult': {
      const interaction = found(world, command.interactionId, 'segment.unknown');
      return decideSegment(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'segment.mute':
    case 'segment.remove':
    case 'conference.end': {
      const interaction = found(world, command.interactionId, 'segment.unknown');
      return decideConference(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'supervise.start':
    case 'supervise.setMode':
    case 'supervise.stop':
    case 'supervise.takeOver': {
      const interaction = found(world, command.interactionId, 'interaction.unknown');
      return decideSupervise(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'consult.swap':
    case 'consult.complete':
    case 'consult.cancel':
    case 'consult.conference': {
      const interaction = found(world, command.interactionId, 'consult.unknown');
      return decideConsultation(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'call.make': {
      const work = workOf(world, command.agentId);
      return decideMakeCall(world.interactions.get(command.interactionId), command, work, surroundingsOf(world, command.at));
    }
    case 'call.hangUp': {
      const interaction = found(world, command.interactionId, 'interaction.unknown');
      return decideHangUpCall(interaction, command.agentId, situationOf(world, interaction, command.at));
    }
    case 'interaction.move': {
      const interaction = found(world, command.interactionId, 'interaction.unknown');
      return decideMove(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'call.hold':
    case 'call.resume': {
      const interaction = found(world, command.interactionId, 'interaction.unknown');
      return decideHoldCall(interaction, command);
    }
    case 'recording.start':
    case 'recording.pause':
    case 'recording.resume':
    case 'recording.stop': {
      const interaction = found(world, command.interactionId, 'segment.unknown');
      return decideRecording(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'recording.save':
    case 'recording.fail':
    case 'recording.remove': {
      const interaction = found(world, command.interactionId, 'recording.unknown');
      return decideRecording(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'leg.connected':
    case 'leg.lost':
    case 'leg.failed':
    case 'leg.measured': {
      // Who reports may not know yet that the leg went over to another interaction.
      const home = world.legHome(command.legId);
      const interaction = world.interactions.get(home);
      const named = command.interactionId === home || command.interactionId === interactionIdOf(command.legId);
      if (interaction === undefined || !named) throw new CentralinoError('leg.unknown', command.legId);
      return decideLeg(interaction, command, situationOf(world, interaction, command.at));
    }
    case 'deadline.reached':
      return decideDue(world, command.stream, command.at);
    case 'engine.started':
      return decideStart(world, command.at);
    default:
      return never(command);
  }
};

/** Decides what follows from what was touched, until nothing follows any more. */
const settle = (world: World, touched: Touched, at: number, record: (event: NewEvent) => void): void => {
  for (const id of touched.interactions) {
    // Recording touches it again: it then comes once more, at the end.
    touched.interactions.delete(id);
    for (const one of [id, ...(world.consultationsOf.get(id) ?? [])]) {
      const interaction = world.interactions.get(one);
      if (interaction !== undefined) decideConsequences(interaction, situationOf(world, interaction, at)).forEach(record);
    }
  }
};

/** Hears what a decided event means to receivers of notifications. `index`: which of the command's events it was. */
export type Tell = (fact: NotificationFact, index: number) => void;

/**
 * Decides one command and all that follows from it, folding the events into the world in place.
 * A refused command throws `CentralinoError` and has changed nothing. The same log always gives the same decisions.
 */
export const handle = (world: World, command: Command, tell?: Tell): NewEvent[] => {
  const events: NewEvent[] = [];
  const touched: Touched = { interactions: new Set(), agents: new Set(), services: new Set() };
  const record = (event: NewEvent): void => {
    const before = tell === undefined ? undefined : world.interactions.get(subjectOf(event.stream));
    apply(world, event, touched);
    if (tell !== undefined) for (const fact of notificationFacts(world, event, before)) tell(fact, events.length);
    events.push(event);
  };
  decide(world, command).forEach(record);
  settle(world, touched, command.at, record);
  if (command.type === 'deadline.reached') {
    for (let due = decideDue(world, command.stream, command.at); due.length > 0; due = decideDue(world, command.stream, command.at)) {
      due.forEach(record);
      settle(world, touched, command.at, record);
    }
  }
  distribute(world, touched, command.at, record);
  return events;
};

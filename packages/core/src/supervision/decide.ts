import { CentralinoError, supervisorLegIdOf } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import { talkEnded } from '../interaction/endings.ts';
import { callingAgent, consultFor, openSupervisions, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import { supervisionEnded, tookOver } from './endings.ts';
import type { Supervision } from './supervision.ts';

export type SuperviseCommand = CommandOf<'supervise.start' | 'supervise.setMode' | 'supervise.stop' | 'supervise.takeOver'>;

const started = (interaction: Interaction, command: CommandOf<'supervise.start'>, situation: Situation): NewEvent[] => {
  const { at, agentId, mode } = command;
  const supervisor = situation.agent(agentId);
  if (supervisor === undefined || supervisor.removed) throw new CentralinoError('agent.unknown', agentId);
  if (supervisor.connection.kind !== 'connected') throw new CentralinoError('agent.notConnected');
  if (consultFor(interaction) !== null || talkingSegments(interaction).length === 0) throw new CentralinoError('supervise.noTalk');
  const own = interaction.segments.some((segment) => segment.agentId === agentId && segment.state.kind !== 'finished');
  if (own || callingAgent(interaction) === agentId) throw new CentralinoError('supervise.ownTalk');
  // Whoever talks, rings or works on something is not free; a supervisor hears one talk at a time.
  if (!situation.isFree(agentId)) throw new CentralinoError('agent.busy');
  return [
    interactionEvent(interaction.id, at, 'supervision.started', {
      supervisionId: supervisorLegIdOf(interaction.id, interaction.supervisions.length + 1),
      agentId,
      mode,
      until: at + situation.service.connectMs,
    }),
  ];
};

/** The supervisor goes on as the agent, with the leg they have; the others' parts are over, the customer notices nothing. */
const takenOver = (interaction: Interaction, supervision: Supervision, situation: Situation): NewEvent[] => {
  if (supervision.leg.kind !== 'connected') throw new CentralinoError('supervise.none', 'Your line is not up.');
  if (interaction.segments.some(({ transfer }) => transfer !== null)) throw new CentralinoError('transfer.running');
  return [
    ...tookOver(interaction, supervision, situation.at),
    ...talkingSegments(interaction).flatMap((segment) => talkEnded(interaction, segment, 'removed', situation)),
  ];
};

export const decideSupervise = (interaction: Interaction, command: SuperviseCommand, situation: Situation): NewEvent[] => {
  if (command.type === 'supervise.start') return started(interaction, command, situation);
  const supervision = openSupervisions(interaction).find(({ agentId }) => agentId === command.agentId);
  if (supervision === undefined) throw new CentralinoError('supervise.none');
  const { at } = situation;
  switch (command.type) {
    case 'supervise.setMode': {
      if (supervision.mode === command.mode) return [];
      const ids = { supervisionId: supervision.id, agentId: supervision.agentId };
      return [interactionEvent(interaction.id, at, 'supervision.modeChanged', { ...ids, mode: command.mode })];
    }
    case 'supervise.stop':
      return [supervisionEnded(interaction, supervision, 'left', at)];
    case 'supervise.takeOver':
      return takenOver(interaction, supervision, situation);
    default:
      return never(command);
  }
};

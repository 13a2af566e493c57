import { CentralinoError } from '@centralino/protocol';
import type { CommandOf, NewEvent, Presence } from '@centralino/protocol';
import { agentEvent, never } from '../events.ts';
import { sameJson } from '../same-json.ts';
import { withdrawn } from '../interaction/endings.ts';
import { callingAgent, openSegments, openSupervisions } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { agentDeadline, awayMs } from './agent.ts';
import type { Agent } from './agent.ts';

export type AgentCommand = CommandOf<'agent.configure' | 'agent.remove' | 'agent.setPresence' | 'agent.connect' | 'agent.disconnect'>;

const samePresence = (a: Presence, b: Presence): boolean =>
  a.kind === b.kind && (a.kind !== 'paused' || b.kind !== 'paused' || a.reason === b.reason);

const signedIn = (id: string, at: number): NewEvent =>
  agentEvent(id, at, 'agent.presenceChanged', { presence: { kind: 'paused', reason: 'signedIn' }, by: 'system' });

/** Takes back what rings at this agent; answered calls stay. */
const withdrawRinging = (agentId: string, work: readonly Interaction[], at: number): NewEvent[] =>
  work.flatMap((interaction) => {
    const ringing = openSegments(interaction).find((segment) => segment.agentId === agentId && segment.state.kind === 'offered');
    return ringing === undefined ? [] : withdrawn(interaction, ringing, at);
  });

/** Whether the agent has more to do than to answer what rings: it would be cut off if they were sent away now. */
const isEngaged = (agentId: string, work: readonly Interaction[]): boolean =>
  work.some(
    (interaction) =>
      callingAgent(interaction) === agentId ||
      openSupervisions(interaction).some((one) => one.agentId === agentId) ||
      openSegments(interaction).some((segment) => segment.agentId === agentId && segment.state.kind !== 'offered'),
  );

const configured = (
  agent: Agent | undefined,
  { at, agent: config, unlessEngaged = false }: CommandOf<'agent.configure'>,
  work: readonly Interaction[],
): NewEvent[] => {
  if (unlessEngaged && isEngaged(config.id, work)) throw new CentralinoError('agent.busy');
  if (agent !== undefined && !agent.removed && sameJson(agent.config, config)) return [];
  return [agentEvent(config.id, at, 'agent.configured', { agent: config })];
};

const presenceSet = (agent: Agent, command: CommandOf<'agent.setPresence'>, work: readonly Interaction[]): NewEvent[] => {
  const { at, agentId, presence, by } = command;
  if (presence.kind === 'loggedOut' && work.length > 0) throw new CentralinoError('agent.busy');
  // Nobody would ever end the presence of somebody who is not there and is not expected back.
  const absent = agent.presence.kind === 'loggedOut' && agent.connection.kind === 'disconnected';
  if (absent && presence.kind !== 'loggedOut') throw new CentralinoError('agent.notConnected', agent.config.username);
  if (samePresence(agent.presence, presence)) return [];
  // What rings already goes on ringing: a pause is for what comes after it.
  return [agentEvent(agentId, at, 'agent.presenceChanged', { presence, by })];
};

const removed = (agent: Agent, at: number, work: readonly Interaction[]): NewEvent[] => {
  const { id } = agent.config;
  if (isEngaged(id, work)) throw new CentralinoError('agent.busy');
  return [agentEvent(id, at, 'agent.removed', {}), ...withdrawRinging(id, work, at)];
};

/** `work`: the interactions of this agent's open segments and own calls. */
export const decideAgent = (agent: Agent | undefined, command: AgentCommand, work: readonly Interaction[]): NewEvent[] => {
  if (command.type === 'agent.configure') return configured(agent, command, work);
  const { at, agentId } = command;
  if (agent === undefined || agent.removed) throw new CentralinoError('agent.unknown', agentId);
  switch (command.type) {
    case 'agent.remove':
      return removed(agent, at, work);
    case 'agent.setPresence':
      return presenceSet(agent, command, work);
    case 'agent.connect':
      return [
        ...(agent.connection.kind === 'connected' ? [] : [agentEvent(agentId, at, 'agent.connected', {})]),
        ...(agent.presence.kind === 'loggedOut' ? [signedIn(agentId, at)] : []),
      ];
    case 'agent.disconnect':
      return agent.connection.kind === 'disconnected'
        ? []
        : [agentEvent(agentId, at, 'agent.disconnected', { until: at + awayMs }), ...withdrawRinging(agentId, work, at)];
    default:
      return never(command);
  }
};

/** An agent who stayed away too long is signed out. What they talk in goes on as long as their leg does. */
export const decideAgentDeadline = (agent: Agent, at: number): NewEvent[] => {
  const deadline = agentDeadline(agent);
  if (deadline === null || deadline > at) return [];
  return [agentEvent(agent.config.id, at, 'agent.presenceChanged', { presence: { kind: 'loggedOut' }, by: 'system' })];
};

/** After a restart nobody is connected; who was signed in has the usual time to come back. */
export const decideAgentRestart = (agent: Agent, at: number): NewEvent[] =>
  agent.removed || (agent.connection.kind === 'disconnected' && agent.presence.kind === 'loggedOut')
    ? []
    : [agentEvent(agent.config.id, at, 'agent.disconnected', { until: at + awayMs })];

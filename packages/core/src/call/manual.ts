import { CentralinoError, directServiceCode } from '@centralino/protocol';
import type { CommandOf, NewEvent, Target } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import { callingAgent, consultFor, liveSegments, openSupervisions, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Surroundings } from '../interaction/situation.ts';
import { checkReachable, checkTarget } from './target.ts';

/** The service that a call by an agent is of. */
export const serviceOfCall = (to: Target, named: string | null): string => (to.kind === 'service' ? to.code : (named ?? directServiceCode));

/**
 * An agent calls by hand: an interaction whose caller is the agent.
 *
 * ```
 *  call.make       caller's leg up                    answered           both legs up
 *  ─────────▶ new ────────────────▶ queued ▶ offered ──────────▶ connecting ────────▶ online ──▶ ended, closed
 *                                              │ declined, missed, busy, unreachable, mediaFailed
 *                                              ▼
 *                                            closed(reason)          (calls to a service: back to the front of its line)
 * ```
 * `work`: what the caller is busy with. After-call work may go on during a call; a talk or a ring may not.
 */
export const decideMakeCall = (
  existing: Interaction | undefined,
  command: CommandOf<'call.make'>,
  work: readonly Interaction[],
  surroundings: Surroundings,
): NewEvent[] => {
  const { at, interactionId, agentId, to, channel, language } = command;
  const caller = surroundings.agent(agentId);
  if (caller === undefined || caller.removed) throw new CentralinoError('agent.unknown', agentId);
  if (existing !== undefined) throw new CentralinoError('interaction.exists', interactionId);
  if (caller.connection.kind !== 'connected' || caller.presence.kind === 'loggedOut') throw new CentralinoError('agent.notConnected');
  const talks = work.some((one) =>
    [callingAgent(one), ...[...liveSegments(one), ...openSupervisions(one)].map((part) => part.agentId)].includes(agentId),
  );
  if (talks) throw new CentralinoError('agent.busy');
  if (command.service !== null && surroundings.offeredService(command.service) === undefined) {
    throw new CentralinoError('service.unknown', command.service);
  }
  checkTarget(to, agentId, channel, surroundings);
  checkReachable(to, surroundings);
  const service = serviceOfCall(to, command.service);
  const { callData = [] } = command;
  return [
    interactionEvent(interactionId, at, 'interaction.created', {
      service,
      channel,
      language,
      customer: { name: caller.config.name, contactId: command.contactId ?? null, answers: [] },
      connectUntil: at + surroundings.config(service).connectMs,
      origin: { kind: 'agent', agentId, consultFor: null },
      target: to,
    }),
    ...(callData.length === 0 ? [] : [interactionEvent(interactionId, at, 'interaction.dataSet', { data: callData, by: agentId })]),
  ];
};

/**
 * The caller of a call by hand holds it: the others hear music, or each other, the caller silence. A consultation is held by going back to
 * the talk that it is about.
 */
export const decideHoldCall = (interaction: Interaction, command: CommandOf<'call.hold' | 'call.resume'>): NewEvent[] => {
  const { at, agentId, type } = command;
  if (callingAgent(interaction) !== agentId) throw new CentralinoError('interaction.unknown', interaction.id);
  if (consultFor(interaction) !== null) throw new CentralinoError('interaction.state', 'Change over to the other talk instead.');
  if (talkingSegments(interaction).length === 0) throw new CentralinoError('interaction.state', 'Nobody is there to be held.');
  const held = type === 'call.hold';
  if (interaction.callerHeld === held) {
    throw new CentralinoError('interaction.state', held ? 'The call is on hold already.' : 'The call is not on hold.');
  }
  return [interactionEvent(interaction.id, at, held ? 'interaction.callerHeld' : 'interaction.callerResumed', { agentId })];
};

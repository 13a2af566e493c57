import { CentralinoError, segmentIdOf } from '@centralino/protocol';
import type { CallFailure, Channel, NewEvent, Target } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import type { Surroundings } from '../interaction/situation.ts';

/** Refuses a target that cannot be called by this agent at all. Whether an agent can take the call now is `failureOf`. */
export const checkTarget = (to: Target, by: string, channel: Channel, { agent, offeredService }: Surroundings): void => {
  switch (to.kind) {
    case 'agent': {
      const called = agent(to.agentId);
      if (called === undefined || called.removed) throw new CentralinoError('agent.unknown', to.agentId);
      if (to.agentId === by) throw new CentralinoError('target.self');
      return;
    }
    case 'service': {
      const service = offeredService(to.code);
      if (service === undefined) throw new CentralinoError('service.unknown', to.code);
      if (!service.channels.includes(channel)) throw new CentralinoError('service.channelNotOffered', `${service.name}: ${channel}`);
      return;
    }
    case 'number':
      throw new CentralinoError('target.noTrunk', to.number);
    default:
      never(to);
  }
};

/** Why this agent cannot be called at this moment; null: they can. Colleagues may call also who is paused. */
export const failureOf = (agentId: string, { agent, isFree }: Surroundings): Extract<CallFailure, 'busy' | 'unreachable'> | null => {
  const called = agent(agentId);
  if (called === undefined || called.removed) return 'unreachable';
  if (called.connection.kind !== 'connected' || called.presence.kind === 'loggedOut') return 'unreachable';
  return isFree(agentId) ? null : 'busy';
};

/** Refuses at once what would fail at once. */
export const checkReachable = (to: Target, surroundings: Surroundings): void => {
  const failure = to.kind === 'agent' ? failureOf(to.agentId, surroundings) : null;
  if (failure === null || to.kind !== 'agent') return;
  const name = surroundings.agent(to.agentId)?.config.name ?? to.agentId;
  throw new CentralinoError(failure === 'busy' ? 'target.busy' : 'target.unreachable', name);
};

/** The first ring of a call whose caller is an agent: in the service's line, or straight at the one who was called. */
export const rings = (
  call: { id: string; service: string; arrivedAt: number; to: Target; by: string },
  surroundings: Surroundings,
): NewEvent[] => {
  const { at } = surroundings;
  const { id, to, arrivedAt } = call;
  const queued = interactionEvent(id, at, 'interaction.queued', { reason: 'arrived', front: false, arrivedAt, target: to });
  if (to.kind !== 'agent') return [queued];
  const failure = failureOf(to.agentId, surroundings);
  if (failure !== null) return [queued, interactionEvent(id, at, 'interaction.closed', { reason: failure })];
  return [
    queued,
    interactionEvent(id, at, 'segment.offered', {
      segmentId: segmentIdOf(id, 1),
      agentId: to.agentId,
      until: at + surroundings.config(call.service).ringMs,
      why: { strategy: 'direct', by: call.by, waitedMs: Math.max(0, at - arrivedAt) },
    }),
  ];
};

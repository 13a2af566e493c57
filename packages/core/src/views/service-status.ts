import type { ServiceStatus } from '@centralino/protocol';
import type { World } from '../world/world.ts';

const earliest = (...times: (number | undefined)[]): number | null => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? null : Math.min(...known);
};

/** `waiting` counts the queue: a customer whose call rings at an agent is not in it. */
export const serviceStatus = (world: World, code: string): ServiceStatus | null => {
  const service = world.services.get(code);
  if (service === undefined || service.removed) return null;
  const queue = world.queues.all(code);
  const agents = world.agentIndex.count(service.config.skillsets);
  return {
    code,
    name: service.config.name,
    waiting: queue?.size ?? 0,
    agentsPresent: agents.present,
    agentsReady: agents.ready,
    agentsFree: agents.free,
    // In front are returned customers; behind them may be one who arrived earlier.
    longestWaitSince: earliest(queue?.first?.arrivedAt, queue?.atOrAfter({ front: false, arrivedAt: -1, id: '' })?.arrivedAt),
  };
};

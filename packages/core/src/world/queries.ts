import type { AgentConfig, ServiceConfig } from '@centralino/protocol';
import type { World } from './world.ts';

/** How long a closed interaction stays in memory: its customer may still rate it, its agent read it. */
export const rememberMs = 10 * 60_000;

/** Streams that have something due at or before `at`, earliest first. Handle `deadline.reached` for each. */
export const dueStreams = (world: World, at: number): string[] => [...new Set([...world.deadlines.due(at), ...world.retries.due(at)])];

export const nextDeadlineAt = (world: World): number | null => {
  const { nextAt } = world.deadlines;
  const retryAt = world.retries.nextAt;
  return nextAt === null || retryAt === null ? (nextAt ?? retryAt) : Math.min(nextAt, retryAt);
};

/** Interaction ids, next first. */
export const queueOf = (world: World, service: string): string[] => Array.from(world.queues.all(service) ?? [], ({ id }) => id);

/** Interactions in which this agent has a segment that is not finished. */
export const openInteractionsOf = (world: World, agentId: string): string[] => [...(world.workOf.get(agentId) ?? [])];

export const openInteractions = (world: World): Iterable<string> => world.open;

export const listAgents = (world: World): AgentConfig[] =>
  [...world.agents.values()].filter(({ removed }) => !removed).map(({ config }) => config);

export const listServices = (world: World): ServiceConfig[] =>
  [...world.services.values()].filter(({ removed }) => !removed).map(({ config }) => config);

export const serviceConfig = (world: World, code: string): ServiceConfig | null => {
  const service = world.services.get(code);
  return service === undefined || service.removed ? null : service.config;
};

/** Interactions that were closed more than ten minutes before `at`. */
export const forgettable = (world: World, at: number): string[] => world.closed.due(at - rememberMs - 1);

/** Drops a closed interaction from memory; its history is in the log. An open one stays. */
export const forget = (world: World, id: string): void => world.forget(id);

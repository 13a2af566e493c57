import type { AgentConfig, Origin, ServiceConfig } from '@centralino/protocol';
import { consultFor } from '../interaction/interaction.ts';
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

/** Interactions in which this agent has a segment that is not finished, or that they call themselves. */
export const openInteractionsOf = (world: World, agentId: string): string[] => [...(world.workOf.get(agentId) ?? [])];

/** Who began an interaction; null: it is not known (any more). */
export const originOf = (world: World, id: string): Origin | null => world.interactions.get(id)?.origin ?? null;

export const openInteractions = (world: World): Iterable<string> => world.open;

export const listAgents = (world: World): AgentConfig[] =>
  [...world.agents.values()].filter(({ removed }) => !removed).map(({ config }) => config);

export const listServices = (world: World): ServiceConfig[] =>
  [...world.services.values()].filter(({ removed }) => !removed).map(({ config }) => config);

export const serviceConfig = (world: World, code: string): ServiceConfig | null => {
  const service = world.service(code);
  return service === undefined || service.removed ? null : service.config;
};

/** The interaction in which a leg is now: where its id says, unless a consultation was completed or became a conference. */
export const legHome = (world: World, legId: string): string => world.legHome(legId);

/**
 * The interaction whose media an interaction shares: of a consultation the one it is about, else itself. Legs of one group belong on
 * one media node; when one of a group changes, the media of all of it may have changed.
 */
export const mediaGroup = (world: World, interactionId: string): string => {
  const interaction = world.interactions.get(interactionId);
  return (interaction === undefined ? null : consultFor(interaction))?.interactionId ?? interactionId;
};

/** The interactions of a media group (see `mediaGroup`), the main one first. */
export const mediaGroupMembers = (world: World, group: string): string[] => [group, ...(world.consultationsOf.get(group) ?? [])];

/** Interactions that were closed more than ten minutes before `at`; not those whose recording is still on its way to the store. */
export const forgettable = (world: World, at: number): string[] =>
  world.closed
    .due(at - rememberMs - 1)
    .filter((id) => !world.interactions.get(id)?.recordings.some(({ state }) => state.kind === 'saving'));

/** Drops a closed interaction from memory; its history is in the log. An open one stays. */
export const forget = (world: World, id: string): void => world.forget(id);

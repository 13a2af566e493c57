import type { RoutingWhy } from '@centralino/protocol';
import { isAvoiding } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { comparePlaces } from '../world/queue-index.ts';
import type { Place } from '../world/queue-index.ts';
import type { World } from '../world/world.ts';

/** An interaction that can be offered now, and the agent who gets it. */
export interface Match {
  readonly place: Place;
  readonly interaction: Interaction;
  readonly agentId: string;
  readonly why: RoutingWhy;
}

/** The service's skillsets in order; in the first that has somebody, who is idle the longest. */
export const pickAgent = (world: World, interaction: Interaction, at: number): Omit<Match, 'place'> | null => {
  for (const skillset of world.services.get(interaction.service)?.config.skillsets ?? []) {
    const free = world.agentIndex.free(skillset);
    if (free === undefined) continue;
    for (const { id, idleSince } of free) {
      if (isAvoiding(interaction, id, at)) continue;
      const avoided = interaction.avoid.filter(
        ({ agentId, until }) =>
          until > at && world.agentIndex.entry(agentId)?.free === true && world.agentIndex.entry(agentId)?.skillsets.includes(skillset),
      );
      const why: RoutingWhy = {
        strategy: 'longestIdle',
        skillset,
        idleMs: Math.max(0, at - idleSince),
        waitedMs: Math.max(0, at - interaction.arrivedAt),
        candidates: free.size - avoided.length,
      };
      return { interaction, agentId: id, why };
    }
  }
  return null;
};

/** The first in this service's line for whom there is an agent. */
export const firstOfService = (world: World, service: string, at: number): Match | null => {
  const skillsets = world.services.get(service)?.config.skillsets ?? [];
  if (!skillsets.some((skillset) => world.agentIndex.free(skillset) !== undefined)) return null;
  for (const place of world.queues.offerable(service) ?? []) {
    const interaction = world.interactions.get(place.id);
    const picked = interaction === undefined ? null : pickAgent(world, interaction, at);
    if (picked !== null) return { place, ...picked };
  }
  return null;
};

/** The first in line among all services whose skillsets this agent has, other than those that avoid the agent now. */
export const firstForAgent = (world: World, agentId: string, at: number): Match | null => {
  const entry = world.agentIndex.entry(agentId);
  if (entry?.free !== true) return null;
  let best: { place: Place; interaction: Interaction } | null = null;
  for (const skillset of entry.skillsets) {
    for (const head of world.queues.heads(skillset)) {
      if (best !== null && comparePlaces(head.place, best.place) >= 0) break;
      for (const place of world.queues.offerable(head.service) ?? []) {
        if (best !== null && comparePlaces(place, best.place) >= 0) break;
        const interaction = world.interactions.get(place.id);
        if (interaction === undefined || isAvoiding(interaction, agentId, at)) continue;
        best = { place, interaction };
        break;
      }
    }
  }
  if (best === null) return null;
  // Somebody else may have waited longer for work than this agent.
  const picked = pickAgent(world, best.interaction, at);
  return picked === null ? null : { place: best.place, ...picked };
};

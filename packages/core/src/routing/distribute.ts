import { segmentIdOf } from '@centralino/protocol';
import type { NewEvent } from '@centralino/protocol';
import { interactionEvent, subjectOf } from '../events.ts';
import { comparePlaces } from '../world/queue-index.ts';
import type { Touched, World } from '../world/world.ts';
import { firstForAgent, firstOfService } from './pick.ts';
import type { Match } from './pick.ts';

/** Offers that have just become possible again because an agent's back-off is over. */
const touchRetries = (world: World, touched: Touched, at: number): void => {
  for (const stream of world.retries.due(at)) {
    const interaction = world.interactions.get(subjectOf(stream));
    if (interaction === undefined) continue;
    touched.services.add(interaction.service);
    for (const { until } of interaction.avoid) if (until <= at) world.retries.move(stream, until, null);
  }
};

const bestMatch = (world: World, touched: Touched, at: number): Match | null => {
  let best: Match | null = null;
  const consider = (match: Match): void => {
    if (best === null || comparePlaces(match.place, best.place) < 0) best = match;
  };
  for (const service of touched.services) {
    const match = firstOfService(world, service, at);
    // Offers only take agents away: what has no match now has none until something touches it again.
    if (match === null) touched.services.delete(service);
    else consider(match);
  }
  for (const agentId of touched.agents) {
    const match = firstForAgent(world, agentId, at);
    if (match === null) touched.agents.delete(agentId);
    else consider(match);
  }
  return best;
};

const offer = (world: World, { interaction, agentId, why }: Match, at: number): NewEvent =>
  interactionEvent(interaction.id, at, 'segment.offered', {
    segmentId: segmentIdOf(interaction.id, interaction.segments.length + 1),
    agentId,
    until: at + (world.services.get(interaction.service)?.config.ringMs ?? 0),
    why,
  });

/**
 * Offers until no waiting customer has a free agent any more. Before a command this is already so for everything,
 * hence only what the command touched is looked at: that is what makes a decision quick however much waits.
 */
export const distribute = (world: World, touched: Touched, at: number, record: (event: NewEvent) => void): void => {
  touchRetries(world, touched, at);
  for (let match = bestMatch(world, touched, at); match !== null; match = bestMatch(world, touched, at)) record(offer(world, match, at));
};

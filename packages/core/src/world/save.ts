import type { Agent } from '../agent/agent.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Service } from '../service/service.ts';
import { World } from './world.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Raised when the shape of saved state changes: an older snapshot is then left aside and the log replayed. */
const format = 7;

interface Saved {
  readonly format: number;
  readonly services: readonly Service[];
  readonly agents: readonly Agent[];
  readonly interactions: readonly Interaction[];
}

/** The state as plain JSON. It shares immutable parts with the world: write it out, do not change it. */
export const saveWorld = (world: World): JsonValue => {
  const saved: Saved = {
    format,
    services: [...world.services.values()],
    agents: [...world.agents.values()],
    interactions: [...world.interactions.values()],
  };
  return saved as unknown as JsonValue;
};

/** Throws when the snapshot is of another format: replay the log instead. */
export const loadWorld = (json: JsonValue): World => {
  const saved = json as unknown as Saved;
  if (saved === null || typeof saved !== 'object' || saved.format !== format) throw new Error('The snapshot is of another format.');
  const world = new World();
  for (const service of saved.services) world.putService(service, null);
  for (const agent of saved.agents) world.putAgent(agent, null);
  for (const interaction of saved.interactions) world.putInteraction(interaction, null);
  return world;
};

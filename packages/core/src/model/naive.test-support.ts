import type { Interaction } from '../interaction/interaction.ts';
import type { Segment } from '../segment/segment.ts';
import { saveWorld } from '../world/save.ts';
import type { World } from '../world/world.ts';

/* Plain questions to plain state, asked without the indexes and helpers of the code under test. */

export const at = <T>(list: readonly T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);
export const jsonOf = (world: World): string => JSON.stringify(saveWorld(world));

export const openOf = (interaction: Interaction): Segment[] => interaction.segments.filter(({ state }) => state.kind !== 'finished');
export const liveOf = (interaction: Interaction): Segment[] => openOf(interaction).filter(({ state }) => state.kind !== 'wrapping');
export const onlineOf = (interaction: Interaction): Segment[] => interaction.segments.filter(({ state }) => state.kind === 'online');
export const heldOf = ({ state }: Segment): boolean => state.kind === 'online' && state.held;
export const isOverOf = ({ phase }: Interaction): boolean => phase.kind === 'ended' || phase.kind === 'closed';
/** Neither on hold nor transferring: hears and is heard. */
export const inTalk = (segment: Segment): boolean => segment.state.kind === 'online' && !segment.state.held && segment.transfer === null;
export const aboutOf = ({ origin }: Interaction) => (origin.kind === 'agent' ? origin.consultFor : null);
export const isQueuedFor = (interaction: Interaction): boolean =>
  interaction.phase.kind === 'queued' && interaction.target.kind === 'service';

/** Who comes first: returned customers, then by arrival; the id only decides between customers of the same millisecond. */
export const inLine = (a: Interaction, b: Interaction): number => {
  const front = ({ phase }: Interaction): boolean => phase.kind === 'queued' && phase.front;
  if (front(a) !== front(b)) return front(a) ? -1 : 1;
  if (a.arrivedAt !== b.arrivedAt) return a.arrivedAt < b.arrivedAt ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
};

/** Occupied: with a part that is not finished, or as the one who calls. */
export const isBusy = (world: World, agentId: string): boolean => {
  return [...world.interactions.values()].some(
    (one) =>
      openOf(one).some((segment) => segment.agentId === agentId) ||
      (one.origin.kind === 'agent' && one.origin.agentId === agentId && !isOverOf(one)) ||
      one.supervisions.some((supervision) => supervision.agentId === agentId && !supervision.ended),
  );
};

/** Agents of one of these skillsets who could be offered something, by plain looking. */
export const freeAgents = (world: World, skillsets: readonly string[]): string[] => {
  return [...world.agents.values()]
    .filter(
      (agent) =>
        !agent.removed &&
        agent.presence.kind === 'ready' &&
        agent.connection.kind === 'connected' &&
        agent.config.skills.some(({ skillset }) => skillsets.includes(skillset)) &&
        !isBusy(world, agent.config.id),
    )
    .map(({ config }) => config.id);
};

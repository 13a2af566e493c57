import { agentLegIdOf, customerLegIdOf } from '@centralino/protocol';
import type { MediaSource } from '@centralino/protocol';
import { openSegment } from '../interaction/interaction.ts';
import { never } from '../events.ts';
import type { World } from '../world/world.ts';

export interface DesiredMedia {
  /** Legs that may exist now; any other leg of the interaction is to be closed. */
  readonly legs: string[];
  /** What each of them hears and sees. */
  readonly wires: { sink: string; source: MediaSource }[];
}

const nothing = (): DesiredMedia => ({ legs: [], wires: [] });
const music: MediaSource = { player: 'music' };
const comfort: MediaSource = { player: 'comfort' };

/**
 * What the media plane should look like now: a pure function of the state, so that a repair after any failure is "make it so".
 *
 * | state                  | customer hears           | agent hears                |
 * | ---------------------- | ------------------------ | -------------------------- |
 * | new, queued, offered   | music                    | (no leg)                   |
 * | connecting             | music                    | silence                    |
 * | online                 | agent; comfort if lost   | customer; comfort if lost  |
 * | online, held           | music                    | silence                    |
 * | wrapping, closed       | (no leg)                 | (no leg)                   |
 */
export const desiredMedia = (world: World, interactionId: string): DesiredMedia => {
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined) return nothing();
  const segment = openSegment(interaction);
  const customer = customerLegIdOf(interactionId);
  const agent = segment === null ? null : agentLegIdOf(segment.id);
  switch (interaction.phase.kind) {
    case 'new':
    case 'queued':
    case 'offered':
      return { legs: [customer], wires: [{ sink: customer, source: music }] };
    case 'connecting':
    case 'online': {
      if (segment === null || agent === null) return nothing();
      const talking = segment.state.kind === 'online' && !segment.state.held;
      const toCustomer: MediaSource = !talking ? music : segment.leg.kind === 'connected' ? { leg: agent } : comfort;
      const toAgent: MediaSource = !talking ? null : interaction.leg.kind === 'connected' ? { leg: customer } : comfort;
      return {
        legs: [customer, agent],
        wires: [
          { sink: customer, source: toCustomer },
          { sink: agent, source: toAgent },
        ],
      };
    }
    case 'ended':
    case 'closed':
      return nothing();
    default:
      return never(interaction.phase);
  }
};

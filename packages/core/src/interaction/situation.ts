import type { ServiceConfig } from '@centralino/protocol';
import type { Agent } from '../agent/agent.ts';
import type { Interaction } from './interaction.ts';

/** What a decision may look at besides its subject. */
export interface Surroundings {
  readonly at: number;
  readonly agent: (id: string) => Agent | undefined;
  /** Whether the agent has room for another call; presence and connection are another matter. */
  readonly isFree: (agentId: string) => boolean;
  /** A service as configured now, or as it was when it was removed. */
  readonly config: (code: string) => ServiceConfig;
  /** A service that can be asked for; undefined when there is none of this code (any more). */
  readonly offeredService: (code: string) => ServiceConfig | undefined;
  readonly interaction: (id: string) => Interaction | undefined;
  /** The open consultation of this segment. */
  readonly consultationOf: (interactionId: string, segmentId: string) => Interaction | undefined;
}

/** The same for a decision about one interaction. */
export interface Situation extends Surroundings {
  /** The interaction's service, as configured now. */
  readonly service: ServiceConfig;
}

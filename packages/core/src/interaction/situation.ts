import type { ServiceConfig } from '@centralino/protocol';
import type { Agent } from '../agent/agent.ts';

/** What a decision about one interaction may look at besides the interaction itself. */
export interface Situation {
  readonly at: number;
  /** The interaction's service, as configured now. */
  readonly service: ServiceConfig;
  readonly agent: (id: string) => Agent | undefined;
}

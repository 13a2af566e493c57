import type { AgentConfig, Presence } from '@centralino/protocol';
import { never } from '../events.ts';
import type { AgentEvent } from '../events.ts';
import type { SegmentEvent } from '../segment/segment.ts';

/**
 * What routing knows of an agent: presence × connection. Busy, ringing, after-call work are derived from open segments.
 *
 * ```
 *               connect                    setPresence                 connection:
 *  loggedOut ───────────▶ paused(signedIn) ───────────▶ ready           connected ──── disconnect ───▶ disconnected(until)
 *      ▲                     │       ▲                    │                 ▲                               │
 *      │ setPresence, or     │       │ missed,            │                 └─────────── connect ───────────┤
 *      │ away for 5 minutes  │       │ mediaFailed,       │                                                 │ until reached
 *      └─────────────────────┴───────┴─ setPresence ──────┘                 presence becomes loggedOut ◀────┘
 * ```
 * Offers go only to agents who are ready, connected and have room (routing/capacity.ts).
 */
export interface Agent {
  readonly config: AgentConfig;
  readonly presence: Presence;
  readonly presenceSince: number;
  readonly connection: Connection;
  /** Since when they are without work, were they free: became ready, or their last segment finished. */
  readonly idleSince: number;
  /** A removed agent is kept for their name in past segments. */
  readonly removed: boolean;
}

export type Connection = { readonly kind: 'connected' } | { readonly kind: 'disconnected'; readonly until: number | null };

/** How long an agent without a live connection keeps their presence. */
export const awayMs = 5 * 60_000;

const disconnected: Connection = { kind: 'disconnected', until: null };
const loggedOut: Presence = { kind: 'loggedOut' };

export const isEligible = (agent: Agent): boolean =>
  !agent.removed && agent.presence.kind === 'ready' && agent.connection.kind === 'connected';

/** Signed in, with a desk that is there: also paused, also busy. */
export const isPresent = (agent: Agent): boolean =>
  !agent.removed && agent.presence.kind !== 'loggedOut' && agent.connection.kind === 'connected';

export const agentDeadline = (agent: Agent): number | null =>
  agent.removed || agent.presence.kind === 'loggedOut' || agent.connection.kind === 'connected' ? null : agent.connection.until;

/** Folds one event of the agent's own stream. `agent` is undefined before the first one. */
export const evolveAgent = (agent: Agent | undefined, event: AgentEvent): Agent => {
  if (event.type === 'agent.configured') {
    if (agent !== undefined && !agent.removed) return { ...agent, config: event.data.agent };
    return {
      config: event.data.agent,
      presence: loggedOut,
      presenceSince: event.at,
      connection: disconnected,
      idleSince: event.at,
      removed: false,
    };
  }
  if (agent === undefined) throw new Error(`${event.type} for ${event.stream}, which was never configured`);
  switch (event.type) {
    case 'agent.removed':
      return { ...agent, presence: loggedOut, presenceSince: event.at, connection: disconnected, removed: true };
    case 'agent.presenceChanged': {
      const becomesReady = event.data.presence.kind === 'ready' && agent.presence.kind !== 'ready';
      return {
        ...agent,
        presence: event.data.presence,
        presenceSince: event.at,
        idleSince: becomesReady ? event.at : agent.idleSince,
      };
    }
    case 'agent.connected':
      return { ...agent, connection: { kind: 'connected' } };
    case 'agent.disconnected':
      return { ...agent, connection: { kind: 'disconnected', until: event.data.until } };
    default:
      return never(event);
  }
};

type Finished = Extract<SegmentEvent, { type: 'segment.finished' }>;

/** A call of their own is over: they were at work until now. */
export const evolveAgentCalled = (agent: Agent, at: number): Agent => ({ ...agent, idleSince: at });

/** An offer that ended through no act of the agent leaves their place among the idle as it was; everything else counts as work. */
export const evolveAgentWork = (agent: Agent, event: Finished): Agent => {
  switch (event.data.outcome) {
    case 'withdrawn':
    case 'customerLeft':
    case 'merged':
      return agent;
    case 'completed':
    case 'declined':
    case 'missed':
    case 'mediaFailed':
    case 'lost':
      return { ...agent, idleSince: event.at };
    default:
      return never(event.data.outcome);
  }
};

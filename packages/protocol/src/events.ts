import { z } from 'zod';
import { AgentConfig, ServiceConfig } from './config.ts';
import { Channel, Code, Customer, Id, Language, LegStats, Presence, Time } from './words.ts';

/** Why an interaction (again) waits for an agent. All but `arrived` put it at the front. */
export const QueuedReason = z.enum(['arrived', 'declined', 'missed', 'agentGone', 'mediaFailed', 'agentLost']);
export type QueuedReason = z.infer<typeof QueuedReason>;

/** How an agent's part ended. `completed` is the only one with talk time and after-call work; `lost`: the agent's leg stayed away longer than its grace. */
export const SegmentOutcome = z.enum(['completed', 'declined', 'missed', 'withdrawn', 'mediaFailed', 'lost', 'customerLeft']);
export type SegmentOutcome = z.infer<typeof SegmentOutcome>;

/** `completed`: somebody talked; `abandoned`: the customer left while waiting; `customerLost`: their leg never came (back). */
export const ClosedReason = z.enum(['completed', 'abandoned', 'customerLost', 'neverConnected']);
export type ClosedReason = z.infer<typeof ClosedReason>;

export const EndedBy = z.enum(['agent', 'customer', 'customerLost']);
export type EndedBy = z.infer<typeof EndedBy>;

/** Why this agent was chosen: enough to answer "why me?" and "why not sooner?" from the log alone. */
export const RoutingWhy = z.object({
  strategy: z.literal('longestIdle'),
  skillset: Code,
  idleMs: z.number().int().nonnegative(),
  waitedMs: z.number().int().nonnegative(),
  /** Agents who could have been chosen at that moment, this one included. */
  candidates: z.number().int().positive(),
});
export type RoutingWhy = z.infer<typeof RoutingWhy>;

const leg = { legId: Id, party: z.enum(['customer', 'agent']) };
const segment = { segmentId: Id, agentId: Id };

/**
 * The catalogue of events: name → data. Everything that happens is one of these, in one stream each
 * (`interaction:<id>`, `agent:<id>`, `service:<code>`); realtime, history, notifications and reports all read the same events.
 */
export const eventData = {
  'interaction.created': z.object({
    service: Code,
    channel: Channel,
    language: Language,
    customer: Customer,
    /** The customer's leg must be up by then, else the interaction closes as `neverConnected`. */
    connectUntil: Time,
  }),
  /** Waits for an agent. `arrivedAt` is the first arrival: it never changes, so nobody loses their place. */
  'interaction.queued': z.object({ reason: QueuedReason, front: z.boolean(), arrivedAt: Time }),
  'interaction.contactLinked': z.object({ contactId: Id.nullable(), name: z.string().max(200).nullable(), by: Id.nullable() }),
  'interaction.rated': z.object({ rating: z.number().int().min(1).max(5), comment: z.string().max(1000).nullable() }),
  'interaction.closed': z.object({ reason: ClosedReason }),

  /** Rings at one agent until `until` (the lease). */
  'segment.offered': z.object({ ...segment, until: Time, why: RoutingWhy }),
  /** The agent answered; media must be up by `until`. */
  'segment.accepted': z.object({ ...segment, until: Time }),
  /** Both legs carry media: they talk. */
  'segment.online': z.object({ ...segment }),
  'segment.held': z.object({ ...segment }),
  'segment.resumed': z.object({ ...segment }),
  'segment.noted': z.object({ ...segment, note: z.string().max(10_000) }),
  /** The talk is over; after-call work until `until`. */
  'segment.wrapping': z.object({ ...segment, until: Time, endedBy: EndedBy }),
  /** The agent's part is over. `avoidUntil`: this agent is not offered this interaction again before then. */
  'segment.finished': z.object({ ...segment, outcome: SegmentOutcome, avoidUntil: Time.nullable() }),

  'leg.connected': z.object({ ...leg }),
  /** Media stopped; the leg is waited for until `until`. */
  'leg.lost': z.object({ ...leg, until: Time, cause: z.string().max(80) }),
  /** What the leg's quality was over its life; written when it ended. */
  'leg.measured': z.object({ ...leg, stats: LegStats }),

  'agent.configured': z.object({ agent: AgentConfig }),
  'agent.removed': z.object({}),
  'agent.presenceChanged': z.object({ presence: Presence, by: z.enum(['agent', 'supervisor', 'system']) }),
  /** The agent's browser has (again) a live connection. */
  'agent.connected': z.object({}),
  /** No live connection any more; logged out at `until` unless it comes back. */
  'agent.disconnected': z.object({ until: Time }),

  'service.configured': z.object({ service: ServiceConfig }),
  'service.removed': z.object({}),
} as const;

export type EventType = keyof typeof eventData;
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>;

/** An event as core decides it: without its place in the log. */
export type NewEvent = { [T in EventType]: { type: T; stream: string; at: number; data: EventData<T> } }[EventType];

/** A committed event. `seq` orders the whole log, `version` counts 1, 2, 3… within its stream. */
export type DomainEvent = NewEvent & { seq: number; version: number };

const eventTypes = Object.keys(eventData) as [EventType, ...EventType[]];

/** The shape of a committed event on the wire; check `data` with `eventData[type]`. */
export const DomainEventEnvelope = z.object({
  seq: z.number().int().positive(),
  stream: z.string(),
  version: z.number().int().positive(),
  type: z.enum(eventTypes),
  at: Time,
  data: z.record(z.string(), z.unknown()),
});

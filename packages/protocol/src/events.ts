import { z } from 'zod';
import { AgentConfig, ServiceConfig } from './config.ts';
import { Disposition, Origin, SuperviseMode, Target } from './target.ts';
import { RecordingResult } from './recordings.ts';
import { CallDataEntry, Channel, Code, Customer, Id, Language, LegStats, Presence, Time } from './words.ts';

/**
 * Why an interaction (again) waits for an agent. All but `arrived`, `transferred` and `moved` put it at the front; a transferred one keeps its
 * `arrivedAt` and with it its place before all who came later.
 */
export const QueuedReason = z.enum([
  'arrived',
  'declined',
  'missed',
  'agentGone',
  'mediaFailed',
  'agentLost',
  'transferred',
  'transferFailed',
  'moved',
]);
export type QueuedReason = z.infer<typeof QueuedReason>;

/**
 * How an agent's part ended. `completed` is the only one with after-call work; `lost`: the agent's leg stayed away longer than its grace;
 * `merged`: it goes on as a part of the interaction that the consultation was about.
 */
export const SegmentOutcome = z.enum(['completed', 'declined', 'missed', 'withdrawn', 'mediaFailed', 'lost', 'customerLeft', 'merged']);
export type SegmentOutcome = z.infer<typeof SegmentOutcome>;

/** Why an agent who was called by name did not answer. */
export const CallFailure = z.enum(['declined', 'missed', 'busy', 'unreachable', 'mediaFailed']);
export type CallFailure = z.infer<typeof CallFailure>;

/** `cancelled`: taken back by who transferred; `customerLeft`: there is nobody to be transferred any more. */
export const TransferFailure = z.enum([...CallFailure.options, 'cancelled', 'customerLeft']);
export type TransferFailure = z.infer<typeof TransferFailure>;

/**
 * `completed`: somebody talked; `abandoned`: the customer left while waiting; `customerLost`: their leg never came (back);
 * `merged`: a consultation that became a part of its main interaction; the rest: a call to one agent that was not answered.
 */
export const ClosedReason = z.enum(['completed', 'abandoned', 'customerLost', 'neverConnected', 'merged', ...CallFailure.options]);
export type ClosedReason = z.infer<typeof ClosedReason>;

/**
 * `transferred`: the talk went on with somebody else; `removed`: taken out of a conference by a colleague; `colleague`: who was with them in
 * the conference ended it for all.
 */
export const EndedBy = z.enum(['agent', 'customer', 'customerLost', 'transferred', 'removed', 'colleague']);
export type EndedBy = z.infer<typeof EndedBy>;

/** Why this agent was chosen: enough to answer "why me?" and "why not sooner?" from the log alone. */
export const RoutingWhy = z.discriminatedUnion('strategy', [
  z.object({
    strategy: z.literal('longestIdle'),
    skillset: Code,
    idleMs: z.number().int().nonnegative(),
    waitedMs: z.number().int().nonnegative(),
    /** Agents who could have been chosen at that moment, this one included. */
    candidates: z.number().int().positive(),
  }),
  /** Called by name: by a colleague (call, consultation, transfer). */
  z.object({ strategy: z.literal('direct'), by: Id, waitedMs: z.number().int().nonnegative() }),
]);
export type RoutingWhy = z.infer<typeof RoutingWhy>;

const leg = { legId: Id, party: z.enum(['customer', 'agent', 'supervisor']) };
/** `supervisionId` is also the id of the supervisor's leg. */
const supervision = { supervisionId: Id, agentId: Id };
const segment = { segmentId: Id, agentId: Id };
const recording = { recordingId: Id };

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
    /** Absent: a customer. */
    origin: Origin.optional(),
    /** Absent: the service. */
    target: Target.optional(),
  }),
  /**
   * Waits for an agent. `arrivedAt` is the first arrival: it never changes, so nobody loses their place. `target`: whom it waits for from
   * now on; another service becomes the interaction's service. Absent: whom it waited for before.
   */
  'interaction.queued': z.object({ reason: QueuedReason, front: z.boolean(), arrivedAt: Time, target: Target.optional() }),
  'interaction.contactLinked': z.object({ contactId: Id.nullable(), name: z.string().max(200).nullable(), by: Id.nullable() }),
  'interaction.dataSet': z.object({ data: z.array(CallDataEntry).min(1).max(50), by: Id.nullable() }),
  /** A supervisor moved the waiting customer; `interaction.queued` or `segment.offered` follows. */
  'interaction.moved': z.object({ to: Target, by: Id }),
  /** The agent who called by hand has put the call on hold, or has taken it back. When nobody is left in the talk the hold is over, too. */
  'interaction.callerHeld': z.object({ agentId: Id }),
  'interaction.callerResumed': z.object({ agentId: Id }),
  'interaction.rated': z.object({ rating: z.number().int().min(1).max(5), comment: z.string().max(1000).nullable() }),
  /** The caller is gone while nobody talked with them; after-call work of earlier parts goes on. Closed with this reason after it. */
  'interaction.ended': z.object({ reason: ClosedReason }),
  'interaction.closed': z.object({ reason: ClosedReason }),
  /**
   * What is personal in it is forgotten: who the customer is, what they wrote, notes and values. The doors then rewrite the earlier events in
   * the log, so that a replay forgets too.
   */
  'interaction.erased': z.object({}),

  /** Rings at one agent until `until` (the lease). `transferFrom`: the part whose blind transfer this is. */
  'segment.offered': z.object({ ...segment, until: Time, why: RoutingWhy, transferFrom: Id.optional() }),
  /** The agent answered; media must be up by `until`. */
  'segment.accepted': z.object({ ...segment, until: Time }),
  /** Both legs carry media: they talk. */
  'segment.online': z.object({ ...segment }),
  'segment.held': z.object({ ...segment }),
  'segment.resumed': z.object({ ...segment }),
  'segment.noted': z.object({ ...segment, note: z.string().max(10_000) }),
  /** The agent's leg is silenced for the others, or heard again. `by`: the agent who asked. */
  'segment.muted': z.object({ ...segment, muted: z.boolean(), by: Id }),
  /** A blind transfer to one agent has begun: the customer hears music while `toSegmentId` rings. */
  'segment.transferring': z.object({ ...segment, to: Target, toSegmentId: Id }),
  /** The transfer succeeded: somebody else has the customer, or (`toSegmentId` null) a service's queue. */
  'segment.transferred': z.object({ ...segment, to: Target, toSegmentId: Id.nullable(), kind: z.enum(['blind', 'consultation']) }),
  /** The transfer failed: who transferred is back in the talk or, if gone, the customer waits in front. */
  'segment.transferFailed': z.object({ ...segment, to: Target, reason: TransferFailure }),
  /** An agent comes in, online at once with the leg they have: from a consultation (`from`), or a supervisor who takes over (null). */
  'segment.joined': z.object({
    ...segment,
    legId: Id,
    from: z.object({ interactionId: Id, segmentId: Id }).nullable(),
    via: z.enum(['transfer', 'conference', 'takeOver']),
    by: Id,
    service: Code,
  }),
  /** The outcome that the agent chose, or has chosen so far; null: none any more. */
  'segment.disposed': z.object({ ...segment, outcome: Disposition.nullable() }),
  /** The talk is over; after-call work until `until`. */
  'segment.wrapping': z.object({ ...segment, until: Time, endedBy: EndedBy }),
  /** The agent asked for more time: after-call work until `until`. */
  'segment.extended': z.object({ ...segment, until: Time }),
  /** The agent's part is over. `avoidUntil`: this agent is not offered this interaction again before then. */
  'segment.finished': z.object({ ...segment, outcome: SegmentOutcome, avoidUntil: Time.nullable() }),

  /** A supervisor listens in, with a leg of their own that must be up by `until`. */
  'supervision.started': z.object({ ...supervision, mode: SuperviseMode, until: Time }),
  'supervision.modeChanged': z.object({ ...supervision, mode: SuperviseMode }),
  'supervision.ended': z.object({ ...supervision, reason: z.enum(['left', 'lost', 'talkOver', 'tookOver']) }),

  /** `by`: the agent; null: the service's rule. */
  'recording.started': z.object({ ...recording, by: Id.nullable(), announced: z.boolean() }),
  'recording.paused': z.object({ ...recording, by: Id }),
  'recording.resumed': z.object({ ...recording, by: Id }),
  /** `by` null: the talk is over. The files are on their way to the store. */
  'recording.stopped': z.object({ ...recording, by: Id.nullable() }),
  'recording.saved': z.object({ ...recording, result: RecordingResult }),
  'recording.failed': z.object({ ...recording, detail: z.string().max(300) }),
  'recording.removed': z.object(recording),

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

import { z } from 'zod';
import { ClosedReason, EndedBy, QueuedReason, RoutingWhy, SegmentOutcome } from './events.ts';
import { SeenBy } from './config.ts';
import { Disposition, SuperviseMode, Target } from './target.ts';
import { RecordingResult } from './recordings.ts';
import { CallDataEntry, Channel, Code, Customer, Id, Language, Presence, Time } from './words.ts';

/** `pending`: expected, not yet up; `lost`: was up, is waited for until `until`. */
export const LegView = z.object({
  id: Id,
  state: z.enum(['pending', 'connected', 'lost', 'closed']),
  until: Time.nullable(),
});
export type LegView = z.infer<typeof LegView>;

/** A service in views. `number`: what other systems are told was called (`calledNumberOf`); absent: its code. */
export const ServiceRef = z.object({ code: Code, name: z.string(), number: z.string().optional() });
export type ServiceRef = z.infer<typeof ServiceRef>;

export const SegmentView = z.object({
  id: Id,
  agentId: Id,
  agentName: z.string(),
  state: z.enum(['offered', 'accepted', 'online', 'wrapping', 'finished']),
  /** Deadline of the present state (offered, accepted, wrapping); null otherwise. */
  until: Time.nullable(),
  held: z.boolean(),
  /** Since when it is held. Absent or null: it is not. */
  heldSince: Time.nullable().optional(),
  /** Of after-call work: how often the agent can still ask for more time. */
  moreTimes: z.number().int().nonnegative().optional(),
  /** Silenced for the others by an agent of the talk. */
  muted: z.boolean(),
  /** A blind transfer by this agent that still rings. Also after they left it to its fate. */
  transferring: z.object({ to: Target, toName: z.string(), segmentId: Id }).nullable(),
  /** How the agent came in: offered from the queue or called; by a transfer; from a consultation that became a conference; as a supervisor. */
  via: z.enum(['offer', 'transfer', 'conference', 'takeOver']),
  /** The service that this part is of: a transfer may have changed the interaction's. */
  service: ServiceRef,
  /** Same as `leg.id`. After a consultation was completed it is the leg that the agent had there. */
  legId: Id,
  leg: LegView,
  offeredAt: Time,
  acceptedAt: Time.nullable(),
  onlineAt: Time.nullable(),
  endedAt: Time.nullable(),
  finishedAt: Time.nullable(),
  endedBy: EndedBy.nullable(),
  outcome: SegmentOutcome.nullable(),
  note: z.string(),
  /** The business outcome that the agent chose. */
  disposition: Disposition.nullable(),
  why: RoutingWhy,
});
export type SegmentView = z.infer<typeof SegmentView>;

/** `saving`: stopped, its files are on their way to the store; `removed`: they were there, and were removed for good. */
export const RecordingView = z.object({
  id: Id,
  state: z.enum(['recording', 'paused', 'saving', 'saved', 'failed', 'removed']),
  /** The agent who asked; null: the service's rule. */
  by: Id.nullable(),
  announced: z.boolean(),
  startedAt: Time,
  endedAt: Time.nullable(),
  /**
   * How long somebody talked with the customer, to be recorded: `ms` until `since`, and since then. `since` null: nothing is recorded now
   * (paused, or the customer waits: held, in a consultation, on the way to somebody). Absent: a view written before this was told.
   */
  heard: z.object({ ms: z.number().nonnegative(), since: Time.nullable() }).optional(),
  /** Of a saved one. */
  result: RecordingResult.nullable(),
});
export type RecordingView = z.infer<typeof RecordingView>;

export const OriginView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('customer') }),
  z.object({
    kind: z.literal('agent'),
    agentId: Id,
    agentName: z.string(),
    consultFor: z.object({ interactionId: Id, segmentId: Id }).nullable(),
  }),
]);
export type OriginView = z.infer<typeof OriginView>;

/** An interaction as agents, supervisors and REST see it. */
export const InteractionView = z.object({
  id: Id,
  service: ServiceRef,
  channel: Channel,
  language: Language,
  origin: OriginView,
  /** Whom it is (or was last) meant for. */
  target: Target,
  targetName: z.string(),
  /** Open consultations about it: ids of interactions. */
  consultations: z.array(Id),
  state: z.enum(['new', 'queued', 'offered', 'connecting', 'online', 'wrapping', 'closed']),
  arrivedAt: Time,
  /** Since when it is in the present state. */
  since: Time,
  queuedReason: QueuedReason.nullable(),
  closedReason: ClosedReason.nullable(),
  /** Of a call between agents: the agent who calls. Of a consultation: whom it is about. */
  customer: Customer,
  /** The caller's leg. Of a consultation: the leg that who consults has in the main interaction. */
  customerLeg: LegView,
  /** The agent who called by hand holds the call. Absent: no. */
  callerHeld: z.boolean().optional(),
  /** Since when. Absent or null: they do not. */
  callerHeldSince: Time.nullable().optional(),
  /** Oldest first. Several may be open: after-call work after a transfer, a transfer that rings, a conference. */
  segments: z.array(SegmentView),
  /** Who listens in now. */
  supervisors: z.array(
    z.object({
      id: Id,
      agentId: Id,
      agentName: z.string(),
      mode: SuperviseMode,
      since: Time,
      leg: LegView,
      /** Who is shown them, besides themselves and other supervisors. Absent in views written before this was told: supervisors. */
      seenBy: SeenBy.optional(),
    }),
  ),
  rating: z.number().int().min(1).max(5).nullable(),
  /** What the customer wrote with the rating. Absent: nothing. */
  ratingComment: z.string().max(1000).nullable().optional(),
  /** Oldest first. At most one is not over. */
  recordings: z.array(RecordingView),
  callData: z.array(CallDataEntry),
});
export type InteractionView = z.infer<typeof InteractionView>;

export const AgentView = z.object({
  id: Id,
  username: z.string(),
  name: z.string(),
  presence: Presence,
  /** Since when the presence is as it is. */
  presenceSince: Time,
  connected: z.boolean(),
  /** Derived from open segments and own calls. `calling`: their own call is not answered yet. */
  activity: z.enum(['idle', 'ringing', 'connecting', 'calling', 'talking', 'wrapping']),
  idleSince: Time.nullable(),
  /** Calls that ring at them are answered by themselves. Absent: no. */
  autoAnswer: z.boolean().optional(),
});
export type AgentView = z.infer<typeof AgentView>;

export const ServiceStatus = z.object({
  code: Code,
  name: z.string(),
  waiting: z.number().int().nonnegative(),
  /** Agents of the service who are signed in with a desk that is there: ready or paused, free or busy. */
  agentsPresent: z.number().int().nonnegative(),
  /** Agents of the service who are ready and connected, free or busy. */
  agentsReady: z.number().int().nonnegative(),
  agentsFree: z.number().int().nonnegative(),
  longestWaitSince: Time.nullable(),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;

/** An interaction as its own customer sees it: nothing about agents' notes, other customers or routing. */
export const CustomerView = z.object({
  id: Id,
  channel: Channel,
  serviceName: z.string(),
  /** `waiting`: in the queue or ringing; `connecting`: an agent answered; `ended`: the talk is over. */
  state: z.enum(['waiting', 'connecting', 'talking', 'ended']),
  /** 1 = next; null when not waiting. */
  position: z.number().int().positive().nullable(),
  waitingSince: Time.nullable(),
  talkingSince: Time.nullable(),
  agentName: z.string().nullable(),
  /** Who else is in the talk: colleagues in a conference, supervisors. `speaks`: the customer hears them. Absent: nobody. */
  others: z.array(z.object({ name: z.string(), speaks: z.boolean() })).optional(),
  onHold: z.boolean(),
  /** This talk is being recorded, and the service tells its customers. */
  recorded: z.boolean(),
  /** That recording stands still now: paused, or nobody talks with the customer. Absent: no. */
  recordingPaused: z.boolean().optional(),
  /** The agent's line is lost and being waited for: comfort music plays. */
  agentAway: z.boolean(),
  /** Back in the queue through no doing of theirs: an agent was lost, declined… */
  returned: z.boolean(),
  /** While waiting: why they wait (again); each reason has words of its own. Null before the line is up, and when not waiting. */
  queuedReason: QueuedReason.nullable(),
  /** While waiting: who of the service they wait for is there. `paused`: all who are signed in are paused. */
  staffing: z.enum(['ready', 'paused', 'nobody']).nullable(),
  leg: LegView,
  closedReason: ClosedReason.nullable(),
  endedBy: EndedBy.extract(['agent', 'customer', 'customerLost']).nullable(),
  rating: z.number().int().min(1).max(5).nullable(),
  ratingComment: z.string().max(1000).nullable(),
});
export type CustomerView = z.infer<typeof CustomerView>;

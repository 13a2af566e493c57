import { z } from 'zod';
import { ClosedReason, EndedBy, QueuedReason, RoutingWhy, SegmentOutcome } from './events.ts';
import { Channel, Code, Customer, Id, Language, Presence, Time } from './words.ts';

/** `pending`: expected, not yet up; `lost`: was up, is waited for until `until`. */
export const LegView = z.object({
  id: Id,
  state: z.enum(['pending', 'connected', 'lost', 'closed']),
  until: Time.nullable(),
});
export type LegView = z.infer<typeof LegView>;

export const SegmentView = z.object({
  id: Id,
  agentId: Id,
  agentName: z.string(),
  state: z.enum(['offered', 'accepted', 'online', 'wrapping', 'finished']),
  /** Deadline of the present state (offered, accepted, wrapping); null otherwise. */
  until: Time.nullable(),
  held: z.boolean(),
  leg: LegView,
  offeredAt: Time,
  acceptedAt: Time.nullable(),
  onlineAt: Time.nullable(),
  endedAt: Time.nullable(),
  finishedAt: Time.nullable(),
  endedBy: EndedBy.nullable(),
  outcome: SegmentOutcome.nullable(),
  note: z.string(),
  why: RoutingWhy,
});
export type SegmentView = z.infer<typeof SegmentView>;

/** An interaction as agents, supervisors and REST see it. */
export const InteractionView = z.object({
  id: Id,
  service: z.object({ code: Code, name: z.string() }),
  channel: Channel,
  language: Language,
  state: z.enum(['new', 'queued', 'offered', 'connecting', 'online', 'wrapping', 'closed']),
  arrivedAt: Time,
  /** Since when it is in the present state. */
  since: Time,
  queuedReason: QueuedReason.nullable(),
  closedReason: ClosedReason.nullable(),
  customer: Customer,
  customerLeg: LegView,
  /** Oldest first; the last one is the present one. */
  segments: z.array(SegmentView),
  rating: z.number().int().min(1).max(5).nullable(),
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
  /** Derived from open segments. */
  activity: z.enum(['idle', 'ringing', 'connecting', 'talking', 'wrapping']),
  idleSince: Time.nullable(),
});
export type AgentView = z.infer<typeof AgentView>;

export const ServiceStatus = z.object({
  code: Code,
  name: z.string(),
  waiting: z.number().int().nonnegative(),
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
  onHold: z.boolean(),
  /** The agent's line is lost and being waited for: comfort music plays. */
  agentAway: z.boolean(),
  /** Back in the queue after an agent was lost, declined…: the widget says so. */
  returned: z.boolean(),
  leg: LegView,
  closedReason: ClosedReason.nullable(),
  endedBy: EndedBy.nullable(),
  rating: z.number().int().min(1).max(5).nullable(),
});
export type CustomerView = z.infer<typeof CustomerView>;

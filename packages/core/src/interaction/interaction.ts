import { customerLegIdOf } from '@centralino/protocol';
import type { CallDataEntry, Channel, ClosedReason, Customer, Language, Origin, QueuedReason, Target } from '@centralino/protocol';
import { never, subjectOf } from '../events.ts';
import type { InteractionEvent } from '../events.ts';
import { closedLeg, connectedLeg, pendingLeg } from '../media/leg.ts';
import type { Leg } from '../media/leg.ts';
import { clocked, evolveRecording, newRecording } from '../recording/recording.ts';
import type { Recording } from '../recording/recording.ts';
import { evolveSegment, isInTalk, isLive, isOpen, isTalking, joinedSegment, newSegment } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { evolveSupervision, newSupervision } from '../supervision/supervision.ts';
import type { Supervision } from '../supervision/supervision.ts';

/**
 * One request of one caller: mostly a customer; an agent who calls by hand, or who consults about another interaction.
 *
 * ```
 *        leg connected       segment.offered       accepted          online
 *  new ───────────────▶ queued ─────────▶ offered ───────▶ connecting ──────▶ online ──────────────┐
 *   │                  ▲  │                │  │               │  │            │  │  nobody is in    │
 *   │                  │  │                │  │               │  │            │  │  the talk any    │
 *   │                  └──┼────────────────┴──┼───────────────┴──┼────────────┘  │  more            │
 *   │  back to the front: declined, missed,   │  mediaFailed, agentGone,         │                  ▼
 *   │  agentLost, transferFailed; transferred │  to another service              │                ended(reason)
 *   ▼ neverConnected      ▼ abandoned, …      ▼                  ▼               ▼                  │ no after-call
 *  closed(reason) ◀───────┴───────────────────┴──────────────────┴───────────────┴──────────────────┘ work is left
 * ```
 * The phase is about the caller. Each segment lives its own life: there may be after-call work of one agent while the caller waits for,
 * rings at or talks with another; an agent who rings while the one who transfers is still there; several in a conference. Hold, lost
 * legs, transfers and consultations are properties of segments and legs.
 */
export type Phase =
  | { readonly kind: 'new'; readonly connectUntil: number }
  | { readonly kind: 'queued'; readonly front: boolean }
  | { readonly kind: 'offered' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'ended'; readonly reason: ClosedReason }
  | { readonly kind: 'closed'; readonly reason: ClosedReason };

/** This agent is not offered this interaction before `until`. */
export interface Avoid {
  readonly agentId: string;
  readonly until: number;
}

export interface Interaction {
  readonly id: string;
  readonly origin: Origin;
  /** Whom it is for: a service's agents, or one agent. */
  readonly target: Target;
  readonly service: string;
  readonly channel: Channel;
  readonly language: Language;
  readonly customer: Customer;
  /** When the customer asked; never changes, so nobody loses their place. */
  readonly arrivedAt: number;
  readonly phase: Phase;
  readonly since: number;
  /** Why it was queued the last time. */
  readonly queuedReason: QueuedReason | null;
  /** The caller's leg. A consultation has none of its own (it uses the leg of who consults): then it counts as connected. */
  readonly leg: Leg;
  /** The agent who called by hand holds the talk. Nobody can be held who is not there: it is over with the talk. */
  readonly callerHeld: boolean;
  /** Since when; null: they do not. */
  readonly callerHeldSince: number | null;
  /** Oldest first. */
  readonly segments: readonly Segment[];
  /** Oldest first, those that are over too: their ids are not used again. */
  readonly supervisions: readonly Supervision[];
  /** Oldest first, those that are over too: their ids are not used again. */
  readonly recordings: readonly Recording[];
  /** Values of integrations, by name, in the order in which they first came. */
  readonly callData: readonly CallDataEntry[];
  readonly avoid: readonly Avoid[];
  readonly rating: number | null;
  readonly ratingComment: string | null;
}

type Created = Extract<InteractionEvent, { type: 'interaction.created' }>;

/** The segments that agents are occupied with now, after-call work included. */
export const openSegments = (interaction: Interaction): Segment[] => interaction.segments.filter(isOpen);

/** The segments whose agents ring, connect or talk. */
export const liveSegments = (interaction: Interaction): Segment[] => interaction.segments.filter(isLive);

/** The segments whose agents talk (on hold or not). */
export const talkingSegments = (interaction: Interaction): Segment[] => interaction.segments.filter(isTalking);

export const openSupervisions = ({ supervisions }: Interaction): Supervision[] => supervisions.filter(({ ended }) => !ended);

/** Whose voices belong into a recording now: of all who are heard by the customer; nobody's while nobody talks with them. */
export const recordedLegs = (interaction: Interaction): string[] => {
  const talking = talkingSegments(interaction).filter(isInTalk);
  // Who called by hand and holds says nothing to anybody; the others may talk with each other.
  const caller = interaction.callerHeld ? [] : [customerLegIdOf(interaction.id)];
  if (isOver(interaction) || talking.length + caller.length < 2) return [];
  const barging = openSupervisions(interaction).filter(({ mode, leg }) => mode === 'barge' && leg.kind === 'connected');
  const agents = talking.filter(({ muted }) => !muted);
  return [...caller, ...agents.map(({ legId }) => legId), ...barging.map(({ id }) => id)];
};

export const segmentOf = (interaction: Interaction, segmentId: string): Segment | undefined =>
  interaction.segments.find(({ id }) => id === segmentId);

/** The segment whose agent's leg this is. */
export const segmentOfLeg = (interaction: Interaction, legId: string): Segment | undefined =>
  interaction.segments.find((segment) => segment.legId === legId);

export const isClosed = (interaction: Interaction): boolean => interaction.phase.kind === 'closed';

/** The caller is gone; at most after-call work is left. */
export const isOver = (interaction: Interaction): boolean => interaction.phase.kind === 'ended' || interaction.phase.kind === 'closed';

/** The interaction and segment that this consultation is about; null: it is none. */
export const consultFor = (interaction: Interaction): { readonly interactionId: string; readonly segmentId: string } | null =>
  interaction.origin.kind === 'agent' ? interaction.origin.consultFor : null;

/** Meant for one agent: it is never queued for others. */
export const isDirect = (interaction: Interaction): boolean => interaction.target.kind === 'agent';

/** The agent who is busy with this as its caller. */
export const callingAgent = (interaction: Interaction): string | null =>
  interaction.origin.kind === 'agent' && !isOver(interaction) ? interaction.origin.agentId : null;

/** Agents who have something to do with this now: who called it, who have an open segment, who listen in. */
export const busyAgents = (interaction: Interaction): Set<string> => {
  const agents = new Set(openSegments(interaction).map(({ agentId }) => agentId));
  const caller = callingAgent(interaction);
  if (caller !== null) agents.add(caller);
  for (const { agentId } of openSupervisions(interaction)) agents.add(agentId);
  return agents;
};

/** Waiting in a service's line, and there to be talked to. */
export const isOfferable = (interaction: Interaction): boolean =>
  interaction.phase.kind === 'queued' && !isDirect(interaction) && interaction.leg.kind === 'connected';

export const isAvoiding = (interaction: Interaction, agentId: string, at: number): boolean =>
  interaction.avoid.some((avoid) => avoid.agentId === agentId && avoid.until > at);

export const newInteraction = (event: Created): Interaction => {
  const { service, channel, language, customer, connectUntil } = event.data;
  const origin: Origin = event.data.origin ?? { kind: 'customer' };
  return {
    id: subjectOf(event.stream),
    origin,
    target: event.data.target ?? { kind: 'service', code: service },
    service,
    channel,
    language,
    customer,
    arrivedAt: event.at,
    phase: { kind: 'new', connectUntil },
    since: event.at,
    queuedReason: null,
    leg: origin.kind === 'agent' && origin.consultFor !== null ? connectedLeg : pendingLeg,
    callerHeld: false,
    callerHeldSince: null,
    segments: [],
    supervisions: [],
    recordings: [],
    callData: [],
    avoid: [],
    rating: null,
    ratingComment: null,
  };
};

/** A number that was called is the person's. */
const erasedTarget = (target: Target): Target => (target.kind === 'number' ? { kind: 'number', number: 'erased' } : target);

const moved = (interaction: Interaction, phase: Phase, at: number): Interaction =>
  interaction.phase.kind === phase.kind ? interaction : { ...interaction, phase, since: at };

const withLeg = (interaction: Interaction, legId: string, leg: Leg): Interaction =>
  legId === customerLegIdOf(interaction.id)
    ? { ...interaction, leg }
    : {
        ...interaction,
        segments: interaction.segments.map((segment) => (segment.legId === legId ? { ...segment, leg } : segment)),
        supervisions: interaction.supervisions.map((one) => (one.id === legId && !one.ended ? { ...one, leg } : one)),
      };

/** The new values; a name that is there already keeps its place. */
const mergedData = (before: readonly CallDataEntry[], data: readonly CallDataEntry[]): CallDataEntry[] => [
  ...new Map([...before, ...data].map((entry) => [entry.name, entry])).values(),
];

const withSegment = (interaction: Interaction, event: Parameters<typeof evolveSegment>[1]): Interaction => ({
  ...interaction,
  segments: interaction.segments.map((segment) => (segment.id === event.data.segmentId ? evolveSegment(segment, event) : segment)),
});

/** The phase that follows from the segments: for an interaction with a caller that an agent rings for, connects or talks with. */
const phaseOf = (interaction: Interaction): Phase['kind'] => {
  const states = liveSegments(interaction).map(({ state }) => state.kind);
  if (states.includes('online')) return 'online';
  if (states.includes('accepted')) return 'connecting';
  return states.includes('offered') ? 'offered' : interaction.phase.kind;
};

const settled = (interaction: Interaction, at: number): Interaction => {
  const kind = phaseOf(interaction);
  return kind === 'online' || kind === 'connecting' || kind === 'offered' ? moved(interaction, { kind }, at) : interaction;
};

const over = (interaction: Interaction, kind: 'ended' | 'closed', reason: ClosedReason, at: number): Interaction => ({
  ...moved(interaction, { kind, reason }, at),
  leg: closedLeg,
  callerHeld: false,
  callerHeldSince: null,
  avoid: [],
});

const withClocks = (interaction: Interaction, at: number): Interaction => {
  if (interaction.recordings.length === 0) return interaction;
  const talking = recordedLegs(interaction);
  const recordings = interaction.recordings.map((recording) => clocked(recording, talking, at));
  const same = recordings.every((recording, index) => recording === interaction.recordings[index]);
  return same ? interaction : { ...interaction, recordings };
};

/** Folds one event of the interaction's stream (all but its first). */
export const evolveInteraction = (interaction: Interaction, event: Exclude<InteractionEvent, Created>): Interaction =>
  withClocks(evolved(interaction, event), event.at);

const evolved = (interaction: Interaction, event: Exclude<InteractionEvent, Created>): Interaction => {
  switch (event.type) {
    case 'interaction.queued': {
      const { reason, front, target } = event.data;
      return {
        ...interaction,
        phase: { kind: 'queued', front },
        since: event.at,
        queuedReason: reason,
        target: target ?? interaction.target,
        service: target?.kind === 'service' ? target.code : interaction.service,
        avoid: interaction.avoid.filter((avoid) => avoid.until > event.at),
      };
    }
    case 'interaction.contactLinked': {
      const { contactId, name } = event.data;
      return { ...interaction, customer: { ...interaction.customer, contactId, name: name ?? interaction.customer.name } };
    }
    case 'interaction.dataSet':
      return { ...interaction, callData: mergedData(interaction.callData, event.data.data) };
    case 'interaction.moved':
      return interaction;
    case 'interaction.callerHeld':
      return { ...interaction, callerHeld: true, callerHeldSince: event.at };
    case 'interaction.callerResumed':
      return { ...interaction, callerHeld: false, callerHeldSince: null };
    case 'interaction.rated':
      return { ...interaction, rating: event.data.rating, ratingComment: event.data.comment };
    case 'interaction.ended':
      return over(interaction, 'ended', event.data.reason, event.at);
    case 'interaction.closed':
      return over(interaction, 'closed', event.data.reason, event.at);
    case 'interaction.erased':
      return {
        ...interaction,
        customer: { name: null, contactId: null, answers: [] },
        target: erasedTarget(interaction.target),
        callData: [],
        ratingComment: null,
        segments: interaction.segments.map((segment) => ({ ...segment, note: '' })),
      };
    case 'segment.offered':
      return settled({ ...interaction, segments: [...interaction.segments, newSegment(event, interaction.service)] }, event.at);
    case 'segment.joined':
      return settled({ ...interaction, segments: [...interaction.segments, joinedSegment(event)] }, event.at);
    case 'segment.accepted':
    case 'segment.online':
      return settled(withSegment(interaction, event), event.at);
    case 'segment.wrapping': {
      const next = withSegment(interaction, event);
      // The talk is over when nobody is left in it, unless the caller goes on to somebody else.
      const ends = liveSegments(next).length === 0 && event.data.endedBy !== 'transferred';
      return ends && next.phase.kind === 'online' ? over(next, 'ended', 'completed', event.at) : settled(next, event.at);
    }
    case 'segment.held':
    case 'segment.resumed':
    case 'segment.noted':
    case 'segment.muted':
    case 'segment.transferring':
    case 'segment.transferred':
    case 'segment.transferFailed':
    case 'segment.disposed':
    case 'segment.extended':
      return withSegment(interaction, event);
    case 'segment.finished': {
      const { agentId, avoidUntil } = event.data;
      const next = withSegment(interaction, event);
      const avoid =
        avoidUntil === null ? next.avoid : [...next.avoid.filter((one) => one.agentId !== agentId), { agentId, until: avoidUntil }];
      return settled({ ...next, avoid }, event.at);
    }
    case 'supervision.started':
      return { ...interaction, supervisions: [...interaction.supervisions, newSupervision(event)] };
    case 'supervision.modeChanged':
    case 'supervision.ended': {
      const { supervisionId } = event.data;
      const supervisions = interaction.supervisions.map((one) => (one.id === supervisionId ? evolveSupervision(one, event) : one));
      return { ...interaction, supervisions };
    }
    case 'recording.started':
      return { ...interaction, recordings: [...interaction.recordings, newRecording(event)] };
    case 'recording.paused':
    case 'recording.resumed':
    case 'recording.stopped':
    case 'recording.saved':
    case 'recording.failed':
    case 'recording.removed': {
      const { recordingId } = event.data;
      const recordings = interaction.recordings.map((one) => (one.id === recordingId ? evolveRecording(one, event) : one));
      return { ...interaction, recordings };
    }
    case 'leg.connected':
      return withLeg(interaction, event.data.legId, connectedLeg);
    case 'leg.lost':
      return withLeg(interaction, event.data.legId, { kind: 'lost', until: event.data.until });
    case 'leg.measured':
      return interaction;
    default:
      return never(event);
  }
};

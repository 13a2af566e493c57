import {
  eventData,
  type AgentView,
  type Channel,
  type ClosedReason,
  type DeskPush,
  type IceServer,
  type InteractionView,
  type LegView,
  type PauseReason,
  type SegmentOutcome,
  type SegmentView,
  type ServiceSettings,
  type ServiceStatus,
  type TransferFailure,
} from '@centralino/protocol';
import { nameFor } from '../lib/who.ts';

/** What the server last said about a line. */
export type Quality = Pick<DeskPush<'quality'>, 'stats' | 'trouble'>;

/** The end of one of this agent's parts, as told by an event: for a word to the agent, once. */
export interface Ending {
  segmentId: string;
  interactionId: string;
  customerName: string | null;
  outcome: SegmentOutcome;
}

/** What a colleague or the line made of something that this agent began: for a word to the agent, once. */
export type Told =
  | { kind: 'transferFailed'; seq: number; reason: TransferFailure; to: string; customerName: string | null }
  | { kind: 'callFailed'; seq: number; reason: ClosedReason; to: string; consultation: boolean };

export type Supervision = InteractionView['supervisors'][number];

/** Everything the desk knows of the server: only snapshots and committed events write it, never a click. */
export interface DeskState {
  /** False until the first snapshot: nothing is shown as true before. */
  known: boolean;
  agent: AgentView | null;
  /** Open interactions in which this agent has an open part, or that they call themselves; oldest first. */
  interactions: InteractionView[];
  /** The talk that this user listens in, as a supervisor. */
  supervised: InteractionView | null;
  services: ServiceStatus[];
  serviceSettings: ServiceSettings[];
  pauseReasons: PauseReason[];
  iceServers: IceServer[];
  quality: Record<string, Quality>;
  /** Server's clock minus this browser's. */
  clockOffsetMs: number;
  lastEnding: Ending | null;
  lastTold: Told | null;
  /** A leg on its way from a consultation into the call that it was about: it goes on sounding in between. */
  moving: { leg: LegView; channel: Channel } | null;
  /** Counts interactions of this agent that ended: lists of the day look again when it changes. */
  endings: number;
}

export const emptyDesk: DeskState = {
  known: false,
  agent: null,
  interactions: [],
  supervised: null,
  services: [],
  serviceSettings: [],
  pauseReasons: [],
  iceServers: [],
  quality: {},
  clockOffsetMs: 0,
  lastEnding: null,
  lastTold: null,
  moving: null,
  endings: 0,
};

/** This agent's open part in an interaction, or null. */
export function openSegmentOf(interaction: InteractionView, agentId: string): SegmentView | null {
  return interaction.segments.findLast((segment) => segment.agentId === agentId && segment.state !== 'finished') ?? null;
}

/** Is this a call that the agent makes and that is not over? A consultation is one, too. */
export const isCaller = ({ origin, state }: InteractionView, agentId: string): boolean =>
  origin.kind === 'agent' && origin.agentId === agentId && state !== 'wrapping' && state !== 'closed';

/** How this user listens in an interaction, or null. */
export const supervisionOf = (interaction: InteractionView, agentId: string): Supervision | null =>
  interaction.supervisors.find((one) => one.agentId === agentId) ?? null;

const beganAt = (interaction: InteractionView, agentId: string): number =>
  openSegmentOf(interaction, agentId)?.offeredAt ?? interaction.arrivedAt;

const isMine = (interaction: InteractionView, agentId: string): boolean =>
  openSegmentOf(interaction, agentId) !== null || isCaller(interaction, agentId);

const mine = (interactions: InteractionView[], agentId: string): InteractionView[] =>
  interactions.filter((interaction) => isMine(interaction, agentId)).sort((one, other) => beganAt(one, agentId) - beganAt(other, agentId));

export function applySnapshot(state: DeskState, snapshot: DeskPush<'snapshot'>, clientNow: number): DeskState {
  return {
    ...state,
    known: true,
    agent: snapshot.agent,
    interactions: mine(snapshot.interactions, snapshot.agent.id),
    supervised: snapshot.interactions.find((one) => supervisionOf(one, snapshot.agent.id) !== null) ?? null,
    services: snapshot.services,
    serviceSettings: snapshot.serviceSettings,
    pauseReasons: snapshot.pauseReasons,
    iceServers: snapshot.iceServers,
    clockOffsetMs: snapshot.now - clientNow,
    moving: null,
    endings: state.endings + 1,
  };
}

export function applyEvent(state: DeskState, push: DeskPush<'event'>, clientNow: number): DeskState {
  // Missed events of a resume come before the snapshot: without one there is nothing yet that they could change.
  if (!state.known || state.agent === null) return state;
  const agent = push.agent?.id === state.agent.id ? push.agent : state.agent;
  const next: DeskState = { ...state, agent, clockOffsetMs: push.now - clientNow };
  const changed = push.interaction;
  if (changed === undefined) return endedWhileAway(next, push);
  const before = state.interactions.find((interaction) => interaction.id === changed.id);
  const others = state.interactions.filter((interaction) => interaction.id !== changed.id);
  next.lastTold = toldBy(push, changed, agent.id) ?? state.lastTold;
  if (state.moving !== null && changed.segments.some(({ legId, state: now }) => legId === state.moving?.leg.id && now === 'online')) {
    next.moving = null;
  }
  if (supervisionOf(changed, agent.id) !== null) next.supervised = changed;
  else if (state.supervised?.id === changed.id) {
    next.supervised = null;
    const left = supervisionOf(state.supervised, agent.id);
    const taken = push.event.type === 'supervision.ended' && push.event.data['reason'] === 'tookOver';
    // Whoever takes over goes on with the leg that they have: it sounds also before the part of theirs is told of.
    if (taken && left !== null && !isMine(changed, agent.id)) next.moving = { leg: left.leg, channel: changed.channel };
  }
  if (isMine(changed, agent.id)) return { ...next, interactions: mine([...others, changed], agent.id) };
  if (before === undefined) return next;
  const had = openSegmentOf(before, agent.id);
  const ended = changed.segments.find((segment) => segment.id === had?.id);
  return {
    ...next,
    interactions: others,
    endings: state.endings + 1,
    moving: ended?.outcome === 'merged' && had !== null ? { leg: had.leg, channel: changed.channel } : next.moving,
    lastEnding:
      ended?.outcome == null
        ? state.lastEnding
        : { segmentId: ended.id, interactionId: changed.id, customerName: nameFor(changed, agent.id), outcome: ended.outcome },
  };
}

/** Only what failed needs a word: what worked is seen. */
function toldBy({ event }: DeskPush<'event'>, interaction: InteractionView, agentId: string): Told | null {
  const { seq } = event;
  if (event.type === 'segment.transferFailed') {
    const failed = eventData['segment.transferFailed'].safeParse(event.data);
    if (!failed.success || failed.data.agentId !== agentId || failed.data.reason === 'cancelled') return null;
    const { to, reason } = failed.data;
    const called = to.kind === 'agent' ? interaction.segments.findLast((segment) => segment.agentId === to.agentId)?.agentName : undefined;
    return { kind: 'transferFailed', seq, reason, to: called ?? '', customerName: nameFor(interaction, agentId) };
  }
  if (event.type === 'interaction.closed' || event.type === 'interaction.ended') {
    const { origin } = interaction;
    const over = eventData['interaction.closed'].safeParse(event.data);
    if (!over.success || origin.kind !== 'agent' || origin.agentId !== agentId) return null;
    const { reason } = over.data;
    if (reason === 'completed' || reason === 'merged' || reason === 'abandoned') return null;
    return { kind: 'callFailed', seq, reason, to: interaction.targetName, consultation: origin.consultFor !== null };
  }
  return null;
}

/**
 * Events that were missed while the line was down come without views; the snapshot after them tells what is, but not what became of
 * a call that is gone. So the end of this agent's part is read from the event itself.
 */
function endedWhileAway(state: DeskState, push: DeskPush<'event'>): DeskState {
  if (push.event.type !== 'segment.finished') return state;
  const finished = eventData['segment.finished'].safeParse(push.event.data);
  if (!finished.success || finished.data.agentId !== state.agent?.id) return state;
  const { segmentId, outcome } = finished.data;
  const gone = state.interactions.find((interaction) => interaction.segments.some((segment) => segment.id === segmentId));
  // A leg that moved on is in the snapshot that follows.
  if (gone === undefined || outcome === 'merged') return state;
  return {
    ...state,
    interactions: state.interactions.filter((interaction) => interaction !== gone),
    endings: state.endings + 1,
    lastEnding: { segmentId, interactionId: gone.id, customerName: nameFor(gone, finished.data.agentId), outcome },
  };
}

export const applyServiceSettings = (state: DeskState, push: DeskPush<'serviceSettings'>): DeskState => ({
  ...state,
  serviceSettings: push.serviceSettings,
});

export const applySettings = (state: DeskState, { pauseReasons }: DeskPush<'settings'>): DeskState => ({ ...state, pauseReasons });

export const applyServices = (state: DeskState, push: DeskPush<'services'>): DeskState => ({ ...state, services: push.services });

export const applyQuality = (state: DeskState, push: DeskPush<'quality'>): DeskState => ({
  ...state,
  quality: { ...state.quality, [push.legId]: { stats: push.stats, trouble: push.trouble } },
});

/** An interaction with this agent's part in it. */
export interface Part {
  interaction: InteractionView;
  segment: SegmentView;
}

const part = (state: DeskState, wanted: (segment: SegmentView) => boolean): Part | null => {
  const agentId = state.agent?.id;
  if (agentId === undefined) return null;
  for (const interaction of state.interactions) {
    const segment = openSegmentOf(interaction, agentId);
    if (segment !== null && wanted(segment)) return { interaction, segment };
  }
  return null;
};

const isLive = ({ state }: SegmentView): boolean => state === 'accepted' || state === 'online';

/** What rings, if anything. */
export const ringingPart = (state: DeskState): Part | null => part(state, (segment) => segment.state === 'offered');

/** What the agent is busy with: connecting or talking, else after-call work. */
export const currentPart = (state: DeskState): Part | null => part(state, isLive) ?? part(state, (segment) => segment.state === 'wrapping');

/** The call that the agent makes by hand, if any. */
export const ownCall = (state: DeskState): InteractionView | null => {
  const agentId = state.agent?.id;
  if (agentId === undefined) return null;
  return (
    state.interactions.find(
      (interaction) => isCaller(interaction, agentId) && interaction.origin.kind === 'agent' && interaction.origin.consultFor === null,
    ) ?? null
  );
};

/** The open consultation that the agent of this part began about it. */
export const consultationOf = (state: DeskState, about: Part): InteractionView | null =>
  state.interactions.find(
    (interaction) =>
      isCaller(interaction, about.segment.agentId) &&
      interaction.origin.kind === 'agent' &&
      interaction.origin.consultFor?.segmentId === about.segment.id,
  ) ?? null;

/** The leg that has (or should have) media now. A consultation has none of its own: it sounds on the leg of the call it is about. */
export const mediaLeg = (state: DeskState): { leg: LegView; channel: Channel } | null => {
  const live = part(state, isLive);
  if (live !== null) return { leg: live.segment.leg, channel: live.interaction.channel };
  const call = ownCall(state);
  if (call !== null) return { leg: call.customerLeg, channel: call.channel };
  const { supervised, agent } = state;
  const listening = supervised === null || agent === null ? null : supervisionOf(supervised, agent.id);
  // Only heard: a picture of the supervisor is nobody's business.
  if (listening !== null) return { leg: listening.leg, channel: 'webcall' };
  return state.moving;
};

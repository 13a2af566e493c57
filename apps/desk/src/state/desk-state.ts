import {
  eventData,
  type AgentView,
  type DeskPush,
  type IceServer,
  type InteractionView,
  type PauseReason,
  type SegmentOutcome,
  type SegmentView,
  type ServiceStatus,
} from '@centralino/protocol';

/** What the server last said about a line. */
export type Quality = Pick<DeskPush<'quality'>, 'stats' | 'trouble'>;

/** The end of one of this agent's parts, as told by an event: for a word to the agent, once. */
export interface Ending {
  segmentId: string;
  interactionId: string;
  customerName: string | null;
  outcome: SegmentOutcome;
}

/** Everything the desk knows of the server: only snapshots and committed events write it, never a click. */
export interface DeskState {
  /** False until the first snapshot: nothing is shown as true before. */
  known: boolean;
  agent: AgentView | null;
  /** Open interactions in which this agent has an open part, oldest offer first. */
  interactions: InteractionView[];
  services: ServiceStatus[];
  pauseReasons: PauseReason[];
  iceServers: IceServer[];
  quality: Record<string, Quality>;
  /** Server's clock minus this browser's. */
  clockOffsetMs: number;
  lastEnding: Ending | null;
  /** Counts interactions of this agent that ended: lists of the day look again when it changes. */
  endings: number;
}

export const emptyDesk: DeskState = {
  known: false,
  agent: null,
  interactions: [],
  services: [],
  pauseReasons: [],
  iceServers: [],
  quality: {},
  clockOffsetMs: 0,
  lastEnding: null,
  endings: 0,
};

/** This agent's open part in an interaction, or null. */
export function openSegmentOf(interaction: InteractionView, agentId: string): SegmentView | null {
  return interaction.segments.findLast((segment) => segment.agentId === agentId && segment.state !== 'finished') ?? null;
}

const offeredAt = (interaction: InteractionView, agentId: string): number => openSegmentOf(interaction, agentId)?.offeredAt ?? 0;

const mine = (interactions: InteractionView[], agentId: string): InteractionView[] =>
  interactions
    .filter((interaction) => openSegmentOf(interaction, agentId) !== null)
    .sort((one, other) => offeredAt(one, agentId) - offeredAt(other, agentId));

export function applySnapshot(state: DeskState, snapshot: DeskPush<'snapshot'>, clientNow: number): DeskState {
  return {
    ...state,
    known: true,
    agent: snapshot.agent,
    interactions: mine(snapshot.interactions, snapshot.agent.id),
    services: snapshot.services,
    pauseReasons: snapshot.pauseReasons,
    iceServers: snapshot.iceServers,
    clockOffsetMs: snapshot.now - clientNow,
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
  if (openSegmentOf(changed, agent.id) !== null) return { ...next, interactions: mine([...others, changed], agent.id) };
  if (before === undefined) return next;
  const hadId = openSegmentOf(before, agent.id)?.id;
  const ended = changed.segments.find((segment) => segment.id === hadId);
  return {
    ...next,
    interactions: others,
    endings: state.endings + 1,
    lastEnding:
      ended?.outcome == null
        ? state.lastEnding
        : { segmentId: ended.id, interactionId: changed.id, customerName: changed.customer.name, outcome: ended.outcome },
  };
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
  if (gone === undefined) return state;
  return {
    ...state,
    interactions: state.interactions.filter((interaction) => interaction !== gone),
    endings: state.endings + 1,
    lastEnding: { segmentId, interactionId: gone.id, customerName: gone.customer.name, outcome },
  };
}

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

/** What rings, if anything. */
export const ringingPart = (state: DeskState): Part | null => part(state, (segment) => segment.state === 'offered');

/** What the agent is busy with: connecting, talking or after-call work. */
export const currentPart = (state: DeskState): Part | null => part(state, (segment) => segment.state !== 'offered');

/** The part that has (or should have) media now. */
export const mediaPart = (state: DeskState): Part | null =>
  part(state, (segment) => segment.state === 'accepted' || segment.state === 'online');

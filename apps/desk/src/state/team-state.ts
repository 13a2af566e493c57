import type { AgentView, DeskPush, InteractionView, SegmentView, ServiceStatus } from '@centralino/protocol';

/** Agents, queues and talks as supervisors see them: only pushes `team` write it. */
export interface TeamState {
  /** False until the first full push: nothing is shown as true before. */
  known: boolean;
  agents: ReadonlyMap<string, AgentView>;
  interactions: ReadonlyMap<string, InteractionView>;
  services: ServiceStatus[];
}

export const emptyTeam: TeamState = { known: false, agents: new Map(), interactions: new Map(), services: [] };

const merged = <T extends { id: string }>(
  before: ReadonlyMap<string, T>,
  changed: readonly T[],
  removed: readonly string[],
): ReadonlyMap<string, T> => {
  if (changed.length === 0 && removed.length === 0) return before;
  const after = new Map(before);
  for (const one of changed) after.set(one.id, one);
  for (const id of removed) after.delete(id);
  return after;
};

export function applyTeam(state: TeamState, push: DeskPush<'team'>): TeamState {
  // Changes to something that is not known yet say nothing: the full push comes with the watching.
  if (!push.full && !state.known) return state;
  const before = push.full ? emptyTeam : state;
  return {
    known: true,
    agents: merged(before.agents, push.agents, push.removedAgents),
    interactions: merged(before.interactions, push.interactions, push.removedInteractions),
    services: push.full || push.services.length > 0 ? push.services : state.services,
  };
}

/** What an agent is busy with now, by agent. */
export function workByAgent(
  interactions: Iterable<InteractionView>,
): Map<string, { interaction: InteractionView; segment: SegmentView | null }> {
  const work = new Map<string, { interaction: InteractionView; segment: SegmentView | null }>();
  for (const interaction of interactions) {
    const { origin } = interaction;
    if (origin.kind === 'agent' && interaction.state !== 'wrapping' && !work.has(origin.agentId)) {
      work.set(origin.agentId, { interaction, segment: null });
    }
    for (const segment of interaction.segments) {
      if (segment.state === 'finished') continue;
      const known = work.get(segment.agentId);
      // A talk counts more than the after-call work of an earlier one.
      if (known?.segment == null || known.segment.state === 'wrapping') work.set(segment.agentId, { interaction, segment });
    }
  }
  return work;
}

/** Customers who wait for an agent (also while one's desk rings), longest first. */
export const waitingIn = (interactions: Iterable<InteractionView>): InteractionView[] =>
  [...interactions]
    .filter(({ state, origin }) => origin.kind === 'customer' && (state === 'queued' || state === 'offered'))
    .sort((one, other) => one.arrivedAt - other.arrivedAt);

export const talkingIn = ({ segments }: InteractionView): SegmentView[] => segments.filter(({ state }) => state === 'online');

/** Talks that go on, longest first. A consultation belongs to the talk that it is about, and is not shown by itself. */
export const talksIn = (interactions: Iterable<InteractionView>): InteractionView[] =>
  [...interactions]
    .filter((one) => talkingIn(one).length > 0 && (one.origin.kind === 'customer' || one.origin.consultFor === null))
    .sort((one, other) => talkSince(one) - talkSince(other));

/** Since when somebody talks in it. */
export const talkSince = (interaction: InteractionView): number =>
  Math.min(...talkingIn(interaction).map(({ onlineAt, offeredAt }) => onlineAt ?? offeredAt));

/** Whether every word of what was typed begins a word of one of these texts. */
export function matches(query: string, ...texts: (string | null)[]): boolean {
  const plain = (text: string): string =>
    text
      .normalize('NFD')
      .replace(/\p{Diacritic}/gu, '')
      .toLowerCase();
  const words = plain(texts.filter((text) => text !== null).join(' ')).split(/[^\p{L}\p{N}]+/u);
  return plain(query)
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}

export type AgentFilter = 'there' | 'free' | 'talking' | 'wrapping' | 'paused' | 'off';
export const agentFilters: readonly AgentFilter[] = ['there', 'free', 'talking', 'wrapping', 'paused', 'off'];

/** Which of the board's groups an agent is in, besides `there`. */
export function groupOf({ presence, activity, connected }: AgentView): Exclude<AgentFilter, 'there'> {
  if (activity === 'wrapping') return 'wrapping';
  if (activity !== 'idle') return 'talking';
  if (presence.kind === 'loggedOut') return 'off';
  if (presence.kind === 'paused') return 'paused';
  return connected ? 'free' : 'off';
}

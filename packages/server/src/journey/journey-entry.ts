import type {
  InteractionView,
  JourneyEntry,
  JourneyResult,
  JourneyTransfer,
  ServiceConfig,
  Target,
  TransferFailure,
} from '@centralino/protocol';
import type { Row } from '../store/database.ts';

/** What the views of a page don't tell themselves. */
export type Surroundings = {
  /** Events about transfers, by interaction, in order. */
  events: ReadonlyMap<string, readonly Pick<Row<'events'>, 'type' | 'at' | 'data'>[]>;
  /** Consultations by the interaction that they were about. */
  consultations: ReadonlyMap<string, readonly InteractionView[]>;
  agentNames: ReadonlyMap<string, string>;
  services: ReadonlyMap<string, ServiceConfig>;
  /** Whose eyes; null: all notes may be read. */
  agentId: string | null;
  now: number;
};

/** Time in which at least one of the stretches runs: in a conference nobody's time counts twice. */
function covered(stretches: readonly { from: number; to: number }[]): number {
  let total = 0;
  let end = -Infinity;
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    if (to <= end) continue;
    total += to - Math.max(from, end);
    end = to;
  }
  return total;
}

function resultOf({ state, closedReason, segments }: InteractionView): JourneyResult {
  if (state !== 'closed') return 'open';
  if (segments.some(({ onlineAt }) => onlineAt !== null)) return 'answered';
  if (closedReason === null || closedReason === 'completed' || closedReason === 'merged') return 'answered';
  return closedReason === 'customerLost' ? 'abandoned' : closedReason;
}

const directionOf = ({ origin, target }: InteractionView): JourneyEntry['direction'] =>
  origin.kind === 'customer' ? 'in' : target.kind === 'number' ? 'out' : 'internal';

/** One interaction as its place in a contact's history. */
export function journeyEntry(view: InteractionView, around: Surroundings): JourneyEntry {
  const { agentId, now, services } = around;
  const closed = view.state === 'closed';
  const talks = view.segments.filter(({ onlineAt }) => onlineAt !== null);
  const stretches = talks.map(({ onlineAt, endedAt, state }) => ({
    from: onlineAt ?? 0,
    to: Math.max(onlineAt ?? 0, endedAt ?? (state === 'online' ? now : (onlineAt ?? 0))),
  }));
  const firstTalk = stretches.length === 0 ? null : Math.min(...stretches.map(({ from }) => from));
  const lastTalk = stretches.length === 0 ? null : Math.max(...stretches.map(({ to }) => to));
  const endedAt = closed ? (lastTalk ?? view.since) : null;
  const outcome = view.segments.findLast(({ disposition }) => disposition !== null)?.disposition ?? null;
  const level1 = services.get(view.service.code)?.outcomes?.level1.find(({ code }) => code === outcome?.level1);
  const level2 = level1?.level2.find(({ code }) => code === outcome?.level2);
  const own = (id: string): boolean => agentId === null || id === agentId;
  return {
    interactionId: view.id,
    channel: view.channel,
    direction: directionOf(view),
    service: view.service,
    at: view.arrivedAt,
    endedAt,
    result: resultOf(view),
    waitMs: Math.max(0, (firstTalk ?? endedAt ?? now) - view.arrivedAt),
    talkMs: covered(stretches),
    agents: [...new Map(talks.map(({ agentId: id, agentName: name }) => [id, { id, name }])).values()],
    missedBy: [
      ...new Set(view.segments.filter(({ outcome: how }) => how === 'missed' || how === 'declined').map(({ agentName }) => agentName)),
    ],
    outcome,
    outcomeLabels: [level1?.label, level2?.label].filter((label) => label !== undefined),
    rating: view.rating,
    ratingComment: view.ratingComment ?? null,
    transfers: transfersOf(view, around),
    notes: view.segments
      .filter(({ note, agentId: id }) => note !== '' && own(id))
      .map(({ agentName, note }) => ({ agentName, text: note })),
    recordings: view.recordings,
    mayOpen:
      agentId === null ||
      view.segments.some((segment) => segment.agentId === agentId) ||
      (view.origin.kind === 'agent' && view.origin.agentId === agentId),
  };
}

type TransferData = { agentId: string; to: Target; kind?: 'blind' | 'consultation'; reason?: TransferFailure; via?: string; by?: string };

function transfersOf(view: InteractionView, { events, consultations, agentNames, services }: Surroundings): JourneyTransfer[] {
  const nameOf = (id: string): string => agentNames.get(id) ?? id;
  const toName = (to: Target): string =>
    to.kind === 'agent' ? nameOf(to.agentId) : to.kind === 'service' ? (services.get(to.code)?.name ?? to.code) : to.number;
  const told: JourneyTransfer[] = [];
  for (const { type, at, data } of events.get(view.id) ?? []) {
    const { agentId, to, kind = 'blind', reason, via, by } = data as unknown as TransferData;
    if (type === 'segment.transferred') told.push({ at, kind, by: nameOf(agentId), to, toName: toName(to), result: 'done' });
    else if (type === 'segment.transferFailed')
      told.push({ at, kind: 'blind', by: nameOf(agentId), to, toName: toName(to), result: reason ?? 'unreachable' });
    else if (type === 'segment.joined' && (via === 'conference' || via === 'takeOver'))
      told.push({ at, kind: via, by: nameOf(by ?? agentId), to: { kind: 'agent', agentId }, toName: nameOf(agentId), result: 'done' });
  }
  for (const { origin, target, arrivedAt, state, closedReason } of consultations.get(view.id) ?? []) {
    // A merged one is told by what came of it.
    if (origin.kind !== 'agent' || state !== 'closed' || closedReason === 'merged') continue;
    const failed =
      closedReason === 'declined' ||
      closedReason === 'missed' ||
      closedReason === 'busy' ||
      closedReason === 'unreachable' ||
      closedReason === 'mediaFailed';
    const result = failed ? closedReason : closedReason === 'completed' ? 'ended' : 'cancelled';
    told.push({ at: arrivedAt, kind: 'consultation', by: nameOf(origin.agentId), to: target, toName: toName(target), result });
  }
  return told.sort((a, b) => a.at - b.at);
}

import {
  appendToSdkLog,
  applyToSdkProfile,
  createSdkLog,
  createSdkProfile,
  eventData,
  mergeCallData,
  sdkCursor,
  type CallDataEntry,
  type DeskPush,
  type EventData,
  type EventType,
  type InteractionView,
  type Presence,
  type ProfileHappening,
  type ProfileInput,
  type ProfileOutcome,
  type SdkLog,
  type SdkLogEntry,
  type SdkProfile,
  type SegmentView,
  type TransferFailure,
} from '@centralino/protocol';
import { destinationOf, startDialled, startRinging } from './sdk-beginnings.ts';
import { isCaller, openSegmentOf } from '../state/desk-state.ts';

/**
 * What happens to this agent, as pages of AgentDesktop hear it: folds the desk's committed events into the SDK's profile and log.
 * Everything in it is plain data (but for the log's set of open contacts), so that it outlives a reload of the desk.
 */
export interface SdkFeed {
  readonly agent: { id: string; username: string };
  readonly log: SdkLog;
  readonly profile: SdkProfile;
  /** The last event of the server that was folded. */
  seq: number;
  /** By segment, and by interaction for calls that this agent makes: which contact of the SDK it is. */
  readonly calls: Record<string, FeedCall>;
}

export interface FeedCall {
  contact: string;
  interactionId: string;
  /** Null: this agent calls. */
  segmentId: string | null;
  /** Of a consultation by this agent: their part in the call that it is about. */
  main: string | null;
  /** The talk that the colleague who consults this agent may put on hold. */
  consulted: boolean;
  /** On hold by choice; a transfer does not change it. */
  held: boolean;
  /** The agent's talk is over: after-call work, or a transfer left to its fate. */
  left: boolean;
  destination: string;
  /** Parts of others who talk in a call that this agent makes. */
  talking: string[];
}

/** What the desk knows of a call that is being made for a widget, before the server has told of it. */
export interface ExpectedCall {
  destination: string;
  /** Of a consultation: they reach the server a moment after it. Else null: the server's. */
  callData: CallDataEntry[] | null;
  description: string;
}

export const createSdkFeed = (agent: SdkFeed['agent'], logName: string): SdkFeed => ({
  agent: { id: agent.id, username: agent.username },
  log: createSdkLog(logName, { keep: 400 }),
  profile: createSdkProfile(),
  seq: 0,
  calls: {},
});

type Happenings = ProfileHappening[];
/** Usernames of colleagues as far as they are known: pages see endpoints rather than names. */
export type UsernameOf = (agentId: string) => string | undefined;

export interface FeedEvent {
  event: DeskPush<'event'>['event'];
  /** The interaction as it was last seen; null when the desk never saw it. */
  view: InteractionView | null;
}

/** Puts things that happened into profile and log, in order; answers the entries that are new. */
export function tellSdk(feed: SdkFeed, at: number, happenings: readonly ProfileHappening[]): SdkLogEntry[] {
  return happenings.flatMap((happening) => {
    const entries = applyToSdkProfile(feed.profile, { ...happening, seq: feed.seq, at } as ProfileInput);
    // Several happenings of one event follow each other; and a desk's own (call data) have no event at all.
    let next = Math.max(sdkCursor(feed.seq, 0), (feed.log.entries.at(-1)?.cursor ?? -1) + 1);
    return appendToSdkLog(
      feed.log,
      entries.map((entry) => ({ ...entry, cursor: next++ })),
    );
  });
}

/** Folds one committed event. One that was folded already means nothing. */
export function feedSdkEvent(
  feed: SdkFeed,
  { event, view }: FeedEvent,
  usernameOf: UsernameOf,
  expected: ExpectedCall | null,
): SdkLogEntry[] {
  if (event.seq <= feed.seq) return [];
  feed.seq = event.seq;
  return tellSdk(feed, event.at, happeningsOf(feed, event, view, usernameOf, expected));
}

function happeningsOf(
  feed: SdkFeed,
  event: FeedEvent['event'],
  view: InteractionView | null,
  usernameOf: UsernameOf,
  expected: ExpectedCall | null,
): Happenings {
  const me = feed.agent.id;
  const interactionId = event.stream.startsWith('interaction:') ? event.stream.slice('interaction:'.length) : null;
  const data = <T extends EventType>(type: T): EventData<T> => eventData[type].parse(event.data) as EventData<T>;
  if (interactionId === null) {
    if (event.type !== 'agent.presenceChanged' || event.stream !== `agent:${me}`) return [];
    return agentState(feed, data('agent.presenceChanged').presence);
  }
  const dialled = feed.calls[interactionId];
  switch (event.type) {
    case 'interaction.created': {
      const { origin } = data('interaction.created');
      if (origin?.kind !== 'agent' || origin.agentId !== me || view === null) return [];
      return startDialled(feed, view, usernameOf, expected);
    }
    case 'segment.offered':
      return data('segment.offered').agentId === me && view !== null
        ? startRinging(feed, view, data('segment.offered').segmentId, usernameOf)
        : [];
    case 'segment.joined': {
      const { agentId, segmentId, from, via, by } = data('segment.joined');
      if (agentId === me && view !== null) {
        const started = startRinging(feed, view, segmentId, usernameOf);
        return [...started, ...of(feed.calls[segmentId], (id) => ({ type: 'established', id }))];
      }
      const consultation = from === null ? undefined : feed.calls[from.interactionId];
      if (from === null || via !== 'conference' || by !== me || consultation?.main == null) return [];
      delete feed.calls[from.interactionId];
      return of(feed.calls[consultation.main], (id) => ({ type: 'conferenced', id, consultation: consultation.contact }));
    }
    case 'segment.online': {
      const { agentId, segmentId } = data('segment.online');
      if (agentId === me) return of(feed.calls[segmentId], (id) => ({ type: 'established', id }));
      dialled?.talking.push(segmentId);
      return of(dialled, (id) => ({ type: 'established', id }));
    }
    case 'segment.held':
    case 'segment.resumed': {
      const { agentId, segmentId } = data('segment.held');
      const held = event.type === 'segment.held';
      const call = agentId === me ? feed.calls[segmentId] : dialled?.main == null ? undefined : dialled;
      if (call === undefined || call.consulted) return [];
      call.held = held;
      return of(call, (id) => ({ type: held ? 'held' : 'retrieved', id }));
    }
    case 'interaction.callerHeld':
    case 'interaction.callerResumed': {
      if (dialled === undefined || dialled.main !== null) return [];
      dialled.held = event.type === 'interaction.callerHeld';
      return of(dialled, (id) => ({ type: dialled.held ? 'held' : 'retrieved', id }));
    }
    case 'interaction.dataSet': {
      const change = data('interaction.dataSet').data;
      return Object.values(feed.calls)
        .filter((call) => call.interactionId === interactionId)
        .map(({ contact: id }) => {
          const before = feed.profile.contacts[id]?.contact.callData ?? [];
          return { type: 'dataChanged', id, callData: mergeCallData(before, change) };
        });
    }
    case 'segment.transferring': {
      const { segmentId, to } = data('segment.transferring');
      const call = feed.calls[segmentId];
      if (call !== undefined) call.destination = destinationOf(to, view, usernameOf);
      return of(call, (id) => ({ type: 'transferred', id }));
    }
    case 'segment.transferred': {
      const { segmentId, to, toSegmentId, kind } = data('segment.transferred');
      const call = feed.calls[segmentId];
      if (call === undefined) return [];
      const destination = call.destination || destinationOf(to, view, usernameOf);
      const outcome = outcomeOf(
        call,
        kind === 'blind' ? 'direct' : 'consultation',
        toSegmentId === null ? 'queued' : 'accepted',
        destination,
      );
      if (kind === 'blind') return [{ type: 'transferred', id: call.contact }, outcome];
      const [key, consultation] = Object.entries(feed.calls).find(([, { main }]) => main === segmentId) ?? [];
      if (key === undefined || consultation === undefined) return [{ type: 'transferred', id: call.contact }, outcome];
      delete feed.calls[key];
      return [{ type: 'consultationCompleted', id: call.contact, consultation: consultation.contact }, outcome];
    }
    case 'segment.transferFailed': {
      const { segmentId, to, reason } = data('segment.transferFailed');
      const call = feed.calls[segmentId];
      if (call === undefined) return [];
      return transferFailed(feed, call, reason, call.destination || destinationOf(to, view, usernameOf));
    }
    case 'segment.wrapping': {
      const { agentId, segmentId, endedBy } = data('segment.wrapping');
      if (agentId !== me)
        return endedBy === 'transferred' ? stopsTalking(feed, dialled, segmentId, false) : stopsTalking(feed, dialled, segmentId);
      const call = feed.calls[segmentId];
      if (call !== undefined) call.left = true;
      return of(call, (id) => ({ type: 'cleared', id, wrapping: true }));
    }
    case 'segment.finished': {
      const { agentId, segmentId, outcome } = data('segment.finished');
      if (agentId !== me) return stopsTalking(feed, dialled, segmentId, outcome !== 'merged');
      const call = feed.calls[segmentId];
      delete feed.calls[segmentId];
      return end(feed, call);
    }
    case 'interaction.ended':
    case 'interaction.closed': {
      // A consultation that merges is told as a completed transfer or a conference by the events that follow.
      if (dialled === undefined || data('interaction.closed').reason === 'merged') return [];
      delete feed.calls[interactionId];
      return of(dialled, (id) => ({ type: 'cleared', id, wrapping: false }));
    }
    default:
      return [];
  }
}

const of = (call: FeedCall | undefined, make: (id: string) => ProfileHappening): Happenings =>
  call === undefined ? [] : [make(call.contact)];

const agentState = (feed: SdkFeed, presence: Presence): Happenings => {
  const state = presence.kind === 'ready' ? 'loggedIn' : presence.kind;
  const event = { loggedIn: 'AGENT:LOGGEDIN', paused: 'AGENT:PAUSE', loggedOut: 'AGENT:LOGGEDOUT' }[state];
  return feed.profile.agent === event ? [] : [{ type: 'agent', state }];
};

const outcomeOf = (
  call: FeedCall,
  transfer: 'direct' | 'consultation',
  outcome: ProfileOutcome,
  destination: string,
): ProfileHappening => ({
  type: 'transferOutcome',
  id: call.contact,
  uuid: call.interactionId,
  transfer,
  outcome,
  destination,
});

const failures: Record<TransferFailure, ProfileOutcome> = {
  declined: 'declined',
  missed: 'noAnswer',
  cancelled: 'takenBack',
  busy: 'unreachable',
  unreachable: 'unreachable',
  mediaFailed: 'unreachable',
  customerLeft: 'customerLeft',
};

/**
 * To pages a transfer is done when it begins: what became of it is told after the whole story, and a customer who comes back begins again
 * under the same id.
 */
function transferFailed(feed: SdkFeed, call: FeedCall, reason: TransferFailure, destination: string): Happenings {
  const id = call.contact;
  const transferred: ProfileHappening = { type: 'transferred', id };
  const outcome = outcomeOf(call, 'direct', failures[reason], destination);
  call.destination = '';
  const state = feed.profile.contacts[id];
  if (reason === 'customerLeft' || call.left || state === undefined) return [transferred, outcome];
  return [
    transferred,
    { type: 'finished', id },
    outcome,
    { type: 'started', contact: state.contact },
    { type: 'established', id },
    ...(call.held ? [{ type: 'held', id } as const] : []),
  ];
}

/** Somebody whom this agent called leaves. With the last one the call is over, unless it goes on elsewhere. */
function stopsTalking(feed: SdkFeed, dialled: FeedCall | undefined, segmentId: string, mayEnd = true): Happenings {
  if (dialled === undefined || !dialled.talking.includes(segmentId)) return [];
  dialled.talking = dialled.talking.filter((one) => one !== segmentId);
  return mayEnd && dialled.talking.length === 0 ? [{ type: 'cleared', id: dialled.contact, wrapping: false }] : [];
}

const end = (feed: SdkFeed, call: FeedCall | undefined): Happenings => {
  if (call === undefined) return [];
  const state = feed.profile.contacts[call.contact];
  if (state === undefined) return [];
  return [state.phase === 'cleared' ? { type: 'finished', id: call.contact } : { type: 'cleared', id: call.contact, wrapping: false }];
};

/**
 * Compares with the whole truth of a snapshot and tells the difference: what is not known of a call (the desk was opened in the middle of
 * it), and what is over without anybody having told.
 */
export function feedSdkSnapshot(
  feed: SdkFeed,
  snapshot: { seq: number; at: number; presence: Presence; interactions: readonly InteractionView[] },
  usernameOf: UsernameOf,
): SdkLogEntry[] {
  feed.seq = Math.max(feed.seq, snapshot.seq);
  const me = feed.agent.id;
  const told: SdkLogEntry[] = [];
  const tell = (happenings: Happenings): void => void told.push(...tellSdk(feed, snapshot.at, happenings));
  const open = new Set<string>();
  tell(agentState(feed, snapshot.presence));
  for (const view of snapshot.interactions) {
    const segment = openSegmentOf(view, me);
    if (segment === null) continue;
    open.add(segment.id);
    tell(startRinging(feed, view, segment.id, usernameOf));
    tell(caughtUp(feed, segment));
    tell(dataNow(feed.calls[segment.id], view));
  }
  for (const view of snapshot.interactions) {
    if (!isCaller(view, me)) continue;
    open.add(view.id);
    tell(startDialled(feed, view, usernameOf, null));
    const talking = view.segments.filter(({ state }) => state === 'online');
    const call = feed.calls[view.id];
    if (call === undefined) continue;
    call.talking = talking.map(({ id }) => id);
    tell(dataNow(call, view));
    if (talking.length === 0) continue;
    tell([{ type: 'established', id: call.contact }]);
    call.held = call.main === null ? view.callerHeld === true : talking.some(({ held }) => held);
    tell([{ type: call.held ? 'held' : 'retrieved', id: call.contact }]);
  }
  for (const [key, call] of Object.entries(feed.calls)) {
    if (open.has(key)) continue;
    delete feed.calls[key];
    tell(end(feed, call));
    if (feed.profile.contacts[call.contact] !== undefined) tell([{ type: 'finished', id: call.contact }]);
  }
  return told;
}

function caughtUp(feed: SdkFeed, segment: SegmentView): Happenings {
  const call = feed.calls[segment.id];
  if (call === undefined) return [];
  const id = call.contact;
  const happenings: Happenings = [];
  if (segment.onlineAt !== null) happenings.push({ type: 'established', id });
  if (segment.transferring !== null) happenings.push({ type: 'transferred', id });
  else if (segment.state === 'online' && !call.consulted) {
    call.held = segment.held;
    happenings.push({ type: segment.held ? 'held' : 'retrieved', id });
  }
  if (segment.state === 'wrapping') {
    call.left = true;
    happenings.push({ type: 'cleared', id, wrapping: true });
  }
  return happenings;
}

const dataNow = (call: FeedCall | undefined, view: InteractionView): Happenings =>
  of(call, (id) => ({ type: 'dataChanged', id, callData: view.callData }));

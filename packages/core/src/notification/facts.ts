import type {
  Channel,
  NewEvent,
  NotificationCallType,
  NotificationChannel,
  NotificationEvent,
  NotificationFact,
} from '@centralino/protocol';
import { subjectOf } from '../events.ts';
import { isOver, segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Segment } from '../segment/segment.ts';
import type { World } from '../world/world.ts';
import { agentUser, factOf } from './fact.ts';

type Said = Partial<Pick<NotificationFact, 'reason' | 'userclid' | 'userdnis'>> & { segment?: Segment };

/** Channels whose interactions receivers may be told of. */
const channels: Partial<Record<Channel, NotificationChannel>> = {
  phone: 'phone',
  webcall: 'phone',
  video: 'phone',
  callback: 'phone',
  chat: 'chat',
  whatsapp: 'whatsapp',
};

/**
 * What one event means to receivers of notifications, in order; mostly nothing. Pure: `world` has the event folded in already, `before` is
 * its interaction as it was before it (undefined: it began with this event).
 *
 * ```
 *  a customer's call     SERVICECALL NEW ▶ RING ▶ SERVICE_ANSWER ▶ SERVICE_HANGUP      (HANGUP: left before an answer;
 *                                          └▶ NO_ANSWER ▶ RING at the next agent        NO_ANSWER: declined, missed, …)
 *  blind transfer        … SERVICE_HANGUP of the first leg, TRANSFERRED, INBOUNDCALL NEW ▶ ANSWER ▶ HANGUP with the same call id
 *    it fails            … INBOUNDCALL NO_ANSWER, FAILED, TRANSFERRED back to who transferred, INBOUNDCALL ANSWER ▶ HANGUP
 *  consultation          a call of its own (OUTBOUNDCALL and INBOUNDCALL, own id); completed: TRANSFERRED, at the end SERVICE_HANGUP
 *  a call by hand        OUTBOUNDCALL NEW ▶ ANSWER ▶ HANGUP for who calls; INBOUNDCALL (to a service: SERVICECALL) for who is called
 * ```
 */
export const notificationFacts = (world: World, event: NewEvent, before: Interaction | undefined): NotificationFact[] => {
  if (!event.stream.startsWith('interaction:')) return [];
  const after = world.interactions.get(subjectOf(event.stream));
  const channel = after === undefined ? undefined : channels[after.channel];
  if (after === undefined || channel === undefined) return [];
  const facts: NotificationFact[] = [];
  const chat = channel !== 'phone';
  const say = (type: NotificationCallType, name: NotificationEvent, said: Said = {}): void => {
    // Direct chats between agents have no type of their own.
    if (chat && (type === 'INBOUNDCALL' || type === 'OUTBOUNDCALL')) return;
    facts.push(
      factOf(world, after, { ...said, type: chat && type === 'SERVICECALL' ? 'SERVICECHAT' : type, event: name, channel, at: event.at }),
    );
  };
  tell(world, event, before, after, say);
  return facts;
};

type Say = (type: NotificationCallType, event: NotificationEvent, said?: Said) => void;

const tell = (world: World, event: NewEvent, before: Interaction | undefined, after: Interaction, say: Say): void => {
  const segment = 'segmentId' in event.data ? segmentOf(after, event.data.segmentId) : undefined;
  if (event.type === 'interaction.created') {
    if (after.origin.kind === 'agent') say('OUTBOUNDCALL', 'NEW');
  } else if (event.type === 'interaction.queued') {
    if (event.data.reason === 'arrived' && servesCaller(after)) say('SERVICECALL', 'NEW');
  }
  if (before === undefined) return;
  if (segment !== undefined) tellOfSegment(world, event, before, after, segment, say);
  if (!isOver(before) && isOver(after)) ends(before, after, say);
};

const tellOfSegment = (world: World, event: NewEvent, before: Interaction, after: Interaction, segment: Segment, say: Say): void => {
  const served = isServed(after, segment);
  const family = served ? 'SERVICECALL' : 'INBOUNDCALL';
  if (event.type === 'segment.offered') say(family, served ? 'RING' : 'NEW', { segment });
  else if (event.type === 'segment.online') {
    const first = !after.segments.some(({ id, onlineAt }) => id !== segment.id && onlineAt !== null);
    if (after.origin.kind === 'agent' && first) say('OUTBOUNDCALL', 'ANSWER', { segment });
    say(family, served ? 'SERVICE_ANSWER' : 'ANSWER', { segment });
  } else if (event.type === 'segment.transferring') {
    legEnds(before, segment, 'transferred', say);
    say('TRANSFER', 'TRANSFERRED', { segment, userdnis: agentUser(world, agentOf(event.data.to)), reason: 'blind' });
  } else if (event.type === 'segment.transferred') transferred(world, event.data, before, after, segment, say);
  else if (event.type === 'segment.transferFailed') transferFailed(world, event.data, before, after, segment, say);
  else if (event.type === 'segment.wrapping') leaves(world, before, after, segment, event.data.endedBy, say);
  else if (event.type === 'segment.finished') finished(world, before, after, segment, event.data.outcome, say);
};

const agentOf = (to: { kind: string; agentId?: string }): string => to.agentId ?? '';

/** The caller asked for a service, not for one colleague. */
const servesCaller = ({ origin, target }: Interaction): boolean => origin.kind === 'customer' || target.kind === 'service';

/**
 * The agent has the caller by way of the service. After a blind transfer the call is a direct one to its new agent, and to who transferred
 * when it failed.
 */
const isServed = (interaction: Interaction, segment: Segment): boolean =>
  servesCaller(interaction) &&
  segment.transferFrom === null &&
  !interaction.segments.some(({ transferFrom }) => transferFrom === segment.id);

const familyOf = (interaction: Interaction, segment: Segment): 'SERVICECALL' | 'INBOUNDCALL' =>
  isServed(interaction, segment) ? 'SERVICECALL' : 'INBOUNDCALL';

/** The end of an agent's leg in a talk. `interaction` is as it was while the leg was there. */
const legEnds = (interaction: Interaction, segment: Segment, reason: string, say: Say): void => {
  const served = isServed(interaction, segment);
  say(served ? 'SERVICECALL' : 'INBOUNDCALL', served ? 'SERVICE_HANGUP' : 'HANGUP', { segment, reason });
};

const transferred = (
  world: World,
  { to, toSegmentId, kind }: Extract<NewEvent, { type: 'segment.transferred' }>['data'],
  before: Interaction,
  after: Interaction,
  segment: Segment,
  say: Say,
): void => {
  if (kind === 'consultation') {
    const colleague = toSegmentId === null ? undefined : segmentOf(after, toSegmentId);
    say('TRANSFER', 'TRANSFERRED', { segment, userdnis: agentUser(world, colleague?.agentId ?? ''), reason: kind });
  } else if (toSegmentId === null) {
    // To a service's line. To an agent it was said when it began.
    legEnds(before, segment, 'transferred', say);
    say('TRANSFER', 'TRANSFERRED', { segment, userdnis: to.kind === 'service' ? to.code : null, reason: kind });
  }
};

const transferFailed = (
  world: World,
  { reason }: Extract<NewEvent, { type: 'segment.transferFailed' }>['data'],
  before: Interaction,
  after: Interaction,
  segment: Segment,
  say: Say,
): void => {
  const was = segmentOf(before, segment.id)?.transfer ?? null;
  const userdnis = was === null ? undefined : agentUser(world, agentOf(was.to));
  say('TRANSFER', 'FAILED', { segment, reason, ...(userdnis === undefined ? {} : { userdnis }) });
  // Its leg was said to have ended: now the call is given back to it. Not when the transfer never began, or nobody is left to talk to.
  if (was === null || segment.state.kind !== 'online' || reason === 'customerLeft') return;
  say('TRANSFER', 'TRANSFERRED', { segment, userclid: userdnis ?? null, userdnis: agentUser(world, segment.agentId), reason: 'returned' });
  say(familyOf(after, segment), 'ANSWER', { segment });
};

/** Somebody leaves a talk. The first of several hands the call over, unless it ends for all; the last ends it; others only go. */
const leaves = (world: World, before: Interaction, after: Interaction, segment: Segment, reason: string, say: Say): void => {
  // Said already when the transfer began or was completed.
  if (reason === 'transferred' || segmentOf(before, segment.id)?.transfer != null) return;
  const others = talkingSegments(after);
  const next = others[0];
  if (next === undefined) {
    // Of a direct call both sides are told when it is over.
    if (servesCaller(after)) legEnds(before, segment, reason, say);
  } else if (!['customer', 'customerLost', 'colleague'].includes(reason) && talkingSegments(before)[0]?.id === segment.id) {
    say('TRANSFER', 'TRANSFERRED', { segment, userdnis: agentUser(world, next.agentId), reason: 'conference' });
  }
};

const finished = (world: World, before: Interaction, after: Interaction, segment: Segment, outcome: string, say: Say): void => {
  switch (outcome) {
    case 'declined':
    case 'missed':
    case 'withdrawn':
    case 'mediaFailed':
    case 'customerLeft':
      say(familyOf(after, segment), 'NO_ANSWER', { segment, reason: outcome });
      return;
    case 'lost':
    case 'merged':
      leaves(world, before, after, segment, outcome, say);
      return;
    default:
  }
};

/** The caller is gone. */
const ends = (before: Interaction, after: Interaction, say: Say): void => {
  const reason = after.phase.kind === 'ended' || after.phase.kind === 'closed' ? after.phase.reason : null;
  const last = after.segments.findLast(({ onlineAt }) => onlineAt !== null);
  if (after.origin.kind === 'agent') {
    say('OUTBOUNDCALL', 'HANGUP', { reason, ...(last === undefined ? {} : { segment: last }) });
    if (!servesCaller(after)) {
      const called = after.segments.at(-1);
      if (called !== undefined) say('INBOUNDCALL', 'HANGUP', { segment: called, reason });
      return;
    }
  }
  const waited = before.phase.kind === 'queued' || before.phase.kind === 'offered' || before.phase.kind === 'connecting';
  if (waited) say('SERVICECALL', 'HANGUP', { reason });
};

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

type Said = Partial<Pick<NotificationFact, 'at' | 'reason' | 'userclid' | 'userdnis'>> & { segment?: Segment };

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
 *  blind transfer        … INBOUNDCALL NEW, and when it is answered: SERVICE_HANGUP of the first leg, TRANSFERRED (both with the time at
 *                        which they let go), INBOUNDCALL ANSWER ▶ HANGUP, all with the same call id
 *    it fails            … INBOUNDCALL NO_ANSWER, FAILED; nothing else: who transferred talks on
 *    to a service        … SERVICE_HANGUP, SERVICECALL NEW of that service, then as above. Not RING: receivers begin a call anew at RING
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
      factOf(world, after, { at: event.at, ...said, type: chat && type === 'SERVICECALL' ? 'SERVICECHAT' : type, event: name, channel }),
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
    else if (event.data.reason === 'transferred') say('SERVICECALL', 'NEW', { reason: 'transferred' });
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
    handedOver(world, before, after, segment, say);
    const first = !after.segments.some(({ id, onlineAt }) => id !== segment.id && onlineAt !== null);
    if (after.origin.kind === 'agent' && first) say('OUTBOUNDCALL', 'ANSWER', { segment });
    say(family, served ? 'SERVICE_ANSWER' : 'ANSWER', { segment });
  } else if (event.type === 'segment.transferred') transferred(world, event.data, before, after, segment, say);
  else if (event.type === 'segment.transferFailed') {
    const to = segmentOf(before, segment.id)?.transfer?.to ?? event.data.to;
    say('TRANSFER', 'FAILED', { segment, reason: event.data.reason, userdnis: agentUser(world, agentOf(to)) });
  } else if (event.type === 'segment.wrapping') leaves(world, before, after, segment, event.data.endedBy, say);
  else if (event.type === 'segment.finished') finished(world, before, after, segment, event.data.outcome, say);
};

const agentOf = (to: { kind: string; agentId?: string }): string => to.agentId ?? '';

/** The caller asked for a service, not for one colleague. */
const servesCaller = ({ origin, target }: Interaction): boolean => origin.kind === 'customer' || target.kind === 'service';

/**
 * From whom this agent has the caller by a blind transfer: to them, or to a line that they answer (also the line in which the caller ended up
 * because a colleague did not answer).
 */
const giverOf = ({ segments }: Interaction, segment: Segment): Segment | undefined => {
  if (segment.transferFrom !== null) return segments.find(({ id }) => id === segment.transferFrom);
  if (segment.via !== 'offer') return undefined;
  const before = segments.slice(
    0,
    segments.findIndex(({ id }) => id === segment.id),
  );
  const last = before.findLast(({ onlineAt }) => onlineAt !== null);
  return last?.endedBy === 'transferred' ? last : undefined;
};

/** The agent has the caller by way of the service. After a blind transfer the call is a direct one to its new agent; chats know no direct ones. */
const isServed = (interaction: Interaction, segment: Segment): boolean =>
  servesCaller(interaction) && (channels[interaction.channel] !== 'phone' || giverOf(interaction, segment) === undefined);

const familyOf = (interaction: Interaction, segment: Segment): 'SERVICECALL' | 'INBOUNDCALL' =>
  isServed(interaction, segment) ? 'SERVICECALL' : 'INBOUNDCALL';

/** The end of an agent's leg in a talk. `interaction` is as it was while the leg was there. */
const legEnds = (interaction: Interaction, segment: Segment, reason: string, say: Say, at?: number): void => {
  const served = isServed(interaction, segment);
  const said = { segment, reason, ...(at === undefined ? {} : { at }) };
  say(served ? 'SERVICECALL' : 'INBOUNDCALL', served ? 'SERVICE_HANGUP' : 'HANGUP', said);
};

/** A blind transfer has happened: somebody answered. It is told with the time at which who transferred let go, for that is when their part ended. */
const handedOver = (world: World, before: Interaction, after: Interaction, segment: Segment, say: Say): void => {
  const giver = giverOf(after, segment);
  if (giver === undefined) return;
  const at = giver.endedAt ?? segment.offeredAt;
  if (giver.state.kind === 'online') legEnds(before, giver, 'transferred', say, at);
  say('TRANSFER', 'TRANSFERRED', { segment: giver, userdnis: agentUser(world, segment.agentId), reason: 'blind', at });
};

const transferred = (
  world: World,
  { toSegmentId, kind }: Extract<NewEvent, { type: 'segment.transferred' }>['data'],
  before: Interaction,
  after: Interaction,
  segment: Segment,
  say: Say,
): void => {
  if (kind === 'consultation') {
    const colleague = toSegmentId === null ? undefined : segmentOf(after, toSegmentId);
    say('TRANSFER', 'TRANSFERRED', { segment, userdnis: agentUser(world, colleague?.agentId ?? ''), reason: kind });
  } else if (toSegmentId === null) {
    // To a service's line: that it happened is said when somebody answers there.
    legEnds(before, segment, 'transferred', say);
  }
};

/** Somebody leaves a talk. The first of several hands the call over, unless it ends for all; the last ends it; others only go. */
const leaves = (world: World, before: Interaction, after: Interaction, segment: Segment, reason: string, say: Say): void => {
  // While the colleague still rings: their own part ends now, whatever becomes of the transfer.
  if (segmentOf(before, segment.id)?.transfer != null) return legEnds(before, segment, reason, say);
  // Said already when the transfer happened.
  if (reason === 'transferred') return;
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
      const called = last === undefined || last.endedBy === 'transferred' ? after.segments.at(-1) : last;
      if (called !== undefined) say('INBOUNDCALL', 'HANGUP', { segment: called, reason });
      return;
    }
  }
  const waited = before.phase.kind === 'queued' || before.phase.kind === 'offered' || before.phase.kind === 'connecting';
  if (waited) say('SERVICECALL', 'HANGUP', { reason });
};

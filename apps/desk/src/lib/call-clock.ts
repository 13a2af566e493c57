import type { InteractionView, SegmentView } from '@centralino/protocol';
import { clock, countdown } from './format.ts';

/** What one clock counts: up since a moment, or down to it. */
export type CallClock = { kind: 'since' | 'until'; at: number };

/**
 * The one clock of an agent's part, the same wherever it is shown: how long it rings, connects, is on hold or is talked; of after-call work
 * how much is left.
 */
export function partClock(segment: SegmentView): CallClock {
  const { state, offeredAt, acceptedAt, onlineAt, endedAt, heldSince, until } = segment;
  if (state === 'wrapping' && until !== null) return { kind: 'until', at: until };
  if (state === 'online' && segment.held && heldSince != null) return { kind: 'since', at: heldSince };
  const began = { offered: offeredAt, accepted: acceptedAt, online: onlineAt, wrapping: endedAt, finished: endedAt }[state];
  return { kind: 'since', at: began ?? offeredAt };
}

/** The same of a call that this agent makes, or of whom they consult: how long it rings, is on hold or is talked. */
export function ownCallClock(call: InteractionView): CallClock {
  const talk = call.segments.find(({ state }) => state === 'online');
  if (talk === undefined) return { kind: 'since', at: call.arrivedAt };
  const held = call.callerHeld === true ? call.callerHeldSince : talk.held ? talk.heldSince : null;
  return { kind: 'since', at: held ?? talk.onlineAt ?? call.arrivedAt };
}

/** How it is shown. */
export const clockText = ({ kind, at }: CallClock, now: number): string => (kind === 'until' ? countdown(at - now) : clock(now - at));

/**
 * Since when the customer has waited for this part: since they came; who was handed over, or came back from a talk that broke off, since
 * that talk.
 */
export function waitingSince({ arrivedAt, segments }: InteractionView, segment: SegmentView): number {
  if (segment.via === 'transfer') return segment.offeredAt;
  const talks = segments.flatMap(({ id, onlineAt, endedAt }) => (id === segment.id || onlineAt === null ? [] : [endedAt ?? arrivedAt]));
  return Math.max(arrivedAt, ...talks);
}

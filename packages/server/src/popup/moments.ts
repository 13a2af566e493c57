import type { DomainEvent, InteractionView, PopupTrigger, SegmentView } from '@centralino/protocol';
import { interactionOfStream } from '../realtime/desk-missed.ts';

/** An event that may open something at an agent's. */
export type Moment = {
  trigger: Exclude<PopupTrigger, 'demand'>;
  interactionId: string;
  segmentId: string;
  agentId: string;
  at: number;
};

/** Whom an event is a moment for; null: for nobody. */
export function momentOf(event: DomainEvent, segmentOf: (interactionId: string, segmentId: string) => SegmentView | null): Moment | null {
  const interactionId = interactionOfStream(event.stream);
  if (interactionId === null) return null;
  const of = (trigger: Moment['trigger'], { segmentId, agentId }: { segmentId: string; agentId: string }): Moment => ({
    trigger,
    interactionId,
    segmentId,
    agentId,
    at: event.at,
  });
  if (event.type === 'segment.offered') return of('ring', event.data);
  if (event.type === 'segment.online' || event.type === 'segment.joined') return of('answer', event.data);
  if (event.type === 'segment.wrapping') return of('hangup', event.data);
  if (event.type !== 'segment.finished' || event.data.outcome === 'merged') return null;
  // Without after-call work. Of a consultation that became a part of its talk (`merged`) the agent talks on.
  return segmentOf(interactionId, event.data.segmentId)?.onlineAt != null ? of('hangup', event.data) : null;
}

/** How long after its moment a popup still helps, when the agent's part itself does not say. */
const justNowMs = 10_000;
const afterTalkMs = 2 * 60_000;

/** Whether a popup that comes late still helps: at ring only while it rings, at answer while the contact is open. */
export function isStillOfUse(trigger: PopupTrigger, view: InteractionView | null, segmentId: string, ageMs: number): boolean {
  const state = view?.segments.find(({ id }) => id === segmentId)?.state ?? 'finished';
  switch (trigger) {
    case 'ring':
      return state === 'offered' || state === 'accepted' || (state !== 'finished' && ageMs < justNowMs);
    case 'answer':
      return state !== 'finished';
    case 'hangup':
      return state !== 'finished' || ageMs < afterTalkMs;
    case 'demand':
      return state !== 'finished' && ageMs < afterTalkMs;
  }
}

/** What a part in this state has come to: for a desk that comes when the moment is over. */
export const presentTrigger = ({ state }: SegmentView): Moment['trigger'] | null =>
  state === 'offered' || state === 'accepted' ? 'ring' : state === 'online' ? 'answer' : null;

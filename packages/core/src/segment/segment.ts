import type { EndedBy, RoutingWhy, SegmentOutcome } from '@centralino/protocol';
import { never } from '../events.ts';
import type { InteractionEvent } from '../events.ts';
import { closedLeg, pendingLeg } from '../media/leg.ts';
import type { Leg } from '../media/leg.ts';

/**
 * One agent's part in an interaction.
 *
 * ```
 *              accepted            online                  wrapping
 *  offered ───────────────▶ accepted ─────▶ online(held?) ─────────▶ wrapping
 *  (lease)                 (connect         ▲  │                    (after-call work)
 *     │                     deadline)       └──┘ held, resumed           │
 *     │ declined, missed,      │ mediaFailed,      │ lost                │ completed
 *     │ withdrawn,             │ declined,         │                     │
 *     │ customerLeft           │ withdrawn,        │                     │
 *     ▼                        ▼ customerLeft      ▼                     ▼
 *  finished(outcome) ◀─────────┴───────────────────┴─────────────────────┘
 * ```
 */
export type SegmentState =
  | { readonly kind: 'offered'; readonly until: number }
  | { readonly kind: 'accepted'; readonly until: number }
  | { readonly kind: 'online'; readonly held: boolean }
  | { readonly kind: 'wrapping'; readonly until: number }
  | { readonly kind: 'finished'; readonly outcome: SegmentOutcome };

export interface Segment {
  readonly id: string;
  readonly agentId: string;
  readonly state: SegmentState;
  /** The agent's leg: only used from `accepted` to the end of `online`. */
  readonly leg: Leg;
  readonly why: RoutingWhy;
  readonly offeredAt: number;
  readonly acceptedAt: number | null;
  readonly onlineAt: number | null;
  readonly endedAt: number | null;
  readonly finishedAt: number | null;
  readonly endedBy: EndedBy | null;
  readonly note: string;
}

export type SegmentEvent = Extract<InteractionEvent, { type: `segment.${string}` }>;
type Offered = Extract<SegmentEvent, { type: 'segment.offered' }>;

export const isOpen = (segment: Segment): boolean => segment.state.kind !== 'finished';

/** The deadline of the segment's own state; its leg's grace is separate. */
export const segmentDeadline = (segment: Segment): number | null => {
  switch (segment.state.kind) {
    case 'offered':
    case 'accepted':
    case 'wrapping':
      return segment.state.until;
    case 'online':
    case 'finished':
      return null;
    default:
      return never(segment.state);
  }
};

export const newSegment = (event: Offered): Segment => ({
  id: event.data.segmentId,
  agentId: event.data.agentId,
  state: { kind: 'offered', until: event.data.until },
  leg: pendingLeg,
  why: event.data.why,
  offeredAt: event.at,
  acceptedAt: null,
  onlineAt: null,
  endedAt: null,
  finishedAt: null,
  endedBy: null,
  note: '',
});

export const evolveSegment = (segment: Segment, event: Exclude<SegmentEvent, Offered>): Segment => {
  switch (event.type) {
    case 'segment.accepted':
      return { ...segment, state: { kind: 'accepted', until: event.data.until }, acceptedAt: event.at };
    case 'segment.online':
      return { ...segment, state: { kind: 'online', held: false }, onlineAt: event.at };
    case 'segment.held':
      return { ...segment, state: { kind: 'online', held: true } };
    case 'segment.resumed':
      return { ...segment, state: { kind: 'online', held: false } };
    case 'segment.noted':
      return { ...segment, note: event.data.note };
    case 'segment.wrapping':
      return {
        ...segment,
        state: { kind: 'wrapping', until: event.data.until },
        leg: closedLeg,
        endedAt: event.at,
        endedBy: event.data.endedBy,
      };
    case 'segment.finished':
      return {
        ...segment,
        state: { kind: 'finished', outcome: event.data.outcome },
        leg: closedLeg,
        endedAt: segment.endedAt ?? event.at,
        finishedAt: event.at,
      };
    default:
      return never(event);
  }
};

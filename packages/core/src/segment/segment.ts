import { agentLegIdOf } from '@centralino/protocol';
import type { Disposition, EndedBy, RoutingWhy, SegmentOutcome, Target } from '@centralino/protocol';
import { never } from '../events.ts';
import type { InteractionEvent } from '../events.ts';
import { closedLeg, connectedLeg, pendingLeg } from '../media/leg.ts';
import type { Leg } from '../media/leg.ts';

/**
 * One agent's part in an interaction.
 *
 * ```
 *              accepted            online                  wrapping
 *  offered ───────────────▶ accepted ─────▶ online(held?) ─────────▶ wrapping
 *  (lease)                 (connect         ▲  │  ▲                 (after-call work)
 *     │                     deadline)       └──┘  │ joined, from a       │
 *     │                        │    held, resumed │ consultation         │
 *     │ declined, missed,      │ mediaFailed,      │ lost                │ completed
 *     │ withdrawn,             │ declined,         │                     │
 *     │ customerLeft           │ withdrawn,        │ merged: goes on as  │
 *     │                        │ customerLeft      │ part of the main    │
 *     ▼                        ▼                   ▼ interaction         ▼
 *  finished(outcome) ◀─────────┴───────────────────┴─────────────────────┘
 * ```
 */
export type SegmentState =
  | { readonly kind: 'offered'; readonly until: number }
  | { readonly kind: 'accepted'; readonly until: number }
  | { readonly kind: 'online'; readonly held: boolean }
  | { readonly kind: 'wrapping'; readonly until: number }
  | { readonly kind: 'finished'; readonly outcome: SegmentOutcome };

/** A blind transfer to one agent whose end is not known yet. It may outlive the talk of who transferred. */
export interface Transfer {
  readonly to: Target;
  readonly segmentId: string;
}

export interface Segment {
  readonly id: string;
  readonly agentId: string;
  /** The service at that time: a transfer may have changed the interaction's. */
  readonly service: string;
  readonly state: SegmentState;
  readonly legId: string;
  /** The agent's leg: only used from `accepted` to the end of `online`. */
  readonly leg: Leg;
  readonly muted: boolean;
  /** Since when it is held; null: it is not. */
  readonly heldSince: number | null;
  /** How often the agent asked for more time of after-call work. */
  readonly extensions: number;
  readonly transfer: Transfer | null;
  /** The segment whose blind transfer this one is. */
  readonly transferFrom: string | null;
  readonly via: 'offer' | 'transfer' | 'conference' | 'takeOver';
  readonly why: RoutingWhy;
  readonly offeredAt: number;
  readonly acceptedAt: number | null;
  readonly onlineAt: number | null;
  readonly endedAt: number | null;
  readonly finishedAt: number | null;
  readonly endedBy: EndedBy | null;
  readonly note: string;
  readonly disposition: Disposition | null;
}

export type SegmentEvent = Extract<InteractionEvent, { type: `segment.${string}` }>;
type Offered = Extract<SegmentEvent, { type: 'segment.offered' }>;
type Joined = Extract<SegmentEvent, { type: 'segment.joined' }>;

export const isOpen = (segment: Segment): boolean => segment.state.kind !== 'finished';

export const isTalking = (segment: Segment): boolean => segment.state.kind === 'online';

/** Rings, connects or talks. */
export const isLive = ({ state: { kind } }: Segment): boolean => kind === 'offered' || kind === 'accepted' || kind === 'online';

export const isHeld = (segment: Segment): boolean => segment.state.kind === 'online' && segment.state.held;

/** Hears and is heard by the others of the talk. */
export const isInTalk = (segment: Segment): boolean => segment.state.kind === 'online' && !segment.state.held && segment.transfer === null;

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

/** Until when the agent's lost leg is waited for. */
export const legDeadline = (segment: Segment): number | null => (isOpen(segment) && segment.leg.kind === 'lost' ? segment.leg.until : null);

export const newSegment = ({ at, data }: Offered, service: string): Segment => ({
  id: data.segmentId,
  agentId: data.agentId,
  service,
  state: { kind: 'offered', until: data.until },
  legId: agentLegIdOf(data.segmentId),
  leg: pendingLeg,
  muted: false,
  heldSince: null,
  extensions: 0,
  transfer: null,
  transferFrom: data.transferFrom ?? null,
  via: data.transferFrom === undefined ? 'offer' : 'transfer',
  why: data.why,
  offeredAt: at,
  acceptedAt: null,
  onlineAt: null,
  endedAt: null,
  finishedAt: null,
  endedBy: null,
  note: '',
  disposition: null,
});

/** Comes in, from a consultation or as a supervisor, with a leg that is up: online from its first moment. */
export const joinedSegment = ({ at, data }: Joined): Segment => ({
  id: data.segmentId,
  agentId: data.agentId,
  service: data.service,
  state: { kind: 'online', held: false },
  legId: data.legId,
  leg: connectedLeg,
  muted: false,
  heldSince: null,
  extensions: 0,
  transfer: null,
  transferFrom: null,
  via: data.via,
  why: { strategy: 'direct', by: data.by, waitedMs: 0 },
  offeredAt: at,
  acceptedAt: at,
  onlineAt: at,
  endedAt: null,
  finishedAt: null,
  endedBy: null,
  note: '',
  disposition: null,
});

/** Folds one event of this segment (all but its first). */
export const evolveSegment = (segment: Segment, event: Exclude<SegmentEvent, Offered | Joined>): Segment => {
  switch (event.type) {
    case 'segment.accepted':
      return { ...segment, state: { kind: 'accepted', until: event.data.until }, acceptedAt: event.at };
    case 'segment.online':
      return { ...segment, state: { kind: 'online', held: false }, onlineAt: event.at };
    case 'segment.held':
      return { ...segment, state: { kind: 'online', held: true }, heldSince: event.at };
    case 'segment.resumed':
      return { ...segment, state: { kind: 'online', held: false }, heldSince: null };
    case 'segment.noted':
      return { ...segment, note: event.data.note };
    case 'segment.muted':
      return { ...segment, muted: event.data.muted };
    case 'segment.transferring':
      return { ...segment, transfer: { to: event.data.to, segmentId: event.data.toSegmentId } };
    case 'segment.transferred':
    case 'segment.transferFailed':
      return { ...segment, transfer: null };
    case 'segment.disposed':
      return { ...segment, disposition: event.data.outcome };
    case 'segment.wrapping':
      return {
        ...segment,
        state: { kind: 'wrapping', until: event.data.until },
        leg: closedLeg,
        heldSince: null,
        endedAt: event.at,
        endedBy: event.data.endedBy,
      };
    case 'segment.extended':
      return { ...segment, state: { kind: 'wrapping', until: event.data.until }, extensions: segment.extensions + 1 };
    case 'segment.finished':
      return {
        ...segment,
        state: { kind: 'finished', outcome: event.data.outcome },
        leg: closedLeg,
        heldSince: null,
        endedAt: segment.endedAt ?? event.at,
        finishedAt: event.at,
      };
    default:
      return never(event);
  }
};

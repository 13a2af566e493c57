import { segmentIdOfLeg } from '@centralino/protocol';
import type { Channel, ClosedReason, Customer, Language, QueuedReason } from '@centralino/protocol';
import { never, subjectOf } from '../events.ts';
import type { InteractionEvent } from '../events.ts';
import { closedLeg, connectedLeg, pendingLeg } from '../media/leg.ts';
import type { Leg } from '../media/leg.ts';
import { evolveSegment, isOpen, newSegment } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';

/**
 * One request of one customer.
 *
 * ```
 *        leg connected       segment.offered       accepted          online             wrapping
 *  new ───────────────▶ queued ─────────▶ offered ───────▶ connecting ──────▶ online ───────────▶ wrapping
 *   │                  ▲  │                │  │               │  │            │  │  (talk over)      │
 *   │                  │  │                │  │               │  │            │  │                   │
 *   │                  └──┼────────────────┴──┼───────────────┴──┼────────────┘  │                   │
 *   │  back to the front: declined, missed,   │  mediaFailed, agentGone, agentLost │                  │
 *   ▼ neverConnected      ▼ abandoned, customerLost                                ▼ no wrap-up      ▼
 *  closed(reason) ◀───────┴───────────────────┴──────────────────┴─────────────────┴── completed ────┘
 * ```
 * From `offered` to `wrapping` the last segment says the rest. Hold and lost legs are properties of segments and legs.
 */
export type Phase =
  | { readonly kind: 'new'; readonly connectUntil: number }
  | { readonly kind: 'queued'; readonly front: boolean }
  | { readonly kind: 'offered' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'wrapping' }
  | { readonly kind: 'closed'; readonly reason: ClosedReason };

/** This agent is not offered this interaction before `until`. */
export interface Avoid {
  readonly agentId: string;
  readonly until: number;
}

export interface Interaction {
  readonly id: string;
  readonly service: string;
  readonly channel: Channel;
  readonly language: Language;
  readonly customer: Customer;
  /** When the customer asked; never changes, so nobody loses their place. */
  readonly arrivedAt: number;
  readonly phase: Phase;
  readonly since: number;
  /** Why it was queued the last time. */
  readonly queuedReason: QueuedReason | null;
  readonly leg: Leg;
  /** Oldest first. */
  readonly segments: readonly Segment[];
  readonly avoid: readonly Avoid[];
  readonly rating: number | null;
}

type Created = Extract<InteractionEvent, { type: 'interaction.created' }>;

/** The segment that an agent is occupied with now. */
export const openSegment = (interaction: Interaction): Segment | null => {
  const last = interaction.segments.at(-1);
  return last !== undefined && isOpen(last) ? last : null;
};

export const isClosed = (interaction: Interaction): boolean => interaction.phase.kind === 'closed';

/** Waiting, and there to be talked to. */
export const isOfferable = (interaction: Interaction): boolean =>
  interaction.phase.kind === 'queued' && interaction.leg.kind === 'connected';

export const isAvoiding = (interaction: Interaction, agentId: string, at: number): boolean =>
  interaction.avoid.some((avoid) => avoid.agentId === agentId && avoid.until > at);

export const newInteraction = (event: Created): Interaction => ({
  id: subjectOf(event.stream),
  service: event.data.service,
  channel: event.data.channel,
  language: event.data.language,
  customer: event.data.customer,
  arrivedAt: event.at,
  phase: { kind: 'new', connectUntil: event.data.connectUntil },
  since: event.at,
  queuedReason: null,
  leg: pendingLeg,
  segments: [],
  avoid: [],
  rating: null,
});

const moved = (interaction: Interaction, phase: Phase, at: number): Interaction => ({ ...interaction, phase, since: at });

const withLeg = (interaction: Interaction, legId: string, leg: Leg): Interaction => {
  const segmentId = segmentIdOfLeg(legId);
  if (segmentId === null) return { ...interaction, leg };
  return { ...interaction, segments: interaction.segments.map((segment) => (segment.id === segmentId ? { ...segment, leg } : segment)) };
};

const withSegment = (interaction: Interaction, event: Parameters<typeof evolveSegment>[1]): Interaction => ({
  ...interaction,
  segments: interaction.segments.map((segment) => (segment.id === event.data.segmentId ? evolveSegment(segment, event) : segment)),
});

/** Folds one event of the interaction's stream (all but its first). */
export const evolveInteraction = (interaction: Interaction, event: Exclude<InteractionEvent, Created>): Interaction => {
  switch (event.type) {
    case 'interaction.queued':
      return {
        ...moved(interaction, { kind: 'queued', front: event.data.front }, event.at),
        queuedReason: event.data.reason,
        avoid: interaction.avoid.filter((avoid) => avoid.until > event.at),
      };
    case 'interaction.contactLinked': {
      const { contactId, name } = event.data;
      return { ...interaction, customer: { ...interaction.customer, contactId, name: name ?? interaction.customer.name } };
    }
    case 'interaction.rated':
      return { ...interaction, rating: event.data.rating };
    case 'interaction.closed':
      return { ...moved(interaction, { kind: 'closed', reason: event.data.reason }, event.at), leg: closedLeg, avoid: [] };
    case 'segment.offered':
      return { ...moved(interaction, { kind: 'offered' }, event.at), segments: [...interaction.segments, newSegment(event)] };
    case 'segment.accepted':
      return moved(withSegment(interaction, event), { kind: 'connecting' }, event.at);
    case 'segment.online':
      return moved(withSegment(interaction, event), { kind: 'online' }, event.at);
    case 'segment.wrapping':
      return { ...moved(withSegment(interaction, event), { kind: 'wrapping' }, event.at), leg: closedLeg };
    case 'segment.held':
    case 'segment.resumed':
    case 'segment.noted':
      return withSegment(interaction, event);
    case 'segment.finished': {
      const { agentId, avoidUntil } = event.data;
      const next = withSegment(interaction, event);
      if (avoidUntil === null) return next;
      return { ...next, avoid: [...next.avoid.filter((avoid) => avoid.agentId !== agentId), { agentId, until: avoidUntil }] };
    }
    case 'leg.connected':
      return withLeg(interaction, event.data.legId, connectedLeg);
    case 'leg.lost':
      return withLeg(interaction, event.data.legId, { kind: 'lost', until: event.data.until });
    case 'leg.measured':
      return interaction;
    default:
      return never(event);
  }
};

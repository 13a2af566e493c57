import { calledNumberOf, customerLegIdOf, maxMoreTimes } from '@centralino/protocol';
import type { InteractionView, LegView, OriginView, RecordingView, SegmentView, ServiceRef, Target } from '@centralino/protocol';
import { consultFor, openSupervisions, segmentOf } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Leg } from '../media/leg.ts';
import type { Recording } from '../recording/recording.ts';
import { isHeld, segmentDeadline } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { seenBy } from '../supervision/seen-by.ts';
import type { World } from '../world/world.ts';

/** `pendingUntil`: until when a leg that was never up is waited for. */
const legView = (id: string, leg: Leg, pendingUntil: number | null): LegView => ({
  id,
  state: leg.kind,
  until: leg.kind === 'lost' ? leg.until : leg.kind === 'pending' ? pendingUntil : null,
});

const agentLegView = ({ legId, leg, state }: Segment): LegView => legView(legId, leg, state.kind === 'accepted' ? state.until : null);

/** Of a consultation: the leg of who consults, as it is in the main interaction. */
export const callerLegView = (world: World, interaction: Interaction): LegView => {
  const { id, leg, phase } = interaction;
  const main = consultFor(interaction);
  const segment = main === null ? undefined : segmentOf(world.interactions.get(main.interactionId) ?? interaction, main.segmentId);
  if (segment !== undefined && phase.kind !== 'ended' && phase.kind !== 'closed') return agentLegView(segment);
  return legView(segment?.legId ?? customerLegIdOf(id), leg, phase.kind === 'new' ? phase.connectUntil : null);
};

export const agentNameOf = (world: World, id: string): string => world.agents.get(id)?.config.name ?? id;

export const serviceNameOf = (world: World, code: string): string => world.service(code)?.config.name ?? code;

/** What other systems are told was called when this service was. */
export const serviceNumberOf = (world: World, code: string): string => calledNumberOf(world.service(code)?.config ?? { code });

const serviceRef = (world: World, code: string): ServiceRef => {
  const number = serviceNumberOf(world, code);
  return { code, name: serviceNameOf(world, code), ...(number === code ? {} : { number }) };
};

const targetNameOf = (world: World, target: Target): string => {
  if (target.kind === 'agent') return agentNameOf(world, target.agentId);
  return target.kind === 'service' ? serviceNameOf(world, target.code) : target.number;
};

const originView = (world: World, { origin }: Interaction): OriginView =>
  origin.kind === 'customer' ? origin : { ...origin, agentName: agentNameOf(world, origin.agentId) };

const segmentView = (world: World, segment: Segment): SegmentView => ({
  id: segment.id,
  agentId: segment.agentId,
  agentName: agentNameOf(world, segment.agentId),
  state: segment.state.kind,
  until: segmentDeadline(segment),
  held: isHeld(segment),
  heldSince: segment.heldSince,
  moreTimes: segment.state.kind === 'wrapping' ? Math.max(0, maxMoreTimes - segment.extensions) : 0,
  muted: segment.muted,
  transferring: segment.transfer === null ? null : { ...segment.transfer, toName: targetNameOf(world, segment.transfer.to) },
  via: segment.via,
  service: serviceRef(world, segment.service),
  legId: segment.legId,
  leg: agentLegView(segment),
  offeredAt: segment.offeredAt,
  acceptedAt: segment.acceptedAt,
  onlineAt: segment.onlineAt,
  endedAt: segment.endedAt,
  finishedAt: segment.finishedAt,
  endedBy: segment.endedBy,
  outcome: segment.state.kind === 'finished' ? segment.state.outcome : null,
  note: segment.note,
  disposition: segment.disposition,
  why: segment.why,
});

const recordingView = ({ id, state, by, announced, startedAt, endedAt, talk }: Recording): RecordingView => ({
  id,
  state: state.kind,
  by,
  announced,
  startedAt,
  endedAt,
  heard: talk,
  result: state.kind === 'saved' ? state.result : null,
});

export const interactionView = (world: World, id: string): InteractionView | null => {
  const interaction = world.interactions.get(id);
  if (interaction === undefined) return null;
  const { phase } = interaction;
  return {
    id,
    service: serviceRef(world, interaction.service),
    channel: interaction.channel,
    language: interaction.language,
    origin: originView(world, interaction),
    target: interaction.target,
    targetName: targetNameOf(world, interaction.target),
    consultations: [...(world.consultationsOf.get(id) ?? [])],
    state: phase.kind === 'ended' ? 'wrapping' : phase.kind,
    arrivedAt: interaction.arrivedAt,
    since: interaction.since,
    queuedReason: interaction.queuedReason,
    closedReason: phase.kind === 'closed' ? phase.reason : null,
    customer: interaction.customer,
    customerLeg: callerLegView(world, interaction),
    callerHeld: interaction.callerHeld,
    callerHeldSince: interaction.callerHeldSince,
    segments: interaction.segments.map((segment) => segmentView(world, segment)),
    supervisors: openSupervisions(interaction).map(({ id: legId, agentId, mode, since, leg, until }) => ({
      id: legId,
      agentId,
      agentName: agentNameOf(world, agentId),
      mode,
      since,
      leg: legView(legId, leg, until),
      seenBy: seenBy(mode, world.service(interaction.service)?.config),
    })),
    rating: interaction.rating,
    ratingComment: interaction.ratingComment,
    recordings: interaction.recordings.map(recordingView),
    callData: [...interaction.callData],
  };
};

import type { CustomerView } from '@centralino/protocol';
import { never } from '../events.ts';
import { liveSegments, openSupervisions, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction, Phase } from '../interaction/interaction.ts';
import { isRecording } from '../recording/recording.ts';
import { isInTalk } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { seenBy } from '../supervision/seen-by.ts';
import { placeOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { agentNameOf, callerLegView, serviceNameOf } from './interaction-view.ts';

const stateOf = (phase: Phase): CustomerView['state'] => {
  switch (phase.kind) {
    case 'new':
    case 'queued':
    case 'offered':
      return 'waiting';
    case 'connecting':
      return 'connecting';
    case 'online':
      return 'talking';
    case 'ended':
    case 'closed':
      return 'ended';
    default:
      return never(phase);
  }
};

/** The 1-based place in the service's queue. While it rings at an agent: 1, as nobody is before them. Otherwise null. */
const positionOf = (world: World, interaction: Interaction): number | null => {
  if (interaction.phase.kind === 'offered') return 1;
  if (interaction.phase.kind !== 'queued') return null;
  return (world.queues.all(interaction.service)?.rank(placeOf(interaction)) ?? 0) + 1;
};

/** Who is there for those who wait. While it rings at somebody, somebody is. */
const staffingOf = (world: World, interaction: Interaction): CustomerView['staffing'] => {
  if (interaction.phase.kind === 'offered') return 'ready';
  const { ready, present } = world.agentIndex.count(world.service(interaction.service)?.config.skillsets ?? []);
  return ready > 0 ? 'ready' : present > 0 ? 'paused' : 'nobody';
};

/** The agent whom the caller has to do with: who talks with them (rather than who is just cut off), who holds them, who rings; else the last one. */
const presentSegment = (interaction: Interaction): Segment | null => {
  const talking = talkingSegments(interaction);
  return (
    talking.find((segment) => isInTalk(segment) && segment.leg.kind !== 'lost') ??
    talking.find(isInTalk) ??
    talking[0] ??
    liveSegments(interaction).at(-1) ??
    interaction.segments.at(-1) ??
    null
  );
};

/** Who ended the talk; a transfer or a colleague's leaving did not end it for the caller. */
const endedByOf = ({ segments }: Interaction): CustomerView['endedBy'] => {
  const last = segments.reduce<Segment | null>((one, other) => ((other.endedAt ?? -1) >= (one?.endedAt ?? -1) ? other : one), null);
  const endedBy = last?.endedBy ?? null;
  if (endedBy === 'colleague') return 'agent';
  return endedBy === 'transferred' || endedBy === 'removed' ? null : endedBy;
};

/** Who is in the talk besides the agent whom the customer sees: colleagues, and supervisors as far as they are shown. */
const othersOf = (world: World, interaction: Interaction, shown: Segment | null): NonNullable<CustomerView['others']> => {
  const colleagues = talkingSegments(interaction).filter((segment) => segment.id !== shown?.id && isInTalk(segment));
  const supervisors = openSupervisions(interaction).filter(
    ({ mode, leg }) => leg.kind === 'connected' && seenBy(mode, world.service(interaction.service)?.config) === 'everybody',
  );
  return [
    ...colleagues.map(({ agentId, muted }) => ({ name: agentNameOf(world, agentId), speaks: !muted })),
    ...supervisors.map(({ agentId, mode }) => ({ name: agentNameOf(world, agentId), speaks: mode === 'barge' })),
  ];
};

/** The interaction as its customer may see it. The agent's name is theirs from the moment the agent answers. */
export const customerView = (world: World, id: string): CustomerView | null => {
  const interaction = world.interactions.get(id);
  if (interaction === undefined) return null;
  const { phase, queuedReason } = interaction;
  const state = stateOf(phase);
  const segment = presentSegment(interaction);
  const recording = interaction.recordings.find(isRecording);
  const waits = state === 'waiting' || state === 'connecting';
  const talkedLast = segment !== null && segment.onlineAt !== null;
  const showsAgent = segment !== null && (state === 'connecting' || state === 'talking' || (state === 'ended' && talkedLast));
  return {
    id,
    channel: interaction.channel,
    serviceName: serviceNameOf(world, interaction.service),
    state,
    position: positionOf(world, interaction),
    waitingSince: waits ? interaction.arrivedAt : null,
    talkingSince: state === 'talking' ? (segment?.onlineAt ?? null) : null,
    agentName: showsAgent ? (world.agents.get(segment.agentId)?.config.name ?? null) : null,
    others: state === 'talking' ? othersOf(world, interaction, segment) : [],
    onHold: segment?.state.kind === 'online' && !isInTalk(segment),
    agentAway: segment?.state.kind === 'online' && segment.leg.kind === 'lost',
    returned: waits && queuedReason !== null && !['arrived', 'transferred', 'moved'].includes(queuedReason),
    queuedReason: state === 'waiting' ? queuedReason : null,
    staffing: state === 'waiting' ? staffingOf(world, interaction) : null,
    recorded: recording?.announced === true,
    recordingPaused: recording?.announced === true && recording.talk.since === null,
    leg: callerLegView(world, interaction),
    closedReason: phase.kind === 'closed' ? phase.reason : null,
    endedBy: state === 'ended' ? endedByOf(interaction) : null,
    rating: interaction.rating,
    ratingComment: interaction.ratingComment,
  };
};

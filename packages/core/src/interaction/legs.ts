import { CentralinoError, customerLegIdOf, segmentIdOfLeg } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import type { Leg } from '../media/leg.ts';
import type { Segment } from '../segment/segment.ts';
import { agentMediaFailed, customerGone, finished, legLost, paused, requeued, withdrawn } from './endings.ts';
import { openSegment } from './interaction.ts';
import type { Interaction } from './interaction.ts';
import type { Situation } from './situation.ts';

export type LegCommand = CommandOf<'leg.connected' | 'leg.lost' | 'leg.failed' | 'leg.measured'>;

/** Whose leg it is. Refuses a leg that never existed here. */
const partyOf = (interaction: Interaction, legId: string): 'customer' | Segment => {
  if (legId === customerLegIdOf(interaction.id)) return 'customer';
  const segmentId = segmentIdOfLeg(legId);
  const segment = interaction.segments.find(({ id }) => id === segmentId);
  if (segment === undefined) throw new CentralinoError('leg.unknown', `${legId} is not a leg of interaction ${interaction.id}.`);
  return segment;
};

/** Whether media may be offered on this leg now. */
export const legIsExpected = (interaction: Interaction, party: 'customer' | Segment): boolean =>
  party === 'customer'
    ? interaction.phase.kind !== 'ended' && interaction.phase.kind !== 'closed'
    : party.state.kind === 'accepted' || party.state.kind === 'online';

const connected = (interaction: Interaction, party: 'customer' | Segment, legId: string, { at }: Situation): NewEvent[] => {
  if (!legIsExpected(interaction, party)) throw new CentralinoError('leg.notAllowed', 'The call is over, or was not answered here.');
  const leg: Leg = party === 'customer' ? interaction.leg : party.leg;
  if (leg.kind === 'connected') return [];
  const events: NewEvent[] = [
    interactionEvent(interaction.id, at, 'leg.connected', { legId, party: party === 'customer' ? 'customer' : 'agent' }),
  ];
  if (interaction.phase.kind === 'new') {
    events.push(
      interactionEvent(interaction.id, at, 'interaction.queued', { reason: 'arrived', front: false, arrivedAt: interaction.arrivedAt }),
    );
  }
  const segment = openSegment(interaction);
  if (segment?.state.kind === 'accepted') {
    const other = party === 'customer' ? segment.leg : interaction.leg;
    if (other.kind === 'connected') {
      events.push(interactionEvent(interaction.id, at, 'segment.online', { segmentId: segment.id, agentId: segment.agentId }));
    }
  }
  return events;
};

const failed = (interaction: Interaction, party: 'customer' | Segment, situation: Situation): NewEvent[] => {
  if (party === 'customer') return customerGone(interaction, 'lost', situation);
  switch (party.state.kind) {
    case 'accepted':
      return agentMediaFailed(interaction, party, situation);
    case 'online':
      // As the connect deadline, in mid-talk: nobody waits for this leg, and an agent without media is not offered the next call.
      return [
        finished(interaction, party, 'lost', situation.at),
        ...paused(party, 'mediaFailed', situation),
        requeued(interaction, 'agentLost', situation.at),
      ];
    case 'offered':
    case 'wrapping':
    case 'finished':
      return [];
    default:
      return never(party.state);
  }
};

/**
 * Media of a leg came up, went or failed. News about a leg that is over anyway changes nothing and is no error:
 * the media plane cannot know what was decided in the meantime. Only new media on such a leg is refused.
 */
export const decideLeg = (interaction: Interaction, command: LegCommand, situation: Situation): NewEvent[] => {
  const party = partyOf(interaction, command.legId);
  switch (command.type) {
    case 'leg.connected':
      return connected(interaction, party, command.legId, situation);
    case 'leg.lost': {
      const leg: Leg = party === 'customer' ? interaction.leg : party.leg;
      // A leg that was never up is covered by the deadline for coming up.
      return leg.kind === 'connected' ? [legLost(interaction, party, command.cause, situation)] : [];
    }
    case 'leg.failed':
      return failed(interaction, party, situation);
    case 'leg.measured':
      return [
        interactionEvent(interaction.id, situation.at, 'leg.measured', {
          legId: command.legId,
          party: party === 'customer' ? 'customer' : 'agent',
          stats: command.stats,
        }),
      ];
    default:
      return never(command);
  }
};

/**
 * After a restart no leg is up. Each is waited for with a fresh grace time, also those that were lost before: nobody could come back
 * meanwhile. A call that nobody talks in yet is taken back from its agent, whose browser has to come back too.
 */
export const decideRestart = (interaction: Interaction, situation: Situation): NewEvent[] => {
  const cause = 'engine.started';
  const segment = openSegment(interaction);
  switch (interaction.phase.kind) {
    case 'new':
    case 'queued':
      return [legLost(interaction, 'customer', cause, situation)];
    case 'offered':
    case 'connecting':
      return [
        legLost(interaction, 'customer', cause, situation),
        ...(segment === null ? [] : withdrawn(interaction, segment, situation.at)),
      ];
    case 'online':
      return [
        legLost(interaction, 'customer', cause, situation),
        ...(segment === null ? [] : [legLost(interaction, segment, cause, situation)]),
      ];
    case 'ended':
    case 'closed':
      return [];
    default:
      return never(interaction.phase);
  }
};

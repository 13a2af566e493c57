import { CentralinoError } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { rings } from '../call/target.ts';
import { interactionEvent, never } from '../events.ts';
import { isHeld } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { agentFailed, agentMediaFailed, customerGone, talkEnded, transferrerOf, withdrawn } from './endings.ts';
import { consultFor, isOver, liveSegments, openSupervisions, segmentOf } from './interaction.ts';
import type { Interaction } from './interaction.ts';
import { legIsExpected, legOf, namesOf, partyOf } from './party.ts';
import type { Party } from './party.ts';
import type { Situation } from './situation.ts';
import { supervisionEnded } from '../supervision/endings.ts';

export type LegCommand = CommandOf<'leg.connected' | 'leg.lost' | 'leg.failed' | 'leg.measured'>;

const legLost = (interaction: Interaction, party: Party, cause: string, { at, service }: Situation): NewEvent =>
  interactionEvent(interaction.id, at, 'leg.lost', { ...namesOf(interaction, party), until: at + service.graceMs, cause });

/** The caller's leg came up for the first time: now they wait. */
const arrived = (interaction: Interaction, situation: Situation): NewEvent[] => {
  const { id, service, arrivedAt, target, origin } = interaction;
  if (origin.kind === 'agent') return rings({ id, service, arrivedAt, to: target, by: origin.agentId }, situation);
  return [interactionEvent(id, situation.at, 'interaction.queued', { reason: 'arrived', front: false, arrivedAt })];
};

/** Both sides are up: they talk, and who transferred is out. A consultation that is answered while the agent is with the customer waits. */
const online = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => {
  const { at } = situation;
  const ids = { segmentId: segment.id, agentId: segment.agentId };
  const events: NewEvent[] = [interactionEvent(interaction.id, at, 'segment.online', ids)];
  const from = transferrerOf(interaction, segment);
  if (from?.transfer != null) {
    const transferred = {
      segmentId: from.id,
      agentId: from.agentId,
      to: from.transfer.to,
      toSegmentId: segment.id,
      kind: 'blind' as const,
    };
    events.push(interactionEvent(interaction.id, at, 'segment.transferred', transferred));
    if (from.state.kind === 'online') events.push(...talkEnded(interaction, from, 'transferred', situation));
  }
  const about = consultFor(interaction);
  const main = about === null ? undefined : situation.interaction(about.interactionId);
  const held = main === undefined || about === null ? undefined : segmentOf(main, about.segmentId);
  if (held !== undefined && !isHeld(held)) events.push(interactionEvent(interaction.id, at, 'segment.held', ids));
  return events;
};

const connected = (interaction: Interaction, party: Party, situation: Situation): NewEvent[] => {
  if (!legIsExpected(interaction, party)) throw new CentralinoError('leg.notAllowed', 'The call is over, or was not answered here.');
  if (legOf(interaction, party).kind === 'connected') return [];
  const events: NewEvent[] = [interactionEvent(interaction.id, situation.at, 'leg.connected', namesOf(interaction, party))];
  if (party.kind === 'supervisor') return events;
  if (interaction.phase.kind === 'new') events.push(...arrived(interaction, situation));
  const ready = liveSegments(interaction).find(
    (segment) =>
      segment.state.kind === 'accepted' &&
      (party.kind === 'customer'
        ? segment.leg.kind === 'connected'
        : segment.id === party.segment.id && interaction.leg.kind === 'connected'),
  );
  return ready === undefined ? events : [...events, ...online(interaction, ready, situation)];
};

const failed = (interaction: Interaction, party: Party, situation: Situation): NewEvent[] => {
  if (party.kind === 'customer') return customerGone(interaction, 'lost', situation);
  if (party.kind === 'supervisor') {
    return party.supervision.ended ? [] : [supervisionEnded(interaction, party.supervision, 'lost', situation.at)];
  }
  const { segment } = party;
  switch (segment.state.kind) {
    case 'accepted':
      return agentMediaFailed(interaction, segment, situation);
    case 'online':
      return agentFailed(interaction, segment, situation);
    case 'offered':
    case 'wrapping':
    case 'finished':
      return [];
    default:
      return never(segment.state);
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
      return connected(interaction, party, situation);
    case 'leg.lost':
      // A leg that was never up is covered by the deadline for coming up.
      return legOf(interaction, party).kind === 'connected' ? [legLost(interaction, party, command.cause, situation)] : [];
    case 'leg.failed':
      return failed(interaction, party, situation);
    case 'leg.measured': {
      const data = { ...namesOf(interaction, party), stats: command.stats };
      return [interactionEvent(interaction.id, situation.at, 'leg.measured', data)];
    }
    default:
      return never(command);
  }
};

/**
 * After a restart no leg is up. Each is waited for with a fresh grace time, also those that were lost before: nobody could come back
 * meanwhile. A call that nobody talks in yet is taken back from its agent, whose browser has to come back too.
 */
export const decideRestart = (interaction: Interaction, situation: Situation): NewEvent[] => {
  if (isOver(interaction)) return [];
  const lost = (party: Party): NewEvent => legLost(interaction, party, 'engine.started', situation);
  return [
    ...(consultFor(interaction) === null ? [lost({ kind: 'customer' })] : []),
    ...liveSegments(interaction).flatMap((segment) =>
      segment.state.kind === 'online' ? [lost({ kind: 'agent', segment })] : withdrawn(interaction, segment, situation.at),
    ),
    ...openSupervisions(interaction).map((supervision) => lost({ kind: 'supervisor', supervision })),
  ];
};

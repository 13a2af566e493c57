import { CentralinoError, segmentIdOf } from '@centralino/protocol';
import type { CommandOf, NewEvent, Target } from '@centralino/protocol';
import { checkReachable, checkTarget } from '../call/target.ts';
import { interactionEvent, never } from '../events.ts';
import { finished, transferFailed, transferrerOf } from '../interaction/endings.ts';
import { liveSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';

/** Refuses who does not simply wait, saying why. */
const checkWaits = ({ origin, phase }: Interaction): void => {
  if (origin.kind !== 'customer') throw new CentralinoError('interaction.state', 'Only customers are moved, not calls between agents.');
  switch (phase.kind) {
    case 'queued':
    case 'offered':
      return;
    case 'new':
      throw new CentralinoError('interaction.state', 'The customer is still connecting.');
    case 'connecting':
      throw new CentralinoError('interaction.state', 'An agent has just answered.');
    case 'online':
      throw new CentralinoError('interaction.state', 'Somebody talks with the customer: transfer the call, or take it over.');
    case 'ended':
    case 'closed':
      throw new CentralinoError('interaction.state', 'The customer is gone.');
    default:
      never(phase);
  }
};

const checkDestination = (interaction: Interaction, to: Target, situation: Situation): void => {
  // A supervisor may take the customer themselves: nobody is "oneself" here.
  checkTarget(to, '', interaction.channel, situation);
  checkReachable(to, situation);
  if (to.kind === 'service' && to.code === interaction.service) {
    throw new CentralinoError('interaction.state', `The customer waits for ${situation.service.name} already.`);
  }
  if (to.kind === 'agent' && interaction.leg.kind !== 'connected') {
    throw new CentralinoError('interaction.state', 'The customer’s line is lost: wait until they are back.');
  }
};

/**
 * A supervisor moves a customer who waits.
 *
 * ```
 *  queued, offered ──▶ moved ──▶ to a service: queued there, with the place of their arrival
 *                        │  └──▶ to an agent:  offered, as a transfer is ──▶ not answered: in front of the queue that they came from
 *                        └── what rings is taken back; who transferred the customer and left learns that it failed
 * ```
 * An agent who is busy or away is refused at once, and nothing has changed.
 */
export const decideMove = (interaction: Interaction, { to, by }: CommandOf<'interaction.move'>, situation: Situation): NewEvent[] => {
  checkWaits(interaction);
  checkDestination(interaction, to, situation);
  const { at, service } = situation;
  const { id, arrivedAt } = interaction;
  const withdrawn = liveSegments(interaction).flatMap((ringing) => {
    const from = transferrerOf(interaction, ringing);
    return [
      finished(interaction, ringing, 'withdrawn', at),
      ...(from === undefined ? [] : transferFailed(interaction, from, 'cancelled', at)),
    ];
  });
  return [
    interactionEvent(id, at, 'interaction.moved', { to, by }),
    ...withdrawn,
    to.kind === 'agent'
      ? interactionEvent(id, at, 'segment.offered', {
          segmentId: segmentIdOf(id, interaction.segments.length + 1),
          agentId: to.agentId,
          until: at + service.ringMs,
          why: { strategy: 'direct', by, waitedMs: Math.max(0, at - arrivedAt) },
        })
      : interactionEvent(id, at, 'interaction.queued', { reason: 'moved', front: false, arrivedAt, target: to }),
  ];
};

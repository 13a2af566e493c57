import { CentralinoError } from '@centralino/protocol';
import type { Disposition, NewEvent, OutcomeConfig } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import type { Segment } from './segment.ts';

/** Throws `outcome.unknown` unless this is one of the service's outcomes; answers how many details there are to choose from. */
const detailsOf = (outcomes: OutcomeConfig | undefined, outcome: Disposition): number => {
  const level1 = outcomes?.level1.find(({ code }) => code === outcome.level1);
  if (level1 === undefined) throw new CentralinoError('outcome.unknown', outcome.level1);
  if (outcome.level2 !== null && !level1.level2.some(({ code }) => code === outcome.level2)) {
    throw new CentralinoError('outcome.unknown', `${level1.code}: ${outcome.level2}`);
  }
  return level1.level2.length;
};

const isSame = (one: Disposition | null, other: Disposition | null): boolean =>
  one?.level1 === other?.level1 && one?.level2 === other?.level2;

const disposal = (interaction: Interaction, { id, agentId, disposition }: Segment, outcome: Disposition | null, at: number): NewEvent[] =>
  isSame(disposition, outcome) ? [] : [interactionEvent(interaction.id, at, 'segment.disposed', { segmentId: id, agentId, outcome })];

/**
 * What the agent has chosen so far, kept at once: it is what after-call work ends with when its time runs out, however much of it is still
 * missing. The talk has to be over, and to have been one.
 */
export const chosen = (interaction: Interaction, segment: Segment, outcome: Disposition | null, { at, config }: Situation): NewEvent[] => {
  const { state } = segment;
  if (state.kind !== 'wrapping' && !(state.kind === 'finished' && state.outcome === 'completed')) {
    throw new CentralinoError('segment.state', 'An outcome is chosen when the talk is over.');
  }
  if (outcome !== null) detailsOf(config(segment.service).outcomes, outcome);
  return disposal(interaction, segment, outcome, at);
};

/**
 * The outcome with which the agent finishes, checked against the service's. Where one is required it cannot be left out, nor its second
 * level where there is one; null: what was chosen so far.
 */
export const disposed = (
  interaction: Interaction,
  segment: Segment,
  outcome: Disposition | null,
  { at, config }: Situation,
): NewEvent[] => {
  const { outcomes } = config(segment.service);
  const required = outcomes?.required === true;
  const last = outcome ?? segment.disposition;
  if (last === null) {
    if (required) throw new CentralinoError('outcome.required');
    return [];
  }
  // An earlier choice that the service no longer knows is history: only what comes now has to fit.
  if (outcome === null && !required) return [];
  if (detailsOf(outcomes, last) > 0 && last.level2 === null && required) throw new CentralinoError('outcome.required', last.level1);
  return disposal(interaction, segment, last, at);
};

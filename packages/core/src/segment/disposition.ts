import { CentralinoError } from '@centralino/protocol';
import type { Disposition, NewEvent } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import type { Segment } from './segment.ts';

/**
 * The outcome that the agent chose, checked against the service's. Where one is required it cannot be left out, nor its second level
 * where there is one; when after-call work runs out of time it ends without.
 */
export const disposed = (
  interaction: Interaction,
  segment: Segment,
  outcome: Disposition | null,
  { at, config }: Situation,
): NewEvent[] => {
  const { outcomes } = config(segment.service);
  if (outcome === null) {
    if (outcomes?.required === true) throw new CentralinoError('outcome.required');
    return [];
  }
  const level1 = outcomes?.level1.find(({ code }) => code === outcome.level1);
  if (level1 === undefined) throw new CentralinoError('outcome.unknown', outcome.level1);
  if (outcome.level2 === null) {
    if (outcomes?.required === true && level1.level2.length > 0) throw new CentralinoError('outcome.required', level1.code);
  } else if (!level1.level2.some(({ code }) => code === outcome.level2)) {
    throw new CentralinoError('outcome.unknown', `${level1.code}: ${outcome.level2}`);
  }
  return [interactionEvent(interaction.id, at, 'segment.disposed', { segmentId: segment.id, agentId: segment.agentId, outcome })];
};

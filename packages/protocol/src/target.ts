import { z } from 'zod';
import { Code, Id } from './words.ts';

/** Whom a call, a transfer or a consultation is for. A number needs a trunk: until there is one it is refused with `target.noTrunk`. */
export const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agentId: Id }),
  z.object({ kind: z.literal('service'), code: Code }),
  z.object({ kind: z.literal('number'), number: z.string().min(1).max(40) }),
]);
export type Target = z.infer<typeof Target>;

/** Where an interaction comes from: a customer, or an agent who calls by hand or consults about another interaction (`consultFor`). */
export const Origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('customer') }),
  z.object({
    kind: z.literal('agent'),
    agentId: Id,
    /** The talk that is on hold for this one; null: a call of its own. */
    consultFor: z.object({ interactionId: Id, segmentId: Id }).nullable(),
  }),
]);
export type Origin = z.infer<typeof Origin>;

/**
 * Code of the service that calls between agents are of when no other is named. It is always there, it cannot be configured, and no
 * customer is offered it.
 */
export const directServiceCode = 'direct';

/** A supervisor only hears; is heard by the agents too; is heard by everybody. */
export const SuperviseMode = z.enum(['listen', 'whisper', 'barge']);
export type SuperviseMode = z.infer<typeof SuperviseMode>;

/** How much longer after-call work goes on each time that the agent asks for it, and how often they may: a promise of a pause, not a way out. */
export const moreTimeMs = 60_000;
export const maxMoreTimes = 5;

/** The business result of a contact, chosen by the agent among the service's outcomes. */
export const Disposition = z.object({ level1: Code, level2: Code.nullable() });
export type Disposition = z.infer<typeof Disposition>;

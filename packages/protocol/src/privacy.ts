import { z } from 'zod';
import { Id, Time } from './words.ts';

/** How long personal data of interactions are kept, in days after their end; null: for good. */
export const RetentionRule = z.object({
  interactionDays: z.number().int().min(1).max(36_500).nullable(),
  recordingDays: z.number().int().min(1).max(36_500).nullable(),
  /** What was told to other systems (delivery logs). */
  deliveryDays: z.number().int().min(1).max(36_500).nullable(),
});
export type RetentionRule = z.infer<typeof RetentionRule>;

/** Asks for the contact's name, typed by hand, so that nobody is erased by a slip. */
export const ErasureBody = z.object({ contactId: Id, name: z.string().min(1).max(400) });

/** What was removed; nothing in it says who it was. */
export const ErasureReport = z.object({
  contacts: z.number().int().nonnegative(),
  interactions: z.number().int().nonnegative(),
  events: z.number().int().nonnegative(),
  notes: z.number().int().nonnegative(),
  /** What other parts removed (recordings, deliveries…): name → how many. */
  others: z.record(z.string(), z.number().int().nonnegative()),
});
export type ErasureReport = z.infer<typeof ErasureReport>;

export const Erasure = z.object({
  id: Id,
  by: z.string(),
  reason: z.enum(['person', 'retention']),
  contactIds: z.array(z.string()),
  startedAt: Time,
  finishedAt: Time.nullable(),
  report: ErasureReport.nullable(),
});
export type Erasure = z.infer<typeof Erasure>;
export const ErasureList = z.object({ erasures: z.array(Erasure) });
/** How many interactions of this person there are: what would be exported or erased. */
export const PrivacyPreview = z.object({ name: z.string(), contacts: z.number().int(), interactions: z.number().int() });

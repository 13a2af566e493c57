import { z } from 'zod';
import { Id, Time } from './words.ts';

/**
 * Who did what. Actions of the desk and of accounts have names of their own (`supervise.start`, `team.move`, `session.signIn`,
 * `recording.play`…); changes by REST are named by method and route (`PUT /services/:code`).
 */
export const AuditEntry = z.object({
  id: z.number().int().positive(),
  at: Time,
  /** Null: nobody who is known, as at a sign-in with an unknown username. */
  userId: z.string().nullable(),
  username: z.string(),
  /** As they are called now; null: the account is gone. */
  name: z.string().nullable(),
  action: z.string(),
  /** `name`: as it is called now, or was when it was made; null: it is gone, or has no name. */
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }).nullable(),
  /** What of it is worth knowing; never a secret. */
  details: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Newest first. `action`: a whole one, or the beginning of some with a star (`supervise.*`). `from` inclusive, `to` exclusive. */
export const AuditQuery = z.object({
  userId: Id.optional(),
  action: z.string().min(1).max(100).optional(),
  subjectKind: z.string().min(1).max(60).optional(),
  subjectId: z.string().min(1).max(120).optional(),
  from: z.coerce.number().int().nonnegative().optional(),
  to: z.coerce.number().int().nonnegative().optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** `next`: the cursor of the next page. */
export const AuditPage = z.object({ entries: z.array(AuditEntry), next: z.number().int().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;

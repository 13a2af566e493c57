import { z } from 'zod';
import { Code, Time } from './words.ts';

/** What customers met with since a moment, and how it stands now, per service. */
export const ServiceOverview = z.object({
  code: Code,
  name: z.string(),
  arrived: z.number().int().nonnegative(),
  /** Of those: talked to somebody. */
  answered: z.number().int().nonnegative(),
  /** Of those: over without a talk. */
  unanswered: z.number().int().nonnegative(),
  /** From arrival to the first talk, on average; null: nobody talked. */
  averageWaitMs: z.number().nonnegative().nullable(),
  /** Now, whenever they arrived. */
  waiting: z.number().int().nonnegative(),
  talking: z.number().int().nonnegative(),
  longestWaitSince: Time.nullable(),
});
export type ServiceOverview = z.infer<typeof ServiceOverview>;

/** Without `from`: since ever. */
export const OverviewQuery = z.object({ from: z.coerce.number().int().nonnegative().default(0) });
export const Overview = z.object({ at: Time, services: z.array(ServiceOverview) });
export type Overview = z.infer<typeof Overview>;

/** How the parts of the server are: for administrators. */
export const SystemStatus = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  startedAt: Time,
  memoryBytes: z.number().nonnegative(),
  database: z.object({ ok: z.boolean(), version: z.string(), bytes: z.number().nonnegative(), answerMs: z.number().nonnegative() }),
  media: z.object({
    ok: z.boolean(),
    nodes: z.array(z.object({ id: z.string(), running: z.boolean(), legs: z.number().int().nonnegative(), udpPort: z.number().int() })),
  }),
});
export type SystemStatus = z.infer<typeof SystemStatus>;

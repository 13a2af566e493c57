import { z } from 'zod';

/** Times that cross a boundary are integers: milliseconds since 1970-01-01T00:00Z. Durations end in `Ms`. */
export const Time = z.number().int().nonnegative();

/** An identifier made by Centralino (UUID, or derived from one: see ids.ts). */
export const Id = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[A-Za-z0-9._-]+$/);

/** A code chosen by an administrator, e.g. `customercare`. */
export const Code = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9][a-z0-9_-]*$/);

export const Language = z.enum(['it', 'en']);
export type Language = z.infer<typeof Language>;

/** A text in each language of the product. */
export const Text = z.object({ it: z.string().max(2000), en: z.string().max(2000) });
export type Text = z.infer<typeof Text>;

export const Channel = z.enum(['phone', 'webcall', 'video', 'callback', 'chat', 'whatsapp', 'mail', 'custom1', 'custom2', 'custom3']);
export type Channel = z.infer<typeof Channel>;

export const Role = z.enum(['agent', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

/** What an agent says of themselves. *Busy*, *ringing* and *after-call work* are derived from open segments, never stored. */
export const Presence = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loggedOut') }),
  z.object({ kind: z.literal('ready') }),
  /** `reason`: a pause-reason code, or one of the system's own: `signedIn`, `missed`, `mediaFailed`. */
  z.object({ kind: z.literal('paused'), reason: z.string().min(1).max(40) }),
]);
export type Presence = z.infer<typeof Presence>;

/** One answer of a customer's form, with the label as it was shown to them. */
export const FormAnswer = z.object({ key: z.string().min(1).max(40), label: z.string().max(200), value: z.string().max(2000) });
export type FormAnswer = z.infer<typeof FormAnswer>;

/** A value that an integration keeps with an interaction (the SDK's `CallData`). */
export const CallDataEntry = z.object({ name: z.string().min(1).max(100), value: z.string().max(4_000) });
export type CallDataEntry = z.infer<typeof CallDataEntry>;

/** The page from which somebody called: its address without query and fragment, which may hold what is nobody's business, and its title. */
export const CustomerPage = z.object({ address: z.string().max(500), title: z.string().max(200) });
export type CustomerPage = z.infer<typeof CustomerPage>;

/** Who asks, as far as it is known. Without a form everything is empty: the customer is anonymous. */
export const Customer = z.object({
  name: z.string().max(200).nullable(),
  contactId: Id.nullable(),
  answers: z.array(FormAnswer).max(40),
  /** Absent: not known. */
  page: CustomerPage.optional(),
});
export type Customer = z.infer<typeof Customer>;

/** Quality of one leg over the last report interval, or (in `leg.measured`) over its whole life. Rates in bits per second. */
export const LegStats = z.object({
  rttMs: z.number().nonnegative().nullable(),
  jitterMs: z.number().nonnegative(),
  /** Fraction lost 0..1: browser → server, and server → browser as the browser reported it. */
  lossIn: z.number().min(0).max(1),
  lossOut: z.number().min(0).max(1),
  audioPacketsIn: z.number().int().nonnegative(),
  audioPacketsOut: z.number().int().nonnegative(),
  videoPacketsIn: z.number().int().nonnegative(),
  videoPacketsOut: z.number().int().nonnegative(),
  bpsIn: z.number().nonnegative(),
  bpsOut: z.number().nonnegative(),
  /** Milliseconds since the last audio packet arrived; null before the first one. */
  silentMs: z.number().nonnegative().nullable(),
  /** Conversational quality estimated from loss, delay and jitter (ITU-T G.107, simplified): R 0..100 and MOS 1..4.5. */
  r: z.number().min(0).max(100),
  mos: z.number().min(1).max(4.5),
  /** How the packets travel, once ICE has chosen a pair. */
  path: z.enum(['udp', 'relay', 'tcp']).nullable(),
});
export type LegStats = z.infer<typeof LegStats>;

/** What the server got of microphone and camera since a device test's line came up. */
export const EchoHeard = z.object({
  /** Loudest moment, amplitude 0..1. */
  audioPeak: z.number().min(0).max(1),
  /** Whole pictures. */
  videoFrames: z.number().int().nonnegative(),
});
export type EchoHeard = z.infer<typeof EchoHeard>;

/** Why nothing can be saved: there is no room, or the database is not to be had (it died, restarts, can't be reached, only reads). */
export const Obstacle = z.enum(['storageFull', 'database']);
export type Obstacle = z.infer<typeof Obstacle>;

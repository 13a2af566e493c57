import { z } from 'zod';
import { Channel, Code, Id, Time } from './words.ts';

/**
 * What the check after a recording found: `short`: less was recorded than was talked; `gaps`: much of it is filling; `silentLeg`: a party
 * was never heard; `missingLeg`: of a party there is no file; `noMix`: the mixed file is missing; `notWritten`: it
 * broke off because its files could not be written (no space): the rest of the talk is lost.
 */
export const RecordingProblem = z.enum(['short', 'gaps', 'silentLeg', 'missingLeg', 'noMix', 'notWritten']);
export type RecordingProblem = z.infer<typeof RecordingProblem>;

/** A saved recording. */
export const RecordingResult = z.object({
  /** Length of the mixed file. */
  ms: z.number().int().nonnegative(),
  /** How long the parties talked while it ran, without hold and pauses: what `ms` should be. */
  talkMs: z.number().int().nonnegative(),
  complete: z.boolean(),
  problems: z.array(RecordingProblem).max(10),
});
export type RecordingResult = z.infer<typeof RecordingResult>;

/** One file of a saved recording; it is played from `/api/v1/recordings/<id>/files/<index>`. */
export const RecordingFile = z.object({
  index: z.number().int().nonnegative(),
  /** Null: all parties mixed. */
  legId: Id.nullable(),
  /** Who is heard in it. */
  party: z.enum(['mixed', 'customer', 'agent', 'supervisor']),
  /** Of the file. */
  name: z.string().max(200),
  /** The agent or supervisor who is heard in it; the name of whoever it is. Absent: not known. */
  agentId: Id.nullable().optional(),
  speaker: z.string().max(200).nullable().optional(),
  mediaType: z.string().max(100),
  bytes: z.number().int().nonnegative(),
  ms: z.number().int().nonnegative(),
  offsetMs: z.number().int().nonnegative(),
  filledMs: z.number().int().nonnegative(),
  energy: z.number().nonnegative(),
});
export type RecordingFile = z.infer<typeof RecordingFile>;

/** A recording in the store, as REST tells it to those who may hear it. */
export const Recording = z.object({
  id: Id,
  interactionId: Id,
  by: Id.nullable(),
  startedAt: Time,
  endedAt: Time,
  result: RecordingResult,
  files: z.array(RecordingFile),
});
export type Recording = z.infer<typeof Recording>;
export const RecordingFileParams = z.object({ id: Id, index: z.string().max(20) });
/** `download`: to be kept as a file, not played. */
export const RecordingFileQuery = z.object({ download: z.string().max(10).optional() });
/** `removed`: those of this interaction that were saved once and are not there any more: somebody or retention removed them. */
export const RecordingList = z.object({ recordings: z.array(Recording), removed: z.array(Id) });
export type RecordingList = z.infer<typeof RecordingList>;

/** Newest first. `from` inclusive and `to` exclusive limit the start; `cursor` is `next` of the page before. */
export const RecordingQuery = z.object({
  service: Code.optional(),
  /** An agent who is heard in it. */
  agentId: Id.optional(),
  /** A part of the customer's name. */
  customer: z.string().trim().max(200).optional(),
  complete: z.enum(['true', 'false']).optional(),
  from: z.coerce.number().int().nonnegative().optional(),
  to: z.coerce.number().int().nonnegative().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RecordingQuery = z.infer<typeof RecordingQuery>;
/** A recording with what people look for it by. `customer` null: nobody knows who it was, or they were erased. */
export const RecordingEntry = Recording.extend({
  service: Code,
  serviceName: z.string(),
  channel: Channel,
  customer: z.string().nullable(),
  agents: z.array(z.string()),
});
export type RecordingEntry = z.infer<typeof RecordingEntry>;
export const RecordingPage = z.object({ recordings: z.array(RecordingEntry), next: z.string().nullable() });
export type RecordingPage = z.infer<typeof RecordingPage>;

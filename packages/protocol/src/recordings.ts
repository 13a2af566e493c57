import { z } from 'zod';
import { Id, Time } from './words.ts';

/**
 * What the check after a recording found: `short`: less was recorded than was talked; `gaps`: much of it is filling; `silentLeg`: a party
 * was never heard; `missingLeg`: of a party there is no file; `noMix`: the mixed file is missing.
 */
export const RecordingProblem = z.enum(['short', 'gaps', 'silentLeg', 'missingLeg', 'noMix']);
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
  name: z.string().max(200),
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
export const RecordingList = z.object({ recordings: z.array(Recording) });

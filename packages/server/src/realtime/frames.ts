import { z } from 'zod';
import { CentralinoError, errorRegistry, Frame, type FrameError } from '@centralino/protocol';
import { storable } from '../engine/clean.ts';

/** The id of an `error` frame that answers something without a readable id. */
export const noId = '-';

const Envelope = z.object({ id: z.string().min(1).max(60) });

/** Reads a client's frame. Never throws: a bad frame comes back with the id to answer to, as far as it could be read. */
export function readFrame(text: string): { frame: Frame } | { id: string; error: CentralinoError } {
  let json: unknown;
  try {
    // What could not be stored comes as U+FFFD to everybody behind this door.
    json = storable(JSON.parse(text));
  } catch (error) {
    const detail = error instanceof RangeError ? 'it is nested too deep' : 'it is not JSON';
    return { id: noId, error: new CentralinoError('frame.invalid', detail) };
  }
  const parsed = Frame.safeParse(json);
  if (parsed.success) return { frame: parsed.data };
  const envelope = Envelope.safeParse(json);
  return { id: envelope.success ? envelope.data.id : noId, error: new CentralinoError('frame.invalid', describe(parsed.error)) };
}

/** What is wrong, without repeating what the client sent. */
export const describe = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.length === 0 ? 'data' : issue.path.join('.')}: ${issue.message}`)
    .join('; ');

/** The error of a request whose data does not fit its schema. */
export function invalidRequest(error: z.ZodError): CentralinoError {
  const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join('.') || 'data', issue.code as string]));
  return new CentralinoError('request.invalid', describe(error), { fields });
}

export const frameErrorOf = (error: CentralinoError): FrameError => ({
  code: error.code,
  title: errorRegistry[error.code].title,
  ...(error.detail === undefined ? {} : { detail: error.detail }),
  ...(error.fields === undefined ? {} : { fields: error.fields }),
});

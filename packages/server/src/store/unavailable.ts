import { CentralinoError, type Obstacle } from '@centralino/protocol';
import { codeOf, messageOf, StoreError } from './errors.ts';

/** SQLSTATE disk_full, or PostgreSQL's words for ENOSPC where it has another code (58030, or a start that failed). */
const isFull = (error: unknown): boolean =>
  ['53100', 'ENOSPC', 'EDQUOT'].includes(codeOf(error)) || /no space left on device|disk quota exceeded/i.test(messageOf(error));

/** The server is not there, ends, recovers or has no connection left: SQLSTATE classes 08, 53, 57P and codes of the system. */
const unreachable =
  /^(08\w{3}|53\w{3}|57P\w{2}|58030|25006|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
/** What the driver says without a code. */
const brokenOff =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool)/;

/** Whether an error of the database is one of these, and not about what was asked of it. */
export function obstacleOf(error: unknown): Obstacle | null {
  if (isFull(error)) return 'storageFull';
  if (unreachable.test(codeOf(error)) || error instanceof StoreError) return 'database';
  return error instanceof Error && brokenOff.test(error.message) ? 'database' : null;
}

/**
 * Whether a statement that failed like this has certainly changed nothing: the server had no room or may only read, said so, and lives.
 * Of a connection that broke nobody knows.
 */
export const changedNothing = (error: unknown): boolean => /^(53[124]00|58030|25006)$/.test(codeOf(error));

/** What a person is told. */
export const cannotSave = (obstacle: Obstacle, cause?: unknown): CentralinoError =>
  new CentralinoError(
    obstacle === 'storageFull' ? 'server.storageFull' : 'server.cannotSave',
    undefined,
    cause === undefined ? {} : { cause },
  );

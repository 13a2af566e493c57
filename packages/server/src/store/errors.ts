export type StoreErrorCode =
  /** No server answers at the address of DATABASE_URL. */
  | 'store.unreachable'
  /** DATABASE_URL is not a PostgreSQL address, or the server refuses its user. */
  | 'store.refused'
  /** The server is older than PostgreSQL 15. */
  | 'store.tooOld'
  /** The tables were made by a newer Centralino, or can't be made or changed. */
  | 'store.migration'
  /** The data directory can't be made, entered or used. */
  | 'store.dataDir'
  /** Another Centralino works on this data directory. */
  | 'store.inUse'
  /** The embedded PostgreSQL is not there for this machine, or does not start. */
  | 'store.embedded';

/** The database is not to be had. The message says what happened; `advice` what to do about it. Neither holds a secret. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly advice: string;

  constructor(code: StoreErrorCode, message: string, advice: string, cause?: unknown) {
    super(`${message} ${advice}`, { cause });
    this.name = 'StoreError';
    this.code = code;
    this.advice = advice;
  }
}

/** The code of an error of the system (`ENOENT`) or of PostgreSQL (`28P01`), or ''. */
export const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  // Node answers an AggregateError when a name has several addresses and none of them answers.
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
};

export const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};

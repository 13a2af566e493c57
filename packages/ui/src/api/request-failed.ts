/** Why a request failed: a code of the error registry, or what can go wrong on the way there. */
export type FailureCode = string | 'network' | 'timeout' | 'connection.lost' | 'reply.invalid';

/** A refused or failed request, whichever way it went (REST problem document or realtime error frame). */
export class RequestFailed extends Error {
  readonly code: FailureCode;
  /** HTTP status, or null when there was none. */
  readonly status: number | null;
  readonly detail: string | undefined;
  readonly fields: Record<string, string>;

  constructor(
    code: FailureCode,
    options: {
      title?: string;
      detail?: string | undefined;
      status?: number;
      fields?: Record<string, string> | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(options.title ?? code, { cause: options.cause });
    this.name = 'RequestFailed';
    this.code = code;
    this.status = options.status ?? null;
    this.detail = options.detail;
    this.fields = options.fields ?? {};
  }
}

/** The code of any thrown thing, for choosing words. */
export const failureCode = (error: unknown): FailureCode => (error instanceof RequestFailed ? error.code : 'server.error');

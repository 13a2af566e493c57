/** A refusal of the server, with its stable code; or `link.*` when the server could not be asked. */
export class WireError extends Error {
  readonly code: string;
  readonly fields: Record<string, string>;

  constructor(code: string, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.name = 'WireError';
    this.code = code;
    this.fields = fields;
  }
}

export const wireErrorOf = (cause: unknown): WireError =>
  cause instanceof WireError ? cause : new WireError('link.unknown', cause instanceof Error ? cause.message : String(cause));

/** Refusals of `hello` that trying again in a second won't change: the administrator has to do something. */
const finalCodes = new Set(['widget.unknown', 'widget.disabled', 'widget.origin', 'service.unknown', 'auth.origin', 'request.invalid']);
export const isFinalRefusal = (code: string): boolean => finalCodes.has(code);

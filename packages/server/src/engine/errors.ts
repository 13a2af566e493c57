export type EngineErrorCode =
  /** Another engine writes to this database. */
  | 'engine.leaseHeld'
  /** Another engine took over: this one must not write any more. */
  | 'engine.fenced'
  /** The log has gaps or can't be folded: nothing may be decided on it. */
  | 'engine.logDamaged';

/** The engine can't start or can't go on. Unlike `CentralinoError` this is for whoever runs the program, not for its users. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EngineError';
    this.code = code;
  }
}

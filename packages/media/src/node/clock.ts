/** Monotonic milliseconds of this process: for distances in time. */
export const nowMs = (): number => performance.now();

/** The wall clock in milliseconds since 1970, on the same monotonic scale: never steps back while the process lives. */
export const unixMs = (monotonicMs: number): number => performance.timeOrigin + monotonicMs;

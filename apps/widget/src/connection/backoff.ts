const firstMs = 300;
const maxMs = 5_000;

/**
 * How long to wait before the n-th attempt (0 = first) to reach the server again: doubling from 0.3 s to 5 s, spread over ±50 %
 * so that after a restart not every customer comes back in the same instant. `random` is in [0, 1).
 */
export function retryDelayMs(attempt: number, random: number): number {
  const base = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(base * (0.5 + random));
}

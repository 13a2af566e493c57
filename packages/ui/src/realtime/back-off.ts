/**
 * How long to wait before the n-th try (1, 2, 3…): exponential with full jitter in its upper half, so that a thousand desks
 * that lost the same server don't come back in the same instant. The first try is nearly at once: a call may be waiting for it.
 */
export function backOffMs(attempt: number, random: () => number = Math.random, options = { baseMs: 250, maxMs: 8_000 }): number {
  if (attempt <= 1) return Math.round(50 + random() * 150);
  const full = Math.min(options.maxMs, options.baseMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (random() * full) / 2);
}

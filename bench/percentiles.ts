/** Median, 95th percentile and maximum of some durations, as a line for people. */
export function summary(valuesMs: number[]): string {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const at = (fraction: number): string => (sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? NaN).toFixed(0);
  return `n=${sorted.length}  p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(1)} ms`;
}

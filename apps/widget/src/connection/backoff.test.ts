import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';

describe('the wait before another attempt', () => {
  it('starts short, doubles, and stays below eight seconds for ever', () => {
    expect([0, 1, 2, 3].map((attempt) => retryDelayMs(attempt, 0.5))).toEqual([300, 600, 1200, 2400]);
    for (const attempt of [5, 50, 5_000]) expect(retryDelayMs(attempt, 0.999)).toBeLessThan(7_500);
  });

  it('is spread over half to one and a half times', () => {
    expect(retryDelayMs(0, 0)).toBe(150);
    expect(retryDelayMs(0, 0.999)).toBe(450);
  });
});

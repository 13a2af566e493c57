import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

describe('backOffMs', () => {
  it('tries again nearly at once, then waits longer and longer, up to a limit', () => {
    const middle = () => 0.5;
    expect(backOffMs(1, middle)).toBeLessThanOrEqual(200);
    const waits = [2, 3, 4, 5, 6, 7, 20].map((attempt) => backOffMs(attempt, middle));
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    expect(waits.at(-1)).toBeLessThanOrEqual(8_000);
  });
  it('spreads the tries of many clients', () => {
    expect(backOffMs(6, () => 0)).toBeLessThan(backOffMs(6, () => 0.99));
  });
});

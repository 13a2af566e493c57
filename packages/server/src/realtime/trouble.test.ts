import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Health } from '../engine/health.ts';
import { Trouble } from './trouble.ts';

const full = Object.assign(new Error('could not extend file'), { code: '53100' });
const gone = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

describe('telling that nothing can be saved', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const start = () => {
    const health = new Health();
    const told: unknown[] = [];
    return { health, told, trouble: new Trouble(health, 1_500, (obstacle) => told.push(obstacle)) };
  };

  it('is silent about what passes in a moment', () => {
    const { health, told } = start();
    health.failed('lease', gone);
    vi.advanceTimersByTime(1_400);
    health.worked('lease');
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
  });

  it('says it once, with the newest reason, and at once that it is over', () => {
    const { health, told, trouble } = start();
    health.failed('lease', gone);
    vi.advanceTimersByTime(1_000);
    health.failed('commit', full);
    vi.advanceTimersByTime(500);
    expect(told).toEqual(['storageFull']);
    expect(trouble.told).toBe('storageFull');
    health.worked('lease');
    health.worked('commit');
    expect(told).toEqual(['storageFull', null]);
  });

  it('says a new reason at once, as the people know already that something is wrong', () => {
    const { health, told } = start();
    health.failed('lease', gone);
    vi.advanceTimersByTime(1_500);
    health.failed('commit', full);
    expect(told).toEqual(['database', 'storageFull']);
  });
});

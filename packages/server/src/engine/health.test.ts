import { describe, expect, it } from 'vitest';
import { Health } from './health.ts';

const full = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('the health of the engine', () => {
  it('is not restored by a lease that finds room where a commit found none', () => {
    const health = new Health();
    health.failed('commit', full);
    health.worked('lease');
    expect(health.obstacle).toBe('storageFull');
    health.worked('commit');
    expect(health.obstacle).toBeNull();
  });

  it('fails with the lease alone, while nobody wants anything', () => {
    const health = new Health();
    health.failed('lease', gone);
    expect(health.obstacle).toBe('database');
    expect(health.commitsFail).toBe(false);
    health.worked('lease');
    expect(health.obstacle).toBeNull();
  });

  it('goes on naming the full disk when the database dies of it', () => {
    const health = new Health();
    health.failed('commit', full);
    health.failed('commit', gone);
    health.failed('lease', gone);
    expect(health.obstacle).toBe('storageFull');
  });

  it('is not ready on a full disk, even while small writes still find room', () => {
    const health = new Health();
    const told: unknown[] = [];
    health.onChange((obstacle) => told.push(obstacle));
    health.failed('room', Object.assign(new Error('128 kB left'), { code: 'ENOSPC' }));
    expect([health.notReady, health.obstacle]).toEqual(['storageFull', null]);
    health.worked('room');
    expect(health.notReady).toBeNull();
    expect(told).toEqual([]);
  });

  it('tells changes only', () => {
    const health = new Health();
    const told: unknown[] = [];
    const stop = health.onChange((obstacle) => told.push(obstacle));
    health.worked('lease');
    health.failed('lease', gone);
    health.failed('lease', gone);
    health.failed('commit', gone);
    health.worked('lease');
    health.worked('commit');
    stop();
    health.failed('lease', gone);
    expect(told).toEqual(['database', null]);
  });
});

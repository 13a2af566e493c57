import { describe, expect, it } from 'vitest';
import { addressKey, AttemptLimiter } from './attempt-limiter.ts';

describe('AttemptLimiter', () => {
  it('allows so many in a window that begins with the first', () => {
    let now = 1_000;
    const limiter = new AttemptLimiter({ attempts: 2, windowMs: 100 }, () => now);
    expect([limiter.take('a'), limiter.take('a'), limiter.take('b')]).toEqual([0, 0, 0]);
    now += 40;
    expect(limiter.take('a')).toBe(60);
    limiter.giveBack('a');
    expect(limiter.take('a')).toBe(0);
    expect(limiter.take('a')).toBe(60);
    now += 60;
    expect(limiter.take('a')).toBe(0);
  });

  it('does not grow without end', () => {
    const limiter = new AttemptLimiter({ attempts: 1, windowMs: 1_000_000 }, () => 0);
    for (let key = 0; key < 25_000; key++) limiter.take(`key ${key}`);
    expect(limiter.take('key 24999')).toBeGreaterThan(0);
    // Long forgotten.
    expect(limiter.take('key 0')).toBe(0);
  });
});

describe('addressKey', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));
});

import { describe, expect, it } from 'vitest';
import { SteadyTime } from './clock.ts';

const timeOn = (wall: { now: number }, notBefore = 0) => new SteadyTime({ now: () => wall.now, after: () => () => undefined }, notBefore);

describe('steady time', () => {
  it('is the machine’s', () => {
    const wall = { now: 1_000 };
    const time = timeOn(wall);
    expect(time.now()).toBe(1_000);
    wall.now = 1_500.7;
    expect(time.now()).toBe(1_500);
  });

  it('goes on from where it was when the clock is set back, instead of standing still', () => {
    const wall = { now: 100_000 };
    const time = timeOn(wall);
    time.now();
    wall.now = 40_000;
    expect(time.now()).toBe(100_000);
    wall.now = 45_000;
    expect(time.now()).toBe(105_000);
  });

  it('is the machine’s again once that has caught up', () => {
    const wall = { now: 100_000 };
    const time = timeOn(wall);
    time.now();
    wall.now = 99_000;
    time.now();
    wall.now = 250_000;
    expect(time.now()).toBe(250_000);
    wall.now = 250_010;
    expect(time.now()).toBe(250_010);
  });

  it('starts no earlier than the log ends', () => {
    const wall = { now: 5 };
    const time = timeOn(wall, 7_000);
    expect(time.now()).toBe(7_000);
    wall.now = 6;
    expect(time.now()).toBe(7_001);
  });
});

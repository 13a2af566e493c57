import { describe, expect, it } from 'vitest';
import { clock, countdown, initials, talkedTime } from './format.ts';

describe('clock', () => {
  it('shows minutes and seconds, and hours only when there are some', () => {
    expect(clock(0)).toBe('00:00');
    expect(clock(187_400)).toBe('03:07');
    expect(clock(3_729_000)).toBe('1:02:09');
  });
  it('never shows a time before the start', () => {
    expect(clock(-5_000)).toBe('00:00');
  });
});

describe('countdown', () => {
  it('reaches zero only when the time is over', () => {
    expect(countdown(1)).toBe('00:01');
    expect(countdown(0)).toBe('00:00');
    expect(countdown(60_000)).toBe('01:00');
  });
});

describe('initials', () => {
  it('takes the first and the last word', () => {
    expect(initials('Maria Anna Bianchi')).toBe('MB');
    expect(initials('mario')).toBe('M');
    expect(initials('  ')).toBe('');
  });
});

describe('talkedTime', () => {
  const part = (onlineAt: number | null, endedAt: number | null): { onlineAt: number | null; endedAt: number | null } => ({
    onlineAt,
    endedAt,
  });
  it('counts once what several agents talked at once, and nothing while nobody did', () => {
    expect(talkedTime([])).toBe(0);
    expect(talkedTime([part(4_000, 9_000), part(1_000, 6_000), part(null, 7_000), part(2_000, 3_000)])).toBe(8_000);
    expect(talkedTime([part(1_000, 2_000), part(5_000, 7_000)])).toBe(3_000);
  });
});

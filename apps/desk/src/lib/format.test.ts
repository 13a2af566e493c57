import { describe, expect, it } from 'vitest';
import { clock, countdown, initials, phoneAsWritten } from './format.ts';

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

describe('phoneAsWritten', () => {
  it('writes a number of the home country nationally', () => {
    expect(phoneAsWritten('0452224600')).toBe('045 222 4600');
    expect(phoneAsWritten('+390452224600')).toBe('045 222 4600');
  });
  it('writes foreign numbers internationally', () => {
    expect(phoneAsWritten('+442079460958')).toBe('+44 20 7946 0958');
  });
  it('leaves what is no number as it is', () => {
    expect(phoneAsWritten('ask the front desk')).toBe('ask the front desk');
  });
});

describe('initials', () => {
  it('takes the first and the last word', () => {
    expect(initials('Maria Anna Bianchi')).toBe('MB');
    expect(initials('mario')).toBe('M');
    expect(initials('  ')).toBe('');
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { SignInBrake } from './sign-in-brake.ts';

let now = 0;
let brake: SignInBrake;
beforeEach(() => {
  now = 1_000_000;
  brake = new SignInBrake(() => now);
});
const waits = (times: number, address = '192.0.2.1', name = 'andy') =>
  Array.from({ length: times }, () => brake.take(address, name).waitMs);

describe('the brake of sign-ins', () => {
  it('lets some mistakes pass, then makes each attempt wait longer than the one before, up to eight seconds', () => {
    const waited: number[] = [];
    for (let i = 0; i < 11; i++) {
      const [wait = 0] = waits(1);
      waited.push(wait);
      // As a person does it: the next one after the answer.
      now += wait;
    }
    expect(waited).toEqual([0, 0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('does not let parallel guesses overtake the wait', () => {
    expect(waits(8)).toEqual([0, 0, 0, 0, 0, 1_000, 3_000, 7_000]);
    expect(brake.take('192.0.2.1', 'andy')).toEqual({ waitMs: 0, retryMs: 3_000 });
    // Who was not listened to has not made the queue longer.
    expect(brake.take('192.0.2.1', 'ANDY')).toEqual({ waitMs: 0, retryMs: 3_000 });
  });

  it('leaves the same person alone everywhere else, and others at the same address', () => {
    waits(9);
    expect(waits(1, '192.0.2.2')).toEqual([0]);
    expect(waits(1, '192.0.2.1', 'beth')).toEqual([0]);
  });

  it('forgets after a success, and after a quarter of an hour', () => {
    waits(7);
    brake.succeeded('192.0.2.1', 'Andy');
    expect(waits(5)).toEqual([0, 0, 0, 0, 0]);
    waits(2);
    now += 15 * 60_000 + 8_000;
    expect(waits(1)).toEqual([0]);
  });

  it('slows an address that tries many accounts, but not those who have signed in from there', () => {
    brake.take('192.0.2.1', 'colleague');
    brake.succeeded('192.0.2.1', 'colleague');
    for (let i = 0; i < 50; i++) expect(waits(1, '192.0.2.1', `user${i}`)).toEqual([0]);
    expect(waits(1, '192.0.2.1', 'user50')).toEqual([1_000]);
    expect(waits(1, '192.0.2.1', 'user51')).toEqual([2_000]);
    expect(waits(1, '192.0.2.1', 'colleague')).toEqual([0]);
    expect(waits(1, '192.0.2.9', 'user52')).toEqual([0]);
  });

  it('does not grow without end', () => {
    for (let i = 0; i < 25_000; i++) brake.take(`2001:db8:${(i % 65_536).toString(16)}::1`, `user${i}`);
    waits(8);
    expect(brake.take('192.0.2.1', 'andy').retryMs).toBe(3_000);
  });
});

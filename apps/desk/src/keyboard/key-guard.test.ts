import { describe, expect, it } from 'vitest';
import { createKeyGuard, ringGraceMs } from './key-guard.ts';

describe('the key guard', () => {
  let now = 0;
  const guard = createKeyGuard(() => now);

  it('is shut for a second after the screen changed by itself', () => {
    guard.screen('wrapping i1.1');
    now = 60_000;
    expect(guard.open()).toBe(true);
    guard.screen('ringing i2.1');
    expect(guard.open()).toBe(false);
    guard.screen('ringing i2.1');
    now += ringGraceMs;
    expect(guard.open()).toBe(false);
    now += 1;
    expect(guard.open()).toBe(true);
  });

  it('stays shut while somebody goes on typing, and no longer', () => {
    guard.screen('ringing i3.1');
    for (let letter = 0; letter < 10; letter += 1) {
      now += 300;
      guard.stray();
      expect(guard.open()).toBe(false);
    }
    now += ringGraceMs + 1;
    expect(guard.open()).toBe(true);
    // Once it is open a stray key does not shut it.
    guard.stray();
    expect(guard.open()).toBe(true);
  });
});

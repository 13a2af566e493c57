import { describe, expect, it } from 'vitest';
import { startsVp8KeyFrame } from './vp8.ts';

const starts = (hex: string): boolean => startsVp8KeyFrame(Buffer.from(`ffff${hex}`, 'hex'), 2);

describe('startsVp8KeyFrame', () => {
  it.each([
    ['a plain key frame', '1050'],
    ['with a short picture id', '90801150'],
    ['with a long picture id', '9080abcd50'],
    ['with picture id, TL0PICIDX and TID/KEYIDX, as Chromium sends', '90e0abcd012050'],
  ])('knows %s', (_, hex) => expect(starts(hex)).toBe(true));

  it.each([
    ['a delta frame', '1051'],
    ['a delta frame with everything', '90e0abcd012051'],
    ['a later packet of a key frame', '0050'],
    ['a later partition', '1150'],
    ['an empty payload', ''],
    ['a payload cut short', '90e0abcd'],
  ])('is not taken in by %s', (_, hex) => expect(starts(hex)).toBe(false));
});

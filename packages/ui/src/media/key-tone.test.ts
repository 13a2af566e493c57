import { describe, expect, it } from 'vitest';
import { keyFrequencies } from './key-tone.ts';

describe('keyFrequencies', () => {
  it('is a pair of its own for each of the sixteen keys', () => {
    const pairs = [...'0123456789*#ABCD'].map((key) => String(keyFrequencies(key)));
    expect(new Set(pairs).size).toBe(16);
    expect(keyFrequencies('5')).toEqual([770, 1336]);
    expect(keyFrequencies('d')).toEqual([941, 1633]);
  });
  it('knows no other keys', () => {
    expect(keyFrequencies('E')).toBeNull();
    expect(keyFrequencies('')).toBeNull();
    expect(keyFrequencies('12')).toBeNull();
  });
});

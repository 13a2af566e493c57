import { describe, expect, it } from 'vitest';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.ts';

describe('G.711', () => {
  it('knows the reference points', () => {
    expect(encodeMuLaw(0)).toBe(0xff);
    expect(encodeMuLaw(32_767)).toBe(0x80);
    expect(encodeMuLaw(-32_768)).toBe(0x00);
    expect(encodeALaw(0)).toBe(0xd5);
    expect(encodeALaw(-1)).toBe(0x55);
    expect(encodeALaw(32_767)).toBe(0xaa);
    expect(encodeALaw(-32_768)).toBe(0x2a);
  });

  it.each([
    ['µ-law', encodeMuLaw, decodeMuLaw],
    ['A-law', encodeALaw, decodeALaw],
  ])('%s: every code decodes to a value that encodes to it, and the error stays within a step', (_, encode, decode) => {
    for (let code = 0; code < 256; code++) {
      // µ-law has a negative zero, which is encoded as the positive one.
      if (!(encode === encodeMuLaw && code === 0x7f)) expect(encode(decode(code))).toBe(code);
    }
    for (let sample = -32_768; sample <= 32_767; sample += 7) {
      expect(Math.abs(decode(encode(sample)) - sample)).toBeLessThanOrEqual(
        Math.max(16, Math.abs(sample) / 16 + (Math.abs(sample) > 32_000 ? 700 : 0)),
      );
    }
  });
});

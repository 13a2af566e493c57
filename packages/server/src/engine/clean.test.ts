import { describe, expect, it } from 'vitest';
import { storable } from './clean.ts';

describe('storable', () => {
  it('replaces what jsonb refuses, anywhere in a value', () => {
    expect(storable({ a: ['x\u0000y', { b: 'half \ud83d' }], n: 1, z: null })).toEqual({
      a: ['x\ufffdy', { b: 'half \ufffd' }],
      n: 1,
      z: null,
    });
  });

  it('leaves everything else alone, emoji included', () => {
    const value = { text: 'perché 👩‍💻 \n\t "\\u0000"', yes: true };
    expect(storable(value)).toEqual(value);
  });
});

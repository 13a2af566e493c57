import { describe, expect, it } from 'vitest';
import { readPath, sameValue, writePath } from './paths.ts';

describe('paths into a form', () => {
  const value = { a: [{ b: 1 }, { b: 2 }], c: { d: 'x' } };

  it('reads what is there and undefined where nothing is', () => {
    expect(readPath(value, 'a.1.b')).toBe(2);
    expect(readPath(value, 'c.x.y')).toBeUndefined();
    expect(readPath(value, '')).toBe(value);
  });

  it('writes a copy and leaves the rest as it was', () => {
    const next = writePath(value, 'a.0.b', 7);
    expect(next).toEqual({ a: [{ b: 7 }, { b: 2 }], c: { d: 'x' } });
    expect(value.a[0]?.b).toBe(1);
    expect(next.c).toBe(value.c);
    expect(next.a[1]).toBe(value.a[1]);
  });

  it('makes what is missing on the way, and takes away with undefined', () => {
    expect(writePath({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
    expect(Object.keys(writePath({ a: 1, b: 2 }, 'a', undefined))).toEqual(['b']);
  });

  it('compares by content; an undefined property is none', () => {
    expect(sameValue({ a: [1, { b: undefined }] }, { a: [1, {}] })).toBe(true);
    expect(sameValue({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(sameValue(null, {})).toBe(false);
  });
});

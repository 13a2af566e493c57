import { expect, it } from 'vitest';
import { freeCode, named } from './named.ts';

const entry = (code: string, en: string) => ({ code, label: { it: '', en } });

it('new entries get codes of their words, saved ones keep theirs, nobody has the same', () => {
  const entries = [entry('x1', 'Lunch'), entry('lunch', 'Pause at noon'), entry('x3', 'Lunch'), entry('x4', '日本')];
  expect(named(entries, new Set(['lunch'])).map(({ code }) => code)).toEqual(['lunch-2', 'lunch', 'lunch-3', 'x4']);
});

it('a free code is one that no entry has', () => {
  expect(freeCode([entry('x2', ''), entry('a', '')])).toBe('x3');
});

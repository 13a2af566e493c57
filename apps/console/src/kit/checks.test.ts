import { describe, expect, it } from 'vitest';
import { emptyTexts, fillTexts } from './checks.ts';
import { codeOf } from './code-of.ts';
import { moved } from './moved.ts';

describe('texts in two languages', () => {
  it('are found where they say nothing', () => {
    const value = { title: { it: ' ', en: '' }, list: [{ label: { it: 'Sì', en: '' } }, { label: { it: '', en: '' } }], form: null };
    expect(emptyTexts(value)).toEqual({ 'title.it': 'required', 'list.1.label.it': 'required' });
  });
  it('lend each other what one of them lacks', () => {
    expect(fillTexts({ a: [{ it: 'Sì', en: '' }], b: 3, c: { it: '', en: 'No' } })).toEqual({
      a: [{ it: 'Sì', en: 'Sì' }],
      b: 3,
      c: { it: 'No', en: 'No' },
    });
  });
});

it('codes are made of names', () => {
  expect(codeOf('  Assistenza Clienti (già) ')).toBe('assistenza-clienti-gia');
  expect(codeOf('日本')).toBe('');
});

it('items move within their list only', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});

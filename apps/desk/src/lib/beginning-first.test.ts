import { describe, expect, it } from 'vitest';
import { beginningFirst } from './beginning-first.ts';

const labels = ['Disordine', 'Reso per ordine', 'Ordine', 'Perché no'];
const found = (search: string): string[] =>
  beginningFirst({ options: labels.map((label) => ({ value: label, label })), search, limit: Infinity }).map((option) =>
    'label' in option ? option.label : '',
  );

describe('what fits what was typed', () => {
  it('begins with it first, then has a word that does, then has it somewhere', () => {
    expect(found('ord')).toEqual(['Ordine', 'Reso per ordine', 'Disordine']);
  });

  it('is found whatever its case, accents and blanks', () => {
    expect(found(' PERCHE ')).toEqual(['Perché no']);
    expect(found('zzz')).toEqual([]);
  });

  it('is everything, in its order, before anything is typed', () => {
    expect(found('')).toEqual(labels);
  });
});

import { PopupResult } from '@centralino/protocol';
import { expect, it } from 'vitest';
import { isSilent } from './silent.ts';

const trial = (result: unknown) => ({ result: PopupResult.parse(result) });

it('a function that returns nothing, no address or only spaces for every sample call is silent', () => {
  expect(isSilent([{ result: null }, trial({}), trial({ onRing: ' ' }), trial({ webClientTabName: 'crm' })])).toBe(true);
});

it('one address for one sample call is enough, whenever it opens', () => {
  for (const key of ['onRing', 'onAnswer', 'onHangup', 'onDemand'])
    expect(isSilent([trial({}), trial({ [key]: 'https://crm.example.com/' })])).toBe(false);
});

it('nothing that was tried says nothing', () => {
  expect(isSilent([])).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { readResult } from './read-result.ts';

const where = (flags: object): unknown => {
  const read = readResult(JSON.stringify({ onRing: 'https://crm.example/', ...flags }));
  return 'plan' in read ? [read.plan.where, read.plan.tabName] : read.failure.message;
};

describe('where a popup opens', () => {
  it.each([
    [{}, ['iframe', null]],
    [{ webClientOpenNewTab: true }, ['tab', null]],
    [{ webClientTabName: 'crm' }, ['tab', 'crm']],
    [{ webClientOpenNewWindow: true }, ['window', null]],
    [{ webClientOpenNewWindow: true, webClientOpenNewTab: true, webClientTabName: 'crm' }, ['window', 'crm']],
    [{ webClientOpenNewWindow: false, webClientOpenNewTab: null }, ['iframe', null]],
  ])('%j: %j', (flags, expected) => expect(where(flags)).toEqual(expected));
});

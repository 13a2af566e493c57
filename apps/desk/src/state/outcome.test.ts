import type { OutcomeConfig } from '@centralino/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutcomes, dispositionOf, missingOutcome } from './outcome.ts';

const label = { en: 'x', it: 'x' };
const config = (required: boolean): OutcomeConfig => ({
  required,
  level1: [
    { code: 'sold', label, level2: [{ code: 'cash', label }] },
    { code: 'lost', label, level2: [] },
  ],
});

describe('an outcome', () => {
  it('is missing only where it is obligatory, and then in both levels', () => {
    expect(missingOutcome(null, { level1: null, level2: null })).toBeNull();
    expect(missingOutcome(config(false), { level1: 'sold', level2: null })).toBeNull();
    expect(missingOutcome(config(true), { level1: null, level2: null })).toBe('level1');
    expect(missingOutcome(config(true), { level1: 'gone', level2: null })).toBe('level1');
    expect(missingOutcome(config(true), { level1: 'sold', level2: null })).toBe('level2');
    expect(missingOutcome(config(true), { level1: 'sold', level2: 'cash' })).toBeNull();
    expect(missingOutcome(config(true), { level1: 'lost', level2: null })).toBeNull();
  });

  it('goes to the server only with what the service still knows', () => {
    expect(dispositionOf(config(true), { level1: 'sold', level2: 'cash' })).toEqual({ level1: 'sold', level2: 'cash' });
    expect(dispositionOf(config(true), { level1: 'sold', level2: 'gone' })).toEqual({ level1: 'sold', level2: null });
    expect(dispositionOf(config(true), { level1: 'gone', level2: null })).toBeNull();
    expect(dispositionOf(null, { level1: 'sold', level2: 'cash' })).toBeNull();
  });
});

describe('what was chosen', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('survives a reload, half chosen too, until it is forgotten', () => {
    const before = createOutcomes();
    before.choose('i.1', { level1: 'sold', level2: null });
    expect(createOutcomes().of('i.1')).toEqual({ level1: 'sold', level2: null });
    before.choose('i.1', { level1: 'sold', level2: 'cash' });
    const after = createOutcomes();
    expect(after.of('i.1')).toEqual({ level1: 'sold', level2: 'cash' });
    after.forget('i.1');
    expect(kept.size).toBe(0);
    expect(createOutcomes().of('i.1')).toEqual({ level1: null, level2: null });
  });

  it('answers what Finish found missing', () => {
    const outcomes = createOutcomes();
    outcomes.ask('i.1', 'level1');
    const first = outcomes.missing.get();
    outcomes.ask('i.1', 'level1');
    expect(outcomes.missing.get()).not.toBe(first);
    outcomes.choose('i.1', { level1: 'lost', level2: null });
    expect(outcomes.missing.get()).toBeNull();
  });
});

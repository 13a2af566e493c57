import type { OutcomeConfig } from '@centralino/protocol';
import { RequestFailed } from '@centralino/ui';
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

  const chosenNothing = { id: 'i.1', disposition: null };
  const told = vi.fn(async (_interactionId: string, _segmentId: string, _outcome: unknown): Promise<unknown> => ({}));
  const lost = new RequestFailed('connection.lost');
  beforeEach(() => void told.mockReset());

  it('is told to the server at once, half chosen too, and then no longer kept here', async () => {
    const outcomes = createOutcomes({ send: told });
    outcomes.choose('i', 'i.1', { level1: 'sold', level2: null });
    outcomes.choose('i', 'i.1', { level1: 'sold', level2: 'cash' });
    outcomes.choose('i', 'i.1', { level1: null, level2: null });
    expect(told.mock.calls.map(([, , outcome]) => outcome)).toEqual([
      { level1: 'sold', level2: null },
      { level1: 'sold', level2: 'cash' },
      null,
    ]);
    await outcomes.flushAll();
    expect(kept.size).toBe(0);
    expect(outcomes.of({ id: 'i.1', disposition: { level1: 'sold', level2: null } })).toEqual({ level1: null, level2: null });
  });

  it('is what the server has, where nothing was chosen here', () => {
    const outcomes = createOutcomes({ send: told });
    expect(outcomes.of(chosenNothing)).toEqual({ level1: null, level2: null });
    expect(outcomes.of({ id: 'i.1', disposition: { level1: 'sold', level2: 'cash' } })).toEqual({ level1: 'sold', level2: 'cash' });
  });

  it('survives a lost line and a reload, and is told when the line is back, also when after-call work ran out meanwhile', async () => {
    told.mockRejectedValue(lost);
    const before = createOutcomes({ send: told });
    before.choose('i', 'i.1', { level1: 'sold', level2: null });
    await before.flushAll();
    before.forget('i.1');
    expect(before.of(chosenNothing)).toEqual({ level1: 'sold', level2: null });
    const after = createOutcomes({ send: told });
    told.mockReset().mockResolvedValue({});
    after.revive('i', 'i.1');
    expect(told).toHaveBeenCalledExactlyOnceWith('i', 'i.1', { level1: 'sold', level2: null });
    await after.flushAll();
    expect(kept.size).toBe(0);
    told.mockReset();
    await before.flushAll();
    expect(told).toHaveBeenCalledExactlyOnceWith('i', 'i.1', { level1: 'sold', level2: null });
  });

  it('that the server refuses is not told again and again', async () => {
    told.mockRejectedValue(new RequestFailed('outcome.unknown'));
    const outcomes = createOutcomes({ send: told });
    outcomes.choose('i', 'i.1', { level1: 'gone', level2: null });
    await vi.waitFor(() => expect(kept.size).toBe(0));
    await outcomes.flushAll();
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('answers what Finish found missing', () => {
    const outcomes = createOutcomes({ send: told });
    outcomes.ask('i.1', 'level1');
    const first = outcomes.missing.get();
    outcomes.ask('i.1', 'level1');
    expect(outcomes.missing.get()).not.toBe(first);
    outcomes.choose('i', 'i.1', { level1: 'lost', level2: null });
    expect(outcomes.missing.get()).toBeNull();
  });
});

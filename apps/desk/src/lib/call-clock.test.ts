import { describe, expect, it } from 'vitest';
import { interactionView, segmentView } from '../testing/views.ts';
import { clockText, ownCallClock, partClock, waitingSince } from './call-clock.ts';

describe('the clock of a call', () => {
  it('counts what is going on: the ring, the connecting, the talk, the hold', () => {
    const times = { offeredAt: 10_000, acceptedAt: 15_000, onlineAt: 16_000, heldSince: null };
    expect(partClock(segmentView('offered', { ...times, acceptedAt: null, onlineAt: null }))).toEqual({ kind: 'since', at: 10_000 });
    expect(partClock(segmentView('accepted', { ...times, onlineAt: null }))).toEqual({ kind: 'since', at: 15_000 });
    expect(partClock(segmentView('online', times))).toEqual({ kind: 'since', at: 16_000 });
    expect(partClock(segmentView('online', { ...times, held: true, heldSince: 40_000 }))).toEqual({ kind: 'since', at: 40_000 });
  });

  it('counts after-call work down, everywhere', () => {
    const wrapping = partClock(segmentView('wrapping', { endedAt: 60_000, until: 120_000 }));
    expect(clockText(wrapping, 75_000)).toBe('00:45');
    expect(clockText(wrapping, 130_000)).toBe('00:00');
  });

  it('of one’s own call counts the ringing, the talk, and the hold of whoever holds', () => {
    const talk = segmentView('online', { onlineAt: 20_000 });
    expect(ownCallClock(interactionView([], { arrivedAt: 5_000 }))).toEqual({ kind: 'since', at: 5_000 });
    expect(ownCallClock(interactionView([talk], { arrivedAt: 5_000 }))).toEqual({ kind: 'since', at: 20_000 });
    expect(ownCallClock(interactionView([talk], { callerHeld: true, callerHeldSince: 30_000 }))).toEqual({ kind: 'since', at: 30_000 });
    expect(ownCallClock(interactionView([{ ...talk, held: true, heldSince: 31_000 }]))).toEqual({ kind: 'since', at: 31_000 });
  });
});

describe('how long a customer has waited', () => {
  it('begins when they came, also when somebody else did not answer', () => {
    const missed = segmentView('finished', { id: 'i1.1', endedAt: 30_000 });
    const ringing = segmentView('offered', { id: 'i1.2', offeredAt: 30_000 });
    expect(waitingSince(interactionView([missed, ringing], { arrivedAt: 5_000 }), ringing)).toBe(5_000);
  });

  it('begins anew after a talk that broke off, and with a transfer', () => {
    const lost = segmentView('finished', { id: 'i1.1', onlineAt: 10_000, endedAt: 600_000 });
    const ringing = segmentView('offered', { id: 'i1.2', offeredAt: 610_000 });
    expect(waitingSince(interactionView([lost, ringing], { arrivedAt: 5_000 }), ringing)).toBe(600_000);
    const talking = segmentView('online', { id: 'i1.1', onlineAt: 10_000 });
    expect(waitingSince(interactionView([talking, { ...ringing, via: 'transfer' }]), { ...ringing, via: 'transfer' })).toBe(610_000);
  });
});

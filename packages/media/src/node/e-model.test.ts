import { describe, expect, it } from 'vitest';
import { estimateQuality, mosOf } from './e-model.ts';

describe('the E-model', () => {
  it('maps R to MOS as G.107 annex B', () => {
    expect(mosOf(-5)).toBe(1);
    expect(mosOf(0)).toBe(1);
    expect(mosOf(50)).toBeCloseTo(2.58, 2);
    expect(mosOf(70)).toBeCloseTo(3.6, 2);
    expect(mosOf(80)).toBeCloseTo(4.02, 2);
    expect(mosOf(93.2)).toBeCloseTo(4.41, 2);
    expect(mosOf(100)).toBe(4.5);
    for (let r = 0; r <= 100; r += 0.5) expect(mosOf(r)).toBeGreaterThanOrEqual(1);
  });

  it('calls a clean short line very good', () => {
    const { r, mos } = estimateQuality({ rttMs: 20, jitterMs: 2, loss: 0 });
    expect(r).toBeGreaterThan(90);
    expect(mos).toBeGreaterThan(4.3);
  });

  it('gets worse with delay, faster beyond 177.3 ms, and with loss', () => {
    const at = (rttMs: number, loss = 0): number => estimateQuality({ rttMs, jitterMs: 0, loss }).r;
    expect(at(0)).toBeCloseTo(93.2 - 0.024 * 25, 6);
    expect(at(275)).toBeCloseTo(93.2 - 0.024 * 300 - 0.11 * 122.7, 6);
    expect(at(0) - at(100)).toBeLessThan(at(200) - at(300));
    // Ie,eff = 95 · 10 / (10 + 10) at 10 % loss.
    expect(at(0, 0) - at(0, 0.1)).toBeCloseTo(47.5, 6);
    expect(at(5_000, 1)).toBe(0);
  });

  it('counts an unknown round trip as none', () => {
    expect(estimateQuality({ rttMs: null, jitterMs: 0, loss: 0 })).toEqual(estimateQuality({ rttMs: 0, jitterMs: 0, loss: 0 }));
  });
});

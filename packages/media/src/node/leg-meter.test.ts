import { LegStats } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { LegMeter } from './leg-meter.ts';

describe('LegMeter', () => {
  it('tells rates of the last interval, counts of the whole life', () => {
    const meter = new LegMeter();
    meter.restart(0);
    for (let i = 0; i < 50; i++) meter.received('audio', 100);
    meter.sample(1_000, 3);
    for (let i = 0; i < 50; i++) meter.received('audio', 200);
    for (let i = 0; i < 10; i++) meter.sent('video', 1_000);
    meter.sample(2_000, 5);
    meter.lastAudioAtMs = 1_990;
    const latest = meter.latest(2_050, 'udp');
    expect(LegStats.parse(latest)).toMatchObject({
      bpsIn: 80_000,
      bpsOut: 80_000,
      audioPacketsIn: 100,
      videoPacketsOut: 10,
      silentMs: 60,
      jitterMs: 5,
      path: 'udp',
    });
    const life = meter.life(2_050, 'udp');
    expect(LegStats.parse(life)).toMatchObject({ bpsIn: 60_000, bpsOut: 40_000, audioPacketsIn: 100, jitterMs: 4 });
  });

  it('keeps the browser’s last word on loss until the next, and sums it up over life', () => {
    const meter = new LegMeter();
    meter.restart(0);
    meter.reported('audio', 100, 10);
    meter.sample(1_000, 0);
    meter.sample(2_000, 0);
    expect(meter.latest(2_000, null).lossOut).toBeCloseTo(0.1);
    meter.reported('audio', 300, 0);
    expect(meter.latest(2_000, null).lossOut).toBe(0);
    expect(meter.life(2_000, null).lossOut).toBeCloseTo(10 / 400);
  });

  it('counts late packets back without ever leaving 0..1', () => {
    const meter = new LegMeter();
    meter.restart(0);
    meter.reception('audio', 50, 5);
    meter.sample(1_000, 0);
    expect(meter.latest(1_000, null).lossIn).toBeCloseTo(0.1);
    meter.reception('audio', 50, -5);
    meter.sample(2_000, 0);
    expect(meter.latest(2_000, null).lossIn).toBe(0);
    expect(meter.life(2_000, null).lossIn).toBe(0);
  });

  it('a new transport starts with a clean line but goes on counting', () => {
    const meter = new LegMeter();
    meter.restart(0);
    meter.received('audio', 100);
    meter.roundTrip(900);
    meter.lastAudioAtMs = 10;
    meter.sample(1_000, 50);
    expect(meter.latest(1_000, null).mos).toBeLessThan(4);
    meter.restart(60_000);
    expect(meter.latest(60_000, null)).toMatchObject({ silentMs: null, rttMs: null, jitterMs: 0, audioPacketsIn: 1 });
    expect(meter.latest(60_000, null).mos).toBeGreaterThan(4.3);
    expect(meter.life(60_000, null).rttMs).toBe(900);
  });

  it('has valid statistics before anything happened', () => {
    expect(LegStats.parse(new LegMeter().life(5, null))).toMatchObject({ bpsIn: 0, silentMs: null });
  });
});

import { describe, expect, it } from 'vitest';
import { goodStats } from '../testing/views.ts';
import { figuresOf, withServerStats } from './stats.ts';

const reports = [
  { id: 'in', type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, packetsLost: 10, jitter: 0.004, audioLevel: 0.2 },
  { id: 'out', type: 'outbound-rtp', kind: 'video', framesSent: 120 },
  { id: 'old', type: 'candidate-pair', state: 'failed', nominated: false, currentRoundTripTime: 9 },
  { id: 'pair', type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.05, localCandidateId: 'local' },
  { id: 'local', type: 'local-candidate', candidateType: 'relay', protocol: 'udp' },
];

describe('the figures of a line', () => {
  it('come out of the browser’s reports', () => {
    expect(figuresOf(reports)).toEqual({
      echoPackets: 90,
      echoLevel: 0.2,
      framesSent: 120,
      rttMs: 50,
      jitterMs: 4,
      loss: 0.1,
      path: 'relay',
    });
  });

  it('take the mean of the energy where a browser tells no level', () => {
    const firefox = { id: 'in', type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, totalAudioEnergy: 0.09, totalSamplesDuration: 9 };
    expect(figuresOf([firefox]).echoLevel).toBeCloseTo(0.1);
    expect(figuresOf([{ ...firefox, totalSamplesDuration: 0 }]).echoLevel).toBe(0);
  });

  it('are unknown, not zero, when there are no reports', () => {
    expect(figuresOf([])).toMatchObject({ rttMs: null, jitterMs: null, loss: null, path: null });
  });

  it('take the worse of the two sides', () => {
    const both = withServerStats(figuresOf(reports), { ...goodStats, lossIn: 0.3, jitterMs: 60 });
    expect(both).toMatchObject({ loss: 0.3, jitterMs: 60, rttMs: 50, path: 'relay' });
    expect(withServerStats(figuresOf(reports), null)).toEqual(figuresOf(reports));
  });
});

import { describe, expect, it } from 'vitest';
import { judgeEcho } from './echo-test.ts';

describe('judgeEcho', () => {
  it('tells no way to the server, silence, a slow line and a good one apart', () => {
    const good = { packetsBack: 200, heardPeak: 0.2, energyBack: 0.1, rttMs: 20 };
    expect(judgeEcho({ packetsBack: 0, heardPeak: null, energyBack: 0, rttMs: null })).toEqual({ kind: 'noServer' });
    expect(judgeEcho({ ...good, heardPeak: 0.001 })).toEqual({ kind: 'quiet' });
    expect(judgeEcho({ ...good, rttMs: 420.4 })).toEqual({ kind: 'slow', rttMs: 420 });
    expect(judgeEcho({ ...good, rttMs: null })).toEqual({ kind: 'good' });
  });

  it('believes the server before the browser, which counts no energy while it plays nothing', () => {
    const figures = { packetsBack: 200, energyBack: 0, rttMs: 20 };
    expect(judgeEcho({ ...figures, heardPeak: 0.2 })).toEqual({ kind: 'good' });
    expect(judgeEcho({ ...figures, heardPeak: null })).toEqual({ kind: 'quiet' });
    expect(judgeEcho({ ...figures, heardPeak: null, energyBack: 0.1 })).toEqual({ kind: 'good' });
  });
});

import { describe, expect, it } from 'vitest';
import { judgeEcho } from './echo-test.ts';

describe('judgeEcho', () => {
  it('tells no way to the server, silence, a slow line and a good one apart', () => {
    expect(judgeEcho({ packetsBack: 0, energyBack: 0, rttMs: null })).toEqual({ kind: 'noServer' });
    expect(judgeEcho({ packetsBack: 200, energyBack: 0, rttMs: 20 })).toEqual({ kind: 'quiet' });
    expect(judgeEcho({ packetsBack: 200, energyBack: 0.1, rttMs: 420.4 })).toEqual({ kind: 'slow', rttMs: 420 });
    expect(judgeEcho({ packetsBack: 200, energyBack: 0.1, rttMs: null })).toEqual({ kind: 'good' });
  });
});

import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../test-kit/silent-logger.ts';
import { createNativeLog } from './native-log.ts';

function open() {
  let now = 0;
  const lines: [string, object, string][] = [];
  const at = (level: string) => (fields: object, message: string) => lines.push([level, fields, message]);
  const log = createNativeLog({ ...silentLogger, warn: at('warn'), error: at('error') }, () => now);
  return { log, lines, pass: (ms: number) => (now += ms) };
}
const from = 'node-datachannel';

describe('the log of the native library', () => {
  it('has one line for a flood of garbage, and says a minute later how much there was', () => {
    const { log, lines, pass } = open();
    for (let i = 0; i < 4_000; i++) {
      log('Warning', 'rtc::impl::IceTransport::LogCallback@391: juice: Received a datagram from unknown address, ignoring');
      log('Warning', `juice: Unknown STUN attribute type 0x${i.toString(16)}, ignoring`);
      log('Warning', `juice: STUN local ufrag check failed, expected="OYqR", actual="n${i}"`);
    }
    expect(lines).toHaveLength(3);
    pass(60_000);
    log('Warning', 'juice: Unknown STUN attribute type 0xABCD, ignoring');
    expect(lines.at(-1)).toEqual(['warn', { from, moreLikeThis: 3_999 }, 'juice: Unknown STUN attribute type 0xABCD, ignoring']);
  });

  it('keeps what is different apart, and quotes no credentials', () => {
    const { log, lines } = open();
    log('Error', 'juice: STUN message reading failed');
    log('Warning', 'juice: STUN message verification failed');
    log('Warning', 'juice: STUN local ufrag check failed, expected="OYqR", actual="nobody"');
    expect(lines).toEqual([
      ['error', { from }, 'juice: STUN message reading failed'],
      ['warn', { from }, 'juice: STUN message verification failed'],
      ['warn', { from }, 'juice: STUN local ufrag check failed, expected="…", actual="…"'],
    ]);
  });

  it('can’t be made to remember without end', () => {
    const { log, lines } = open();
    for (let i = 0; i < 10_000; i++) log('Warning', `juice: ${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')} failed`);
    expect(lines.length).toBeLessThanOrEqual(101);
  });
});

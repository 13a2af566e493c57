import { describe, expect, it } from 'vitest';
import { browserKind, deviceTroubleOf } from './trouble.ts';
import { levelOf } from './level.ts';

describe('why a device can’t be used', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission denied by system', 'deniedSystem'],
    ['NotFoundError', 'Requested device not found', 'none'],
    ['NotReadableError', 'Could not start audio source', 'busy'],
    ['TypeError', 'x', 'other'],
  ])('%s (%s) is told as %s', (name, message, trouble) => {
    expect(deviceTroubleOf({ name, message })).toBe(trouble);
  });
});

describe('the browser’s own help', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'chrome'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'edge'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'safari'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile Safari/604.1',
      'ios',
    ],
    ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'android'],
  ])('%s', (userAgent, kind) => {
    expect(browserKind(userAgent)).toBe(kind);
  });
});

describe('loudness', () => {
  it('is empty in silence, full at full scale, and grows with the voice', () => {
    expect([0, 0.001, 1, 2].map(levelOf)).toEqual([0, 0, 1, 1]);
    expect(levelOf(0.1)).toBeGreaterThan(levelOf(0.01));
  });
});

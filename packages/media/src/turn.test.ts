import { describe, expect, it } from 'vitest';
import { turnCredentials } from './turn.ts';

describe('turnCredentials', () => {
  it('makes what coturn expects', () => {
    // printf '1700003600:anna' | openssl dgst -sha1 -hmac 'north' -binary | base64
    expect(
      turnCredentials({ urls: ['turn:turn.example.org:3478'], secret: 'north', ttlMs: 3_600_000, user: 'anna', now: 1_700_000_000_000 }),
    ).toEqual({
      urls: ['turn:turn.example.org:3478'],
      username: '1700003600:anna',
      credential: '+MLxLOEoYnWwCOD+2dzOXWFtASg=',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

describe('withoutSecrets', () => {
  it('takes what identifies or opens a connection out of log lines', () => {
    const line =
      'Got SDP a=ice-ufrag:LCVA\r\na=ice-pwd:HMwtDvC/Gg5wFiDFiWru/NQy\r\na=fingerprint:sha-256 CD:0B\r\nusername: "abc", password=secret1, ufrag=LCVA';
    const clean = withoutSecrets(line);
    for (const secret of ['LCVA', 'HMwtDvC', 'CD:0B', 'abc', 'secret1']) expect(clean).not.toContain(secret);
    expect(clean).toContain('Got SDP');
  });

  it('cuts lines that are too long for a log', () => expect(withoutSecrets('x'.repeat(5_000))).toHaveLength(2_000));
});

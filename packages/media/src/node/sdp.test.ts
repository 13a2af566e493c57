import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { CentralinoError } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { parseCandidate } from './ice-candidate.ts';
import { mutatedOffer } from '../../test-kit/mutated-offer.ts';
import { nativeOffer, publicCandidates, readNativeAnswer, writeAnswer } from './sdp-answer.ts';
import { parseOffer, type OfferWishes } from './sdp-offer.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../test-kit/offers/${name}.sdp`, import.meta.url), 'utf8');
const chromium = fixture('chromium-156');
const firefox = fixture('firefox-153');
const firefoxWithCandidates = fixture('firefox-like');
const wishes: OfferWishes = { audio: ['opus', 'pcmu', 'pcma'], video: true };

const codeOf = (sdp: string, given: OfferWishes = wishes): string => {
  try {
    parseOffer(sdp, given);
    return 'accepted';
  } catch (error) {
    if (error instanceof CentralinoError) return error.code;
    throw error;
  }
};

describe('parseOffer', () => {
  it('reads Chromium’s offer', () => {
    const offer = parseOffer(chromium, wishes);
    expect(offer.audio).toEqual({
      kind: 'audio',
      mid: '0',
      direction: 'sendrecv',
      codec: 'opus',
      payloadType: 111,
      ssrc: 1105287320,
      telephoneEvent: 110,
    });
    expect(offer.video).toEqual({
      kind: 'video',
      mid: '1',
      direction: 'sendrecv',
      codec: 'vp8',
      payloadType: 96,
      ssrc: 3109851386,
      telephoneEvent: null,
    });
    expect(offer.ice).toEqual({ ufrag: 'LCVA', pwd: 'HMwtDvC/Gg5wFiDFiWru/NQy' });
    expect(offer.fingerprint.algorithm).toBe('sha-256');
    expect(offer.setup).toBe('actpass');
    expect(offer.candidates).toEqual([]);
  });

  it('reads Firefox’s offer, whose video section has port 0 and is bundle-only: that is no refusal', () => {
    expect(firefox).toContain('m=video 0 ');
    const offer = parseOffer(firefox, wishes);
    expect(offer.audio).toMatchObject({ mid: '0', direction: 'sendrecv', codec: 'opus', payloadType: 109, ssrc: 3803618872 });
    expect(offer.video).toMatchObject({ mid: '1', direction: 'sendrecv', codec: 'vp8', payloadType: 120, ssrc: 2090775395 });
    expect(nativeOffer(offer)).toContain('m=video 9 ');
  });

  it.each([
    ['port 0 without bundle-only', firefox.replace('a=bundle-only\r\n', '')],
    ['port 00 without bundle-only', firefox.replace('a=bundle-only\r\n', '').replace('m=video 0 ', 'm=video 00 ')],
    ['bundle-only outside the group', firefox.replace('BUNDLE 0 1', 'BUNDLE 0')],
  ])('takes a video section with %s for not offered', (_, sdp) => {
    const offer = parseOffer(sdp, wishes);
    expect(offer.video).toBeNull();
    expect(offer.sections[1]).toMatchObject({ refused: { media: 'video', mid: '1' } });
  });

  it('reads the later of two audio sections when the first is switched off', () => {
    const later = chromium.replace(/m=audio[^]*?(?=m=video)/, (audio) => `m=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:9\r\n${audio}`);
    expect(parseOffer(later, wishes).audio.mid).toBe('0');
  });

  it('ignores bundle-only beside a port (RFC 9143 section 6)', () => {
    expect(parseOffer(chromium.replace('a=mid:1', 'a=bundle-only\r\na=mid:1'), wishes).video?.ssrc).toBe(3109851386);
  });

  it('reads an offer in Firefox’s manner: session-level fingerprint, candidates, LF line ends', () => {
    const offer = parseOffer(firefoxWithCandidates, wishes);
    expect(offer.audio.payloadType).toBe(109);
    expect(offer.video?.payloadType).toBe(120);
    // mDNS and TCP candidates are left out.
    expect(offer.candidates.map(({ type, address, port }) => `${type} ${address} ${port}`)).toEqual([
      'srflx 203.0.113.7 51011',
      'relay 203.0.113.99 61234',
    ]);
  });

  it('takes the first wanted codec, by name or by static payload type', () => {
    expect(parseOffer(chromium, { audio: ['pcma', 'opus'], video: true }).audio).toMatchObject({ codec: 'pcma', payloadType: 8 });
    expect(parseOffer(chromium.replace('a=rtpmap:0 PCMU/8000\r\n', ''), { audio: ['pcmu'], video: true }).audio).toMatchObject({
      codec: 'pcmu',
      payloadType: 0,
    });
  });

  it('takes telephone events on the clock of the chosen codec only', () => {
    expect(parseOffer(chromium, { audio: ['pcmu'], video: false }).audio.telephoneEvent).toBe(126);
    // This one offers them at 8 kHz only.
    expect(parseOffer(firefox, { audio: ['opus'], video: false }).audio.telephoneEvent).toBeNull();
    expect(parseOffer(firefox, { audio: ['pcmu'], video: false }).audio.telephoneEvent).toBe(101);
  });

  it('refuses video by itself when it is not wanted or has no VP8', () => {
    expect(parseOffer(chromium, { ...wishes, video: false }).video).toBeNull();
    const withoutVp8 = parseOffer(chromium.replace('a=rtpmap:96 VP8/90000', 'a=rtpmap:96 VP7/90000'), wishes);
    expect(withoutVp8.video).toBeNull();
    expect(withoutVp8.sections[1]).toMatchObject({ refused: { media: 'video', mid: '1' } });
  });

  const withoutLines = (pattern: RegExp): string => chromium.replace(pattern, '');
  it.each<[string, string]>([
    ['no ice-ufrag', withoutLines(/a=ice-ufrag.*\r\n/g)],
    ['no ice-pwd', withoutLines(/a=ice-pwd.*\r\n/g)],
    ['a short ice-pwd', chromium.replace(/a=ice-pwd:.*/g, 'a=ice-pwd:short')],
    ['no fingerprint', withoutLines(/a=fingerprint.*\r\n/g)],
    ['a short fingerprint', chromium.replace(/(a=fingerprint:sha-256 ..).*/g, '$1')],
    ['an MD5 fingerprint', chromium.replace(/a=fingerprint:.*/g, `a=fingerprint:md5 ${Array(16).fill('AA').join(':')}`)],
    ['no mid', withoutLines(/a=mid.*\r\n/g)],
    ['two equal mids', chromium.replace('a=mid:1', 'a=mid:0')],
    ['no BUNDLE', withoutLines(/a=group.*\r\n/g)],
    ['video outside BUNDLE', chromium.replace('BUNDLE 0 1', 'BUNDLE 0')],
    ['a BUNDLE of nothing', chromium.replace('BUNDLE 0 1', 'BUNDLE 7 0 1')],
    ['no rtcp-mux', withoutLines(/a=rtcp-mux\r\n/g)],
    ['no audio', chromium.replace(/m=audio[^]*?(?=m=video)/, '')],
    ['audio switched off', chromium.replace('m=audio 9', 'm=audio 0')],
    ['plain RTP', chromium.replace(/UDP\/TLS\/RTP\/SAVPF/g, 'RTP/AVP')],
    ['no SSRC (simulcast)', withoutLines(/a=ssrc:.*\r\n/g)],
    ['a wrong SSRC', chromium.replace('a=ssrc:1105287320 cname', 'a=ssrc:0 cname')],
    ['one SSRC for both', chromium.replace(/3109851386/g, '1105287320')],
    ['a wrong setup', chromium.replace(/a=setup:.*/g, 'a=setup:holdconn')],
    ['a NUL character', chromium.replace('s=-', 's=\u0000')],
    ['garbage', 'garbage'],
    ['nothing', ''],
    ['no media', 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n'],
    ['60 000 characters and one', chromium + 'a=x\r\n'.repeat(12_000)],
    ['too many lines', chromium + 'a=\r\n'.repeat(2_100)],
    ['too many sections', chromium + 'm=text 9 X 1\r\n'.repeat(30)],
  ])('refuses %s as media.badOffer', (_, sdp) => expect(codeOf(sdp)).toBe('media.badOffer'));

  it('refuses audio without a codec that we speak as media.noCodec', () => {
    expect(codeOf(chromium, { audio: ['pcmu'], video: false })).toBe('accepted');
    expect(codeOf(chromium.replace(/opus\/48000\/2/i, 'speex/16000'), { audio: ['opus'], video: true })).toBe('media.noCodec');
    expect(codeOf(chromium.replace(/^(m=audio 9 \S+).*$/m, '$1 9 13'))).toBe('media.noCodec');
  });

  it('answers every mutated offer with a proper offer or an error of the registry, and what it reads is well-formed', () => {
    fc.assert(
      fc.property(mutatedOffer([chromium, firefox, firefoxWithCandidates]), (sdp) => {
        if (codeOf(sdp) !== 'accepted') return;
        const native = nativeOffer(parseOffer(sdp, wishes));
        for (const line of native.split('\r\n')) expect(line).toMatch(/^$|^[vosmtca]=[\x20-\x7e]{1,600}$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the answer', () => {
  const local = { audio: { ssrc: 11, cname: 'c', streamId: 'leg' }, video: { ssrc: 12, cname: 'c', streamId: 'leg' } };
  const transport = {
    ufrag: 'uuuu',
    pwd: 'p'.repeat(22),
    fingerprint: 'sha-256 AA',
    setup: 'active',
    candidates: [parseCandidate('candidate:1 1 UDP 5 192.0.2.2 10000 typ host')!],
  };

  it('has one section per offered section, mirrored directions and one transport', () => {
    const sdp = `${chromium.replace(/a=sendrecv/, 'a=sendonly')}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n`;
    const answer = writeAnswer(parseOffer(sdp, wishes), transport, local, 5);
    expect(answer.match(/^m=.*$/gm)).toEqual([
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 110',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    ]);
    expect(answer).toContain('a=group:BUNDLE 0 1\r\n');
    expect(answer.match(/^a=(sendrecv|recvonly|sendonly|inactive)/gm)).toEqual(['a=recvonly', 'a=sendrecv', 'a=inactive']);
    expect(answer).toContain('a=fmtp:111 minptime=10;useinbandfec=1\r\n');
    expect(answer.match(/^a=rtcp-fb.*$/gm)).toEqual([
      'a=rtcp-fb:96 nack',
      'a=rtcp-fb:96 nack pli',
      'a=rtcp-fb:96 ccm fir',
      'a=rtcp-fb:96 goog-remb',
    ]);
    expect(answer.match(/a=candidate/g)).toHaveLength(1);
    expect(answer).not.toContain('ssrc:11 ');
    expect(answer).not.toContain('extmap');
  });

  it('takes up a bundle-only section with a port, in the group of the first', () => {
    const answer = writeAnswer(parseOffer(firefox, wishes), transport, local, 5);
    expect(answer.match(/^m=.*$/gm)).toEqual(['m=audio 9 UDP/TLS/RTP/SAVPF 109', 'm=video 9 UDP/TLS/RTP/SAVPF 120']);
    expect(answer).toContain('a=group:BUNDLE 0 1\r\n');
    expect(answer.match(/^a=(sendrecv|inactive)/gm)).toEqual(['a=sendrecv', 'a=sendrecv']);
    expect(answer).not.toContain('bundle-only');
  });

  it('names only the public address behind a NAT', () => {
    const candidates = [
      '1 1 UDP 5 192.0.2.2 10000 typ host',
      '2 1 UDP 4 10.0.0.1 10000 typ host',
      '3 1 UDP 3 2001:db8::1 10000 typ host',
    ].map((line) => parseCandidate(`candidate:${line}`)!);
    expect(publicCandidates(candidates, '198.51.100.4')).toEqual([{ ...candidates[0]!, address: '198.51.100.4' }]);
    expect(publicCandidates(candidates, null)).toEqual(candidates);
  });

  it('needs all of the native answer', () => {
    const native =
      'v=0\r\na=ice-ufrag:ab\r\na=ice-pwd:cd\r\na=fingerprint:sha-256 AA\r\na=setup:active\r\na=candidate:1 1 UDP 5 192.0.2.2 10000 typ host\r\n';
    expect(readNativeAnswer(native)).toMatchObject({ ufrag: 'ab', pwd: 'cd', setup: 'active', candidates: [{ port: 10_000 }] });
    expect(readNativeAnswer(native.replace('a=setup:active\r\n', ''))).toBeNull();
  });
});

describe('parseCandidate', () => {
  it.each([
    '1 1 TCP 5 192.0.2.2 9 typ host tcptype active',
    '1 2 UDP 5 192.0.2.2 9 typ host',
    '1 1 UDP 5 4e0c0a62.local 9 typ host',
    '1 1 UDP 5 example.org 9 typ host',
    '1 1 UDP 5 fe80::1%eth0 9 typ host',
    '1 1 UDP 5 192.0.2.2 0 typ host',
    '1 1 UDP 5 192.0.2.2 70000 typ host',
    '1 1 UDP 9999999999 192.0.2.2 9 typ host',
    '1 1 UDP 5 192.0.2.2 9 typ hostile',
  ])('leaves out %s', (line) => expect(parseCandidate(`candidate:${line}`)).toBeNull());
});

import { CentralinoError, type AudioCodec } from '@centralino/protocol';
import { parseCandidate, type IceCandidate } from './ice-candidate.ts';
import type { MediaKind } from './rtp.ts';

/** Which way media flows, seen from the browser that offers (RFC 3264 section 5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
export type CodecName = AudioCodec | 'vp8';

/** One m-section that this node takes up. */
export interface OfferedStream {
  kind: MediaKind;
  mid: string;
  payloadType: number;
  codec: CodecName;
  direction: Direction;
  /** The browser's SSRC; null when it sends nothing. */
  ssrc: number | null;
  /** Payload type of telephone events on the codec's clock (RFC 4733); null when not offered, and for video. */
  telephoneEvent: number | null;
}

/** One m-section in the order of the offer: taken up, or refused (then the answer repeats its m-line with port 0). */
export type OfferedSection =
  { stream: OfferedStream } | { refused: { media: string; protocol: string; formats: string; mid: string | null } };

export interface IceParameters {
  ufrag: string;
  pwd: string;
}

export interface Offer {
  sections: OfferedSection[];
  audio: OfferedStream;
  video: OfferedStream | null;
  ice: IceParameters;
  fingerprint: { algorithm: string; value: string };
  setup: 'actpass' | 'active' | 'passive';
  candidates: IceCandidate[];
}

export interface OfferWishes {
  /** Accepted audio codecs, best first. */
  audio: readonly AudioCodec[];
  video: boolean;
}

type Attributes = Map<string, string[]>;

interface Section {
  media: string;
  port: string;
  protocol: string;
  formats: string[];
  attributes: Attributes;
}

const maxOfferChars = 60_000;
const maxLines = 2_000;
const maxSections = 16;
const maxCandidates = 16;
/** Hash functions of RFC 8122 section 5 that are still thought safe, with their length in bytes. */
const fingerprintBytes: Record<string, number> = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 };

const bad = (detail: string): never => {
  throw new CentralinoError('media.badOffer', detail);
};

/**
 * Reads a browser's offer strictly. Nothing of its text ever reaches the native library: only the values found here do, so an offer
 * that is wrong in any way is refused with `media.badOffer` or `media.noCodec` and can do no harm.
 */
export function parseOffer(sdp: string, wishes: OfferWishes): Offer {
  const { session, sections } = splitSections(sdp);
  const bundled =
    (session.get('group') ?? [])
      .find((group) => group.startsWith('BUNDLE '))
      ?.split(' ')
      .slice(1) ?? [];
  if (bundled.length === 0) bad('a=group:BUNDLE is missing: all media must share one transport');

  const found: OfferedSection[] = [];
  const mids = new Set<string>();
  let audio: OfferedStream | null = null;
  let video: OfferedStream | null = null;
  let taggedSection: Section | null = null;
  for (const section of sections) {
    const mid = midOf(section, mids);
    if (mid !== null && mid === bundled[0]) taggedSection = section;
    const wanted: boolean = (section.media === 'audio' && audio === null) || (section.media === 'video' && video === null && wishes.video);
    const stream: OfferedStream | null =
      wanted && isOffered(section, mid, bundled) ? readStream(section, { mid, bundled, session }, wishes) : null;
    if (stream === null) {
      found.push({ refused: { media: section.media, protocol: section.protocol, formats: section.formats.join(' '), mid } });
      continue;
    }
    if (stream.kind === 'audio') audio = stream;
    else video = stream;
    found.push({ stream });
  }
  if (audio === null) return bad('there is no audio section (m=audio)');
  if (video !== null && video.ssrc !== null && video.ssrc === audio.ssrc) bad('audio and video have the same SSRC');
  // With BUNDLE the first section of the group carries the transport of all (RFC 9143 section 7.1.2).
  if (taggedSection === null) return bad('a=group:BUNDLE names a section that does not exist');
  return { sections: found, audio, video, ...readTransport(session, taggedSection, sections) };
}

function splitSections(sdp: string): { session: Attributes; sections: Section[] } {
  if (sdp.length > maxOfferChars) bad(`it is longer than ${maxOfferChars} characters`);
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not be there
  if (/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/.test(sdp)) bad('it contains control characters');
  const lines = sdp.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > maxLines) bad(`it has more than ${maxLines} lines`);
  if (lines[0] !== 'v=0') bad('it does not begin with v=0');
  const session: Attributes = new Map();
  const sections: Section[] = [];
  for (const line of lines) {
    if (!/^[a-z]=/.test(line) || line.includes('\r')) bad('a line is not of the form x=value');
    if (line.startsWith('m=')) sections.push(readMediaLine(line));
    else if (line.startsWith('a=')) {
      const colon = line.indexOf(':');
      const name = colon < 0 ? line.slice(2) : line.slice(2, colon);
      const attributes = sections.at(-1)?.attributes ?? session;
      const values = attributes.get(name);
      const value = colon < 0 ? '' : line.slice(colon + 1);
      if (values === undefined) attributes.set(name, [value]);
      else values.push(value);
    }
  }
  if (sections.length === 0) bad('there is no media section');
  if (sections.length > maxSections) bad(`it has more than ${maxSections} media sections`);
  return { session, sections };
}

function readMediaLine(line: string): Section {
  const match = /^m=([a-z]{1,20}) (\d{1,5})(?:\/\d{1,3})? ([A-Za-z0-9/-]{1,40}) ([A-Za-z0-9 _.-]{1,1000})$/.exec(line);
  if (match === null) return bad('an m= line is malformed');
  const [, media = '', port = '', protocol = '', formats = ''] = match;
  return { media, port, protocol, formats: formats.split(' ').filter((format) => format !== ''), attributes: new Map() };
}

/**
 * Port 0 means that a section is not offered (RFC 3264 section 8.2), unless it is marked bundle-only: then it lives on the transport of its
 * BUNDLE group and has no port of its own (RFC 9143 section 6). Firefox offers all but its first section so.
 */
function isOffered(section: Section, mid: string | null, bundled: string[]): boolean {
  if (Number(section.port) !== 0) return true;
  return section.attributes.has('bundle-only') && mid !== null && bundled.includes(mid);
}

function midOf(section: Section, seen: Set<string>): string | null {
  const mid = section.attributes.get('mid')?.[0];
  if (mid === undefined) return null;
  if (!/^[A-Za-z0-9._+-]{1,32}$/.test(mid)) return bad('a=mid is malformed');
  if (seen.has(mid)) return bad('two sections have the same a=mid');
  seen.add(mid);
  return mid;
}

interface Surroundings {
  mid: string | null;
  bundled: string[];
  session: Attributes;
}

/** The stream of an audio or video section; null for a video section without a usable codec, which is refused by itself. */
function readStream(section: Section, around: Surroundings, wishes: OfferWishes): OfferedStream | null {
  const { mid, bundled, session } = around;
  const kind = section.media as MediaKind;
  if (mid === null) return bad(`the ${kind} section has no a=mid`);
  if (!bundled.includes(mid)) return bad(`the ${kind} section is not in a=group:BUNDLE`);
  if (!/^(UDP|TCP)\/TLS\/RTP\/SAVPF$/.test(section.protocol)) return bad(`the ${kind} section is not UDP/TLS/RTP/SAVPF`);
  if (!section.attributes.has('rtcp-mux')) return bad(`the ${kind} section has no a=rtcp-mux`);
  const codec = chooseCodec(section, kind === 'audio' ? wishes.audio : ['vp8']);
  if (codec === null) {
    if (kind === 'video') return null;
    throw new CentralinoError('media.noCodec', `the audio section has none of ${wishes.audio.join(', ')}`);
  }
  const telephoneEvent = kind === 'audio' ? findFormat(section, telephoneEvents[codec.codec === 'opus' ? 'opus' : 'g711']) : null;
  const direction = directionOf(section.attributes) ?? directionOf(session) ?? 'sendrecv';
  const ssrc = firstSsrc(section, kind);
  const sends = direction === 'sendrecv' || direction === 'sendonly';
  if (sends && ssrc === null) return bad(`the ${kind} section sends but has no a=ssrc (simulcast is not spoken here)`);
  return { kind, mid, direction, ssrc: sends ? ssrc : null, telephoneEvent, ...codec };
}

const codecPatterns: Record<CodecName, RegExp> = {
  opus: /^opus\/48000\/2$/i,
  pcmu: /^PCMU\/8000(\/1)?$/i,
  pcma: /^PCMA\/8000(\/1)?$/i,
  vp8: /^VP8\/90000$/i,
};
/** Payload types that mean a codec without a=rtpmap (RFC 3551 section 6). */
const staticPayloadTypes: Partial<Record<CodecName, string>> = { pcmu: '0', pcma: '8' };

/** Events share the clock of the audio in whose stream they are sent (RFC 4733 section 2.4.1, RFC 7587 section 4.1). */
const telephoneEvents = { opus: /^telephone-event\/48000(\/1)?$/i, g711: /^telephone-event\/8000(\/1)?$/i };

function chooseCodec(section: Section, wanted: readonly CodecName[]): { codec: CodecName; payloadType: number } | null {
  for (const codec of wanted) {
    const payloadType = findFormat(section, codecPatterns[codec], staticPayloadTypes[codec]);
    if (payloadType !== null) return { codec, payloadType };
  }
  return null;
}

/** The first payload type of the section whose name fits, or the static one that needs no name. */
function findFormat(section: Section, pattern: RegExp, staticPayloadType?: string): number | null {
  const names = new Map<string, string>();
  for (const line of section.attributes.get('rtpmap') ?? []) {
    const match = /^(\d{1,3}) ([A-Za-z0-9./_-]{1,60})\s*$/.exec(line);
    if (match !== null) names.set(match[1]!, match[2]!);
  }
  for (const format of section.formats) {
    const name = names.get(format);
    const matches = name === undefined ? staticPayloadType === format : pattern.test(name);
    // 64–95 would look like RTCP (RFC 5761 section 4).
    if (matches && /^\d{1,3}$/.test(format) && Number(format) <= 127 && !(Number(format) >= 64 && Number(format) <= 95))
      return Number(format);
  }
  return null;
}

function directionOf(attributes: Attributes): Direction | undefined {
  return (['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const).find((direction) => attributes.has(direction));
}

function firstSsrc(section: Section, kind: MediaKind): number | null {
  const line = section.attributes.get('ssrc')?.[0];
  if (line === undefined) return null;
  const match = /^(\d{1,10})(?: |$)/.exec(line);
  const ssrc = match === null ? 0 : Number(match[1]);
  if (ssrc < 1 || ssrc > 0xffffffff) return bad(`a=ssrc of the ${kind} section is malformed`);
  return ssrc;
}

function readTransport(
  session: Attributes,
  tagged: Section,
  sections: Section[],
): Pick<Offer, 'ice' | 'fingerprint' | 'setup' | 'candidates'> {
  const value = (name: string): string | undefined => tagged.attributes.get(name)?.[0] ?? session.get(name)?.[0];
  const ufrag = value('ice-ufrag') ?? bad('a=ice-ufrag is missing');
  const pwd = value('ice-pwd') ?? bad('a=ice-pwd is missing');
  // RFC 8839 section 5.4.
  if (!/^[A-Za-z0-9+/]{4,256}$/.test(ufrag)) bad('a=ice-ufrag is malformed');
  if (!/^[A-Za-z0-9+/]{22,256}$/.test(pwd)) bad('a=ice-pwd is malformed');
  const fingerprintLine = value('fingerprint') ?? bad('a=fingerprint is missing');
  const match = /^(sha-\d{3}) ([0-9A-F]{2}(?::[0-9A-F]{2})*)$/i.exec(fingerprintLine);
  const algorithm = match?.[1]?.toLowerCase() ?? '';
  const digest = match?.[2]?.toUpperCase() ?? '';
  if (fingerprintBytes[algorithm] === undefined || digest.length !== fingerprintBytes[algorithm] * 3 - 1) bad('a=fingerprint is malformed');
  const setup = value('setup') ?? 'actpass';
  if (setup !== 'actpass' && setup !== 'active' && setup !== 'passive') return bad('a=setup is malformed');
  const candidates = sections
    .flatMap((section) => section.attributes.get('candidate') ?? [])
    .map((line) => parseCandidate(`candidate:${line}`))
    .filter((candidate) => candidate !== null)
    .slice(0, maxCandidates);
  return { ice: { ufrag, pwd }, fingerprint: { algorithm, value: digest }, setup, candidates };
}

import { formatCandidate, parseCandidate, type IceCandidate } from './ice-candidate.ts';
import type { CodecName, Direction, Offer, OfferedStream } from './sdp-offer.ts';
import type { MediaKind } from './rtp.ts';

/** What the native library chose for this end of the transport. */
export interface LocalTransport {
  ufrag: string;
  pwd: string;
  fingerprint: string;
  setup: string;
  candidates: IceCandidate[];
}

export interface LocalStream {
  ssrc: number;
  cname: string;
  /** MediaStream id of RFC 8830. */
  streamId: string;
}

/** Media ids inside the native library; the browser's own never get there. */
export const nativeMid: Record<MediaKind, string> = { audio: 'a', video: 'v' };

const rtpMaps: Record<CodecName, string> = { opus: 'opus/48000/2', pcmu: 'PCMU/8000', pcma: 'PCMA/8000', vp8: 'VP8/90000' };
/** No stereo and no bit rate: with them Chromium would send five times as much as speech needs. */
export const opusFormat = 'minptime=10;useinbandfec=1';
const mirrored: Record<Direction, Direction> = { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' };

/** What the server does with a stream, from its own point of view. */
export const answerDirection = (stream: OfferedStream): Direction => mirrored[stream.direction];

function codecLines(stream: OfferedStream): string[] {
  const pt = stream.payloadType;
  const lines = [`a=rtpmap:${pt} ${rtpMaps[stream.codec]}`];
  if (stream.codec === 'opus') lines.push(`a=fmtp:${pt} ${opusFormat}`);
  if (stream.codec === 'vp8')
    for (const feedback of ['nack', 'nack pli', 'ccm fir', 'goog-remb']) lines.push(`a=rtcp-fb:${pt} ${feedback}`);
  return lines;
}

/** The offer again for the native library, written anew from the values that were read: one m-section per stream in use. */
export function nativeOffer(offer: Offer): string {
  const streams = [offer.audio, ...(offer.video === null ? [] : [offer.video])];
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${streams.map((stream) => nativeMid[stream.kind]).join(' ')}`,
  ];
  streams.forEach((stream, index) => {
    lines.push(`m=${stream.kind} 9 UDP/TLS/RTP/SAVPF ${stream.payloadType}`, 'c=IN IP4 0.0.0.0', `a=mid:${nativeMid[stream.kind]}`);
    lines.push(
      `a=ice-ufrag:${offer.ice.ufrag}`,
      `a=ice-pwd:${offer.ice.pwd}`,
      `a=fingerprint:${offer.fingerprint.algorithm} ${offer.fingerprint.value}`,
    );
    lines.push(`a=setup:${offer.setup}`, `a=${stream.direction}`, 'a=rtcp-mux', 'a=rtcp-rsize', ...codecLines(stream));
    if (stream.ssrc !== null) lines.push(`a=ssrc:${stream.ssrc} cname:browser`);
    if (index === 0) lines.push(...offer.candidates.map((candidate) => `a=${formatCandidate(candidate)}`));
  });
  return `${lines.join('\r\n')}\r\n`;
}

/** Takes from the native library's answer what the answer to the browser needs; null when something is missing. */
export function readNativeAnswer(sdp: string): LocalTransport | null {
  const value = (name: string): string | undefined => new RegExp(`^a=${name}:(.+?)\r?$`, 'm').exec(sdp)?.[1];
  const ufrag = value('ice-ufrag');
  const pwd = value('ice-pwd');
  const fingerprint = value('fingerprint');
  const setup = value('setup');
  if (ufrag === undefined || pwd === undefined || fingerprint === undefined || setup === undefined) return null;
  const candidates = [...sdp.matchAll(/^a=(candidate:.+?)\r?$/gm)]
    .map((match) => parseCandidate(match[1]!))
    .filter((candidate) => candidate !== null);
  return { ufrag, pwd, fingerprint, setup, candidates };
}

/**
 * Host candidates as the browser can reach them: behind a 1:1 NAT the server's own addresses mean nothing outside,
 * so all of them become the public one.
 */
export function publicCandidates(candidates: IceCandidate[], publicAddress: string | null): IceCandidate[] {
  if (publicAddress === null) return candidates;
  const ports = new Set<number>();
  return candidates
    .filter((candidate) => candidate.type === 'host' && !ports.has(candidate.port) && ports.add(candidate.port))
    .map((candidate) => ({ ...candidate, address: publicAddress }));
}

/** The native library never hears of telephone events: to it they are packets of the audio stream like any other. */
function telephoneEventLines(stream: OfferedStream): string[] {
  const { telephoneEvent, codec } = stream;
  if (telephoneEvent === null) return [];
  return [`a=rtpmap:${telephoneEvent} telephone-event/${codec === 'opus' ? 48_000 : 8_000}`, `a=fmtp:${telephoneEvent} 0-15`];
}

/** The answer to the browser: one m-section for each of the offer, in its order (RFC 3264 section 6). */
export function writeAnswer(offer: Offer, transport: LocalTransport, local: Record<MediaKind, LocalStream>, sessionId: number): string {
  const mids = offer.sections.flatMap((section) => ('stream' in section ? [section.stream.mid] : []));
  const lines = [
    'v=0',
    `o=- ${sessionId} 1 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mids.join(' ')}`,
    'a=msid-semantic: WMS *',
  ];
  let first = true;
  for (const section of offer.sections) {
    if (!('stream' in section)) {
      const { media, protocol, formats, mid } = section.refused;
      lines.push(`m=${media} 0 ${protocol} ${formats}`, 'c=IN IP4 0.0.0.0', ...(mid === null ? [] : [`a=mid:${mid}`]), 'a=inactive');
      continue;
    }
    const stream = section.stream;
    const { ssrc, cname, streamId } = local[stream.kind];
    const direction = answerDirection(stream);
    const formats = stream.telephoneEvent === null ? `${stream.payloadType}` : `${stream.payloadType} ${stream.telephoneEvent}`;
    lines.push(`m=${stream.kind} 9 UDP/TLS/RTP/SAVPF ${formats}`, 'c=IN IP4 0.0.0.0', `a=mid:${stream.mid}`);
    lines.push(
      `a=ice-ufrag:${transport.ufrag}`,
      `a=ice-pwd:${transport.pwd}`,
      `a=fingerprint:${transport.fingerprint}`,
      `a=setup:${transport.setup}`,
    );
    lines.push(`a=${direction}`, 'a=rtcp-mux', 'a=rtcp-rsize', ...codecLines(stream), ...telephoneEventLines(stream));
    if (direction === 'sendrecv' || direction === 'sendonly') {
      lines.push(`a=msid:${streamId} ${stream.kind}`, `a=ssrc:${ssrc} cname:${cname}`, `a=ssrc:${ssrc} msid:${streamId} ${stream.kind}`);
    }
    if (first) lines.push(...transport.candidates.map((candidate) => `a=${formatCandidate(candidate)}`), 'a=end-of-candidates');
    first = false;
  }
  return `${lines.join('\r\n')}\r\n`;
}

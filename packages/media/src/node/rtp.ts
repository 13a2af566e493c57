/** The fields of an RTP fixed header that forwarding needs (RFC 3550 section 5.1). */
export interface RtpHeader {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** Where the payload starts: after the CSRC list and the header extension. */
  payloadOffset: number;
}

export type MediaKind = 'audio' | 'video';

/** RTP and RTCP share one port and arrive in one callback: the second byte tells them apart (RFC 5761 section 4). */
export const isRtcp = (packet: Uint8Array): boolean => packet.length >= 8 && packet[1]! >= 192 && packet[1]! <= 223;

/** Reads the header; null when the packet is not a complete RTP packet. */
export function parseRtp(packet: Buffer): RtpHeader | null {
  if (packet.length < 12 || packet[0]! >> 6 !== 2) return null;
  let payloadOffset = 12 + (packet[0]! & 0x0f) * 4;
  if ((packet[0]! & 0x10) !== 0) {
    if (packet.length < payloadOffset + 4) return null;
    payloadOffset += 4 + packet.readUInt16BE(payloadOffset + 2) * 4;
  }
  if (payloadOffset > packet.length) return null;
  return {
    marker: (packet[1]! & 0x80) !== 0,
    payloadType: packet[1]! & 0x7f,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payloadOffset,
  };
}

/** Signed distance from `from` to `to` on the 16-bit circle of sequence numbers: -32768..32767. */
export const sequenceDistance = (from: number, to: number): number => (((to - from) & 0xffff) << 16) >> 16;

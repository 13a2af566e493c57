/** RTCP packets as bytes: RFC 3550 section 6.4 (SR, RR, SDES), RFC 4585 section 6 (NACK, PLI), draft-alvestrand-rmcat-remb-03 (REMB). */

export interface ReportBlock {
  ssrc: number;
  /** Lost since the last report, in 1/256. */
  fractionLost: number;
  /** Lost since the beginning, signed 24 bits. */
  cumulativeLost: number;
  highestSequence: number;
  /** In timestamp units. */
  jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report, 0 = none. */
  lastSr: number;
  /** In 1/65536 s. */
  delaySinceLastSr: number;
}

export interface SenderInfo {
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packets: number;
  octets: number;
}

export type RtcpPacket =
  | { type: 'sr'; ssrc: number; sender: SenderInfo; blocks: ReportBlock[] }
  | { type: 'rr'; ssrc: number; blocks: ReportBlock[] }
  | { type: 'nack'; ssrc: number; mediaSsrc: number; sequences: number[] }
  | { type: 'pli'; ssrc: number; mediaSsrc: number }
  | { type: 'fir'; ssrc: number; mediaSsrc: number }
  | { type: 'bye'; ssrcs: number[] };

const senderReport = 200;
const receiverReport = 201;
const sourceDescription = 202;
const goodbye = 203;
const transportFeedback = 205;
const payloadFeedback = 206;

/** Seconds from 1900 (NTP) to 1970 (Unix). */
const ntpEpochOffsetSeconds = 2_208_988_800;

/** A Unix time in milliseconds as a 64-bit NTP timestamp. */
export function toNtp(unixMs: number): { ntpSeconds: number; ntpFraction: number } {
  const seconds = Math.floor(unixMs / 1000);
  return {
    ntpSeconds: (seconds + ntpEpochOffsetSeconds) >>> 0,
    ntpFraction: Math.floor(((unixMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0,
  };
}

export const fromNtp = (ntpSeconds: number, ntpFraction: number): number =>
  (ntpSeconds - ntpEpochOffsetSeconds) * 1000 + (ntpFraction / 2 ** 32) * 1000;

/** The middle 32 bits, as LSR and DLSR count: 1/65536 s. */
export const ntpMiddle = (ntpSeconds: number, ntpFraction: number): number => (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0;

function head(type: number, countOrFormat: number, bytes: number): Buffer {
  const packet = Buffer.alloc(bytes);
  packet[0] = 0x80 | countOrFormat;
  packet[1] = type;
  packet.writeUInt16BE(bytes / 4 - 1, 2);
  return packet;
}

function writeBlock(packet: Buffer, offset: number, block: ReportBlock): void {
  packet.writeUInt32BE(block.ssrc, offset);
  packet[offset + 4] = block.fractionLost;
  packet.writeIntBE(block.cumulativeLost, offset + 5, 3);
  packet.writeUInt32BE(block.highestSequence, offset + 8);
  packet.writeUInt32BE(block.jitter, offset + 12);
  packet.writeUInt32BE(block.lastSr, offset + 16);
  packet.writeUInt32BE(block.delaySinceLastSr, offset + 20);
}

export function buildSenderReport(ssrc: number, sender: SenderInfo, blocks: ReportBlock[]): Buffer {
  const packet = head(senderReport, blocks.length, 28 + blocks.length * 24);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(sender.ntpSeconds, 8);
  packet.writeUInt32BE(sender.ntpFraction, 12);
  packet.writeUInt32BE(sender.rtpTimestamp, 16);
  packet.writeUInt32BE(sender.packets >>> 0, 20);
  packet.writeUInt32BE(sender.octets >>> 0, 24);
  blocks.forEach((block, index) => writeBlock(packet, 28 + index * 24, block));
  return packet;
}

export function buildReceiverReport(ssrc: number, blocks: ReportBlock[]): Buffer {
  const packet = head(receiverReport, blocks.length, 8 + blocks.length * 24);
  packet.writeUInt32BE(ssrc, 4);
  blocks.forEach((block, index) => writeBlock(packet, 8 + index * 24, block));
  return packet;
}

/** SDES with the one mandatory item, CNAME: it tells the browser which streams belong together. */
export function buildSourceDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'utf8').subarray(0, 255);
  // The item list ends with at least one zero byte and is padded to 32 bits.
  const bytes = 4 + Math.ceil((4 + 2 + name.length + 1) / 4) * 4;
  const packet = head(sourceDescription, 1, bytes);
  packet.writeUInt32BE(ssrc, 4);
  packet[8] = 1;
  packet[9] = name.length;
  name.copy(packet, 10);
  return packet;
}

/** Receiver estimated maximum bit rate: what the browser may send at most. 6-bit exponent, 18-bit mantissa. */
export function buildRemb(senderSsrc: number, bitsPerSecond: number, mediaSsrcs: number[]): Buffer {
  const packet = head(payloadFeedback, 15, 20 + mediaSsrcs.length * 4);
  packet.writeUInt32BE(senderSsrc, 4);
  packet.write('REMB', 12, 'latin1');
  let mantissa = Math.floor(bitsPerSecond);
  let exponent = 0;
  while (mantissa > 0x3ffff) {
    mantissa = Math.floor(mantissa / 2);
    exponent++;
  }
  packet[16] = mediaSsrcs.length;
  packet[17] = (exponent << 2) | (mantissa >> 16);
  packet.writeUInt16BE(mantissa & 0xffff, 18);
  mediaSsrcs.forEach((ssrc, index) => packet.writeUInt32BE(ssrc, 20 + index * 4));
  return packet;
}

/** Picture loss indication: asks the sender for a key frame. */
export function buildPli(senderSsrc: number, mediaSsrc: number): Buffer {
  const packet = head(payloadFeedback, 1, 12);
  packet.writeUInt32BE(senderSsrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  return packet;
}

/** Generic NACK: each entry is a packet number and a bit mask of the 16 that follow. `sequences` in ascending order (over the wrap). */
export function buildNack(senderSsrc: number, mediaSsrc: number, sequences: number[]): Buffer {
  const entries: { first: number; mask: number }[] = [];
  for (const sequence of sequences) {
    const last = entries.at(-1);
    const behind = last === undefined ? 0 : (sequence - last.first) & 0xffff;
    if (last !== undefined && behind >= 1 && behind <= 16) last.mask |= 1 << (behind - 1);
    else entries.push({ first: sequence & 0xffff, mask: 0 });
  }
  const packet = head(transportFeedback, 1, 12 + entries.length * 4);
  packet.writeUInt32BE(senderSsrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  entries.forEach((entry, index) => {
    packet.writeUInt16BE(entry.first, 12 + index * 4);
    packet.writeUInt16BE(entry.mask, 14 + index * 4);
  });
  return packet;
}

function readBlocks(packet: Buffer, offset: number, count: number, end: number): ReportBlock[] {
  const blocks: ReportBlock[] = [];
  for (let at = offset; blocks.length < count && at + 24 <= end; at += 24) {
    blocks.push({
      ssrc: packet.readUInt32BE(at),
      fractionLost: packet[at + 4]!,
      cumulativeLost: packet.readIntBE(at + 5, 3),
      highestSequence: packet.readUInt32BE(at + 8),
      jitter: packet.readUInt32BE(at + 12),
      lastSr: packet.readUInt32BE(at + 16),
      delaySinceLastSr: packet.readUInt32BE(at + 20),
    });
  }
  return blocks;
}

function readNacks(packet: Buffer, offset: number, end: number): number[] {
  const sequences: number[] = [];
  for (let at = offset; at + 4 <= end; at += 4) {
    const first = packet.readUInt16BE(at);
    const mask = packet.readUInt16BE(at + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit++) if ((mask & (1 << bit)) !== 0) sequences.push((first + bit + 1) & 0xffff);
  }
  return sequences;
}

function readOne(packet: Buffer, at: number, end: number): RtcpPacket | null {
  const count = packet[at]! & 0x1f;
  const ssrc = packet.readUInt32BE(at + 4);
  switch (packet[at + 1]!) {
    case senderReport: {
      if (end - at < 28) return null;
      const sender: SenderInfo = {
        ntpSeconds: packet.readUInt32BE(at + 8),
        ntpFraction: packet.readUInt32BE(at + 12),
        rtpTimestamp: packet.readUInt32BE(at + 16),
        packets: packet.readUInt32BE(at + 20),
        octets: packet.readUInt32BE(at + 24),
      };
      return { type: 'sr', ssrc, sender, blocks: readBlocks(packet, at + 28, count, end) };
    }
    case receiverReport:
      return { type: 'rr', ssrc, blocks: readBlocks(packet, at + 8, count, end) };
    case goodbye: {
      const ssrcs: number[] = [];
      for (let offset = at + 4; ssrcs.length < count && offset + 4 <= end; offset += 4) ssrcs.push(packet.readUInt32BE(offset));
      return { type: 'bye', ssrcs };
    }
    case transportFeedback:
      if (count !== 1 || end - at < 12) return null;
      return { type: 'nack', ssrc, mediaSsrc: packet.readUInt32BE(at + 8), sequences: readNacks(packet, at + 12, end) };
    case payloadFeedback:
      if (count === 1 && end - at >= 12) return { type: 'pli', ssrc, mediaSsrc: packet.readUInt32BE(at + 8) };
      // Full intra request (RFC 5104 section 4.3.1): the SSRC stands in its first entry.
      if (count === 4 && end - at >= 20) return { type: 'fir', ssrc, mediaSsrc: packet.readUInt32BE(at + 12) };
      return null;
    default:
      return null;
  }
}

/** Takes a compound packet apart; stops at the first malformed part, skips what nobody here needs. */
export function parseRtcp(packet: Buffer): RtcpPacket[] {
  const found: RtcpPacket[] = [];
  for (let at = 0; at + 8 <= packet.length;) {
    const end = at + (packet.readUInt16BE(at + 2) + 1) * 4;
    if (packet[at]! >> 6 !== 2 || end > packet.length || end < at + 8) break;
    const one = readOne(packet, at, end);
    if (one !== null) found.push(one);
    at = end;
  }
  return found;
}

import type { RtpHeader } from './rtp.ts';

/** Event codes 0–15 (RFC 4733 section 3.2). */
const digitsByCode = '0123456789*#ABCD';
/** -10 dBm0, as Chromium sends. */
const volume = 10;
/** Longest duration that the 16-bit field can say; a longer event goes on as another segment (RFC 4733 section 2.5.1.3). */
export const maxEventTicks = 0xffff;

export interface TelephoneEvent {
  digit: string;
  isEnd: boolean;
  durationTicks: number;
}

/** The four bytes of RFC 4733 section 2.3. */
export function buildTelephoneEvent(event: TelephoneEvent): Buffer {
  const payload = Buffer.alloc(4);
  payload[0] = digitsByCode.indexOf(event.digit);
  payload[1] = (event.isEnd ? 0x80 : 0) | volume;
  payload.writeUInt16BE(Math.min(maxEventTicks, event.durationTicks), 2);
  return payload;
}

/** Null for anything that is no digit. */
export function parseTelephoneEvent(packet: Buffer, payloadOffset: number): TelephoneEvent | null {
  if (packet.length < payloadOffset + 4) return null;
  const digit = digitsByCode[packet[payloadOffset]!];
  if (digit === undefined) return null;
  return { digit, isEnd: (packet[payloadOffset + 1]! & 0x80) !== 0, durationTicks: packet.readUInt16BE(payloadOffset + 2) };
}

/** Makes one digit of the many packets of one press: all carry the RTP timestamp of its beginning. */
export class TelephoneEventReceiver {
  #last: { ssrc: number; timestamp: number; digit: string; ended: boolean } | null = null;

  /** The digit when this packet is the first one of its press to arrive, else null. */
  onPacket(header: RtpHeader, packet: Buffer): string | null {
    const event = parseTelephoneEvent(packet, header.payloadOffset);
    if (event === null) return null;
    const last = this.#last;
    const distance = last === null || last.ssrc !== header.ssrc ? null : (header.timestamp - last.timestamp) | 0;
    // Overtaken packets of the press before.
    if (distance !== null && distance < 0 && distance > -maxEventTicks * 8) return null;
    const isSame = distance === 0;
    const isNextSegment =
      distance !== null && distance >= maxEventTicks - 1_000 && distance <= maxEventTicks + 1_000 && !header.marker && !last!.ended;
    const goesOn = isSame || (isNextSegment && last!.digit === event.digit);
    this.#last = {
      ssrc: header.ssrc,
      timestamp: header.timestamp,
      digit: event.digit,
      ended: event.isEnd || (isSame && last!.ended),
    };
    return goesOn ? null : event.digit;
  }
}

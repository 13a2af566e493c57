import { sequenceDistance, type RtpHeader } from './rtp.ts';

interface Mapping {
  sourceSsrc: number;
  /** Highest source sequence number, counted on over the 16-bit wrap. */
  highest: number;
  /** The first packet after the switch: anything before it would collide with what the former source already used. */
  first: number;
  sequenceOffset: number;
  timestampOffset: number;
}

export interface RtpRewriterOptions {
  ssrc: number;
  payloadType: number;
  clockRate: number;
  /** The usual distance of two frames: the least that the timestamp grows by at a switch. */
  stepTicks: number;
  /** Set the marker bit on the first packet after a switch: for audio it means the beginning of talk (RFC 3551 section 4.1), for video the end of a frame. */
  marksSwitch: boolean;
  /** Where both begin. */
  sequence: number;
  timestamp: number;
}

/**
 * Makes one continuous outbound RTP stream out of changing sources: one constant SSRC and payload type, sequence numbers and timestamps
 * that go on where they stopped. Offsets are frozen at each switch, so losses and reordering of the source stay visible to the receiver.
 */
export class RtpRewriter {
  readonly ssrc: number;
  readonly #payloadType: number;
  readonly #clockRate: number;
  readonly #stepTicks: number;
  readonly #marksSwitch: boolean;
  #mapping: Mapping | null = null;
  #switched = true;
  #lastSequence: number;
  #lastTimestamp: number;
  #lastAtMs: number | null = null;
  #eventTimestamp: number | null = null;

  constructor(options: RtpRewriterOptions) {
    this.ssrc = options.ssrc;
    this.#payloadType = options.payloadType;
    this.#clockRate = options.clockRate;
    this.#stepTicks = options.stepTicks;
    this.#marksSwitch = options.marksSwitch;
    this.#lastSequence = options.sequence & 0xffff;
    this.#lastTimestamp = options.timestamp >>> 0;
  }

  /** The next packet comes from another source. */
  switchSource(): void {
    this.#switched = true;
  }

  /**
   * Whether this packet would be the first of another source. A source that re-attached, or whose browser replaced its stream, comes
   * with another SSRC: that is a switch as well.
   */
  isSwitch(header: RtpHeader): boolean {
    return this.#switched || this.#mapping === null || this.#mapping.sourceSsrc !== header.ssrc;
  }

  /** The outbound packet, without header extensions; null for a packet from before the switch. */
  rewrite(header: RtpHeader, packet: Buffer, nowMs: number): Buffer | null {
    let mapping = this.#mapping;
    const fresh = this.isSwitch(header);
    if (fresh || mapping === null) {
      mapping = this.#mapping = this.#begin(header, nowMs);
      this.#switched = false;
    }
    const extended = mapping.highest + sequenceDistance(mapping.highest & 0xffff, header.sequence);
    if (extended < mapping.first) return null;
    const sequence = (header.sequence + mapping.sequenceOffset) & 0xffff;
    const timestamp = (header.timestamp + mapping.timestampOffset) >>> 0;
    if (extended >= mapping.highest) {
      mapping.highest = extended;
      this.#lastSequence = sequence;
      this.#lastTimestamp = timestamp;
      this.#lastAtMs = nowMs;
    }
    const out = Buffer.allocUnsafe(12 + packet.length - header.payloadOffset);
    // Version 2, padding as it was; no CSRC and no extension: their numbers were negotiated with the sender, not with this receiver.
    out[0] = 0x80 | (header.payloadOffset >= 12 ? packet[0]! & 0x20 : 0);
    out[1] = this.#payloadType | (header.marker || (fresh && this.#marksSwitch) ? 0x80 : 0);
    out.writeUInt16BE(sequence, 2);
    out.writeUInt32BE(timestamp, 4);
    out.writeUInt32BE(this.ssrc, 8);
    packet.copy(out, 12, header.payloadOffset);
    return out;
  }

  /** A packet of the source that is left out on purpose: the receiver must not think it lost. */
  skip(header: RtpHeader): void {
    const mapping = this.#mapping;
    if (mapping === null || this.isSwitch(header)) return;
    const distance = sequenceDistance(mapping.highest & 0xffff, header.sequence);
    if (distance <= 0) return;
    mapping.highest += distance;
    this.#shiftSource(mapping, -1);
    this.#lastSequence = (mapping.highest + mapping.sequenceOffset) & 0xffff;
  }

  /**
   * A packet of this node's own between those of the source. Several packets of one event share its timestamp: the one of its start, which
   * `startsEvent` notes.
   */
  insert(payload: Buffer, options: { payloadType: number; marker: boolean; startsEvent: boolean }, nowMs: number): Buffer {
    if (this.#mapping !== null) this.#shiftSource(this.#mapping, 1);
    if (options.startsEvent || this.#eventTimestamp === null) {
      const least = (this.#lastTimestamp + 1) >>> 0;
      const now = this.timestampAt(nowMs) ?? least;
      this.#eventTimestamp = ((now - least) | 0) < 0 ? least : now;
      this.#lastTimestamp = this.#eventTimestamp;
      this.#lastAtMs = nowMs;
    }
    this.#lastSequence = (this.#lastSequence + 1) & 0xffff;
    const out = Buffer.alloc(12 + payload.length);
    out[0] = 0x80;
    out[1] = options.payloadType | (options.marker ? 0x80 : 0);
    out.writeUInt16BE(this.#lastSequence, 2);
    out.writeUInt32BE(this.#eventTimestamp, 4);
    out.writeUInt32BE(this.ssrc, 8);
    payload.copy(out, 12);
    return out;
  }

  /** Packets of the source that arrive late, from before the shift, would now collide with what was sent. */
  #shiftSource(mapping: Mapping, by: 1 | -1): void {
    mapping.sequenceOffset = (mapping.sequenceOffset + by) & 0xffff;
    mapping.first = mapping.highest + 1;
  }

  /** A timestamp of the present source on the outbound scale; null while nothing of that source was forwarded. */
  translate(sourceSsrc: number, timestamp: number): number | null {
    if (this.#switched || this.#mapping === null || this.#mapping.sourceSsrc !== sourceSsrc) return null;
    return (timestamp + this.#mapping.timestampOffset) >>> 0;
  }

  /** The outbound timestamp at this moment, counted on from the last packet; null before the first packet. */
  timestampAt(nowMs: number): number | null {
    if (this.#lastAtMs === null) return null;
    return (this.#lastTimestamp + Math.round(((nowMs - this.#lastAtMs) * this.#clockRate) / 1000)) >>> 0;
  }

  #begin(header: RtpHeader, nowMs: number): Mapping {
    const gapTicks = this.#lastAtMs === null ? 0 : Math.round(((nowMs - this.#lastAtMs) * this.#clockRate) / 1000);
    const timestamp = (this.#lastTimestamp + Math.max(this.#stepTicks, gapTicks)) >>> 0;
    return {
      sourceSsrc: header.ssrc,
      highest: header.sequence,
      first: header.sequence,
      sequenceOffset: (this.#lastSequence + 1 - header.sequence) & 0xffff,
      timestampOffset: (timestamp - header.timestamp) >>> 0,
    };
  }
}

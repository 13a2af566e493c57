interface Entry {
  packet: Buffer;
  sequence: number;
  resentAtMs: number;
}

/** The last packets sent on one stream, to answer a browser's NACK with the same bytes (resend on the same SSRC, RFC 4585). */
export class PacketCache {
  readonly #entries: (Entry | undefined)[];

  /** `size`: packets kept; 256 are about 1.7 s of 1.5 Mbit/s video. Must divide 65536. */
  constructor(size = 256) {
    if (65536 % size !== 0) throw new TypeError('size must divide 65536');
    this.#entries = new Array<Entry | undefined>(size);
  }

  put(sequence: number, packet: Buffer): void {
    this.#entries[sequence % this.#entries.length] = { packet, sequence, resentAtMs: -Infinity };
  }

  /** The packet to send again; null when it is gone, or was sent again less than `pauseMs` ago (the browser asks faster than a round trip). */
  take(sequence: number, nowMs: number, pauseMs: number): Buffer | null {
    const entry = this.#entries[sequence % this.#entries.length];
    if (entry === undefined || entry.sequence !== sequence || nowMs - entry.resentAtMs < pauseMs) return null;
    entry.resentAtMs = nowMs;
    return entry.packet;
  }
}

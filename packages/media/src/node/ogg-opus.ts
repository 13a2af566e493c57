import { randomInt } from 'node:crypto';
import { opusPacketSamples } from './opus-codec.ts';

/** Samples of 48 kHz that a player leaves out at the beginning: the encoder's look-ahead at this rate (RFC 7845 section 4.2). */
export const preSkip = 312;
/** One page a second: so much is lost at most when the machine stops. */
const samplesPerPage = 48_000;
/** A page has 255 segments of 255 bytes at most (RFC 3533 section 6). */
const maxSegments = 255;

/** The CRC of Ogg: polynomial 0x04c11db7, not reflected, beginning with 0 (RFC 3533 section 6). */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) === 0 ? crc << 1 : (crc << 1) ^ 0x04c11db7;
  return crc >>> 0;
});

function oggCrc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!) >>> 0;
  return crc;
}

/** Makes an Ogg Opus file (RFC 7845), mono, page by page. */
export class OggOpusWriter {
  readonly #serial = randomInt(2 ** 32);
  #sequence = 0;
  #granule = 0;
  #packets: Uint8Array[] = [];
  #segments = 0;
  #pageSamples = 0;

  /** Samples written so far. */
  get samples(): number {
    return this.#granule + this.#pageSamples;
  }

  /** The two header pages: the file begins with them. */
  head(): Buffer {
    const head = Buffer.alloc(19);
    head.write('OpusHead', 'latin1');
    head[8] = 1;
    head[9] = 1;
    head.writeUInt16LE(preSkip, 10);
    head.writeUInt32LE(48_000, 12);
    const vendor = 'Centralino';
    const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
    tags.write('OpusTags', 'latin1');
    tags.writeUInt32LE(vendor.length, 8);
    tags.write(vendor, 12, 'latin1');
    return Buffer.concat([this.#page([head], 0, 0x02), this.#page([tags], 0, 0)]);
  }

  /** Takes a packet; answers a page when one is full. The last packet is always kept, for the last page needs one. */
  write(packet: Uint8Array): Buffer | null {
    const segments = Math.floor(packet.length / 255) + 1;
    const isFull = this.#pageSamples >= samplesPerPage || this.#segments + segments > maxSegments;
    const page = isFull ? this.#flush(0) : null;
    this.#packets.push(packet);
    this.#segments += segments;
    this.#pageSamples += opusPacketSamples(packet);
    return page;
  }

  /** The last page. */
  end(): Buffer {
    return this.#flush(0x04);
  }

  #flush(flags: number): Buffer {
    this.#granule += this.#pageSamples;
    const page = this.#page(this.#packets, this.#granule, flags);
    this.#packets = [];
    this.#segments = 0;
    this.#pageSamples = 0;
    return page;
  }

  #page(packets: Uint8Array[], granule: number, flags: number): Buffer {
    const lacing = packets.flatMap((packet) => [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
    const header = Buffer.alloc(27 + lacing.length);
    header.write('OggS', 'latin1');
    header[5] = flags;
    header.writeBigInt64LE(BigInt(granule), 6);
    header.writeUInt32LE(this.#serial, 14);
    header.writeUInt32LE(this.#sequence++, 18);
    header[26] = lacing.length;
    header.set(lacing, 27);
    const page = Buffer.concat([header, ...packets]);
    page.writeUInt32LE(oggCrc(page), 22);
    return page;
  }
}

/** CELT full-band, mono, one frame of 2.5, 5, 10 or 20 ms (RFC 6716 section 3.1). */
const fillers = [960, 480, 240, 120].map((samples, index) => ({ samples, toc: (31 - index) << 3 }));
/** For so long the decoder makes up what is missing; then there is silence. */
const concealedFrames = 3;

/** Packets that take the place of `samples` missing ones (RFC 7845 section 4.1); a rest of less than 2.5 ms stays open. */
export function* opusFilling(samples: number): Iterable<Uint8Array> {
  let left = samples;
  for (let count = 0; left >= 120; count++) {
    const filler = fillers.find((candidate) => candidate.samples <= left)!;
    left -= filler.samples;
    // A frame of no bytes is a lost one to the decoder; 0xFF 0xFE codes digital silence.
    yield count < concealedFrames ? Uint8Array.of(filler.toc) : Uint8Array.of(filler.toc, 0xff, 0xfe);
  }
}

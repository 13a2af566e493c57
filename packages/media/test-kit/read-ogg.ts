/** A strict reader of Ogg Opus files (RFC 3533, RFC 7845), written independently of the writer. Throws at whatever is not as it must be. */
export interface OggOpus {
  preSkip: number;
  packets: Buffer[];
  /** Granule position of the last page, without pre-skip. */
  samples: number;
  pages: number;
  ended: boolean;
}

/** Bit by bit, as the specification describes it. */
function crcOf(bytes: Buffer): number {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80000000n) !== 0n ? ((crc << 1n) ^ 0x104c11db7n) & 0xffffffffn : crc << 1n;
  }
  return Number(crc);
}

const must = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(what);
};

const frameMs = [
  ...[10, 20, 40, 60, 10, 20, 40, 60, 10, 20, 40, 60],
  ...[10, 20, 10, 20],
  ...[2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20],
];
function samplesOf(packet: Buffer): number {
  const toc = packet.readUInt8(0);
  const frames = [1, 2, 2, (packet[1] ?? 0) % 64][toc % 4]!;
  return frameMs[toc >> 3]! * 48 * frames;
}

export function readOgg(file: Buffer): OggOpus {
  const packets: Buffer[] = [];
  let at = 0;
  let pages = 0;
  let serial = 0;
  let granule = 0;
  let samples = 0;
  let ended = false;
  while (at < file.length) {
    must(!ended, 'pages after the last one');
    must(file.toString('latin1', at, at + 4) === 'OggS' && file[at + 4] === 0, `no page at ${at}`);
    const flags = file[at + 5]!;
    must((flags & 1) === 0 && ((flags & 2) !== 0) === (pages === 0), 'flags');
    ended = (flags & 4) !== 0;
    const pageGranule = Number(file.readBigInt64LE(at + 6));
    must(pageGranule >= granule, 'granule steps back');
    granule = pageGranule;
    if (pages === 0) serial = file.readUInt32LE(at + 14);
    must(file.readUInt32LE(at + 14) === serial && file.readUInt32LE(at + 18) === pages, 'serial or page number');
    const lacing = file.subarray(at + 27, at + 27 + file[at + 26]!);
    const end = at + 27 + lacing.length + lacing.reduce((sum, length) => sum + length, 0);
    must(end <= file.length, 'a page is cut off');
    const page = Buffer.from(file.subarray(at, end));
    const crc = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    must(crcOf(page) === crc, `CRC of page ${pages}`);
    let from = at + 27 + lacing.length;
    let length = 0;
    for (const segment of lacing) {
      length += segment;
      if (segment === 255) continue;
      packets.push(file.subarray(from, from + length));
      from += length;
      length = 0;
    }
    must(length === 0, 'a packet over two pages: not made here');
    if (pages < 2) must(packets.length === pages + 1 && granule === 0, 'header pages hold one packet each');
    else {
      samples = packets.slice(2).reduce((sum, packet) => sum + samplesOf(packet), 0);
      must(granule === samples, `granule ${granule} for ${samples} samples`);
    }
    at = end;
    pages++;
  }
  const [head, tags, ...audio] = packets;
  must(head?.toString('latin1', 0, 8) === 'OpusHead' && head.length === 19 && head[8] === 1 && head[9] === 1 && head[18] === 0, 'OpusHead');
  must(tags?.toString('latin1', 0, 8) === 'OpusTags', 'OpusTags');
  const preSkip = head!.readUInt16LE(10);
  return { preSkip, packets: audio, samples: samples - preSkip, pages, ended };
}

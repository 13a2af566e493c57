/** Format tags of RFC 2361 for the bytes of G.711 as they are. */
const formatTags = { pcma: 6, pcmu: 7 } as const;
/** Digital silence. */
export const g711Silence = { pcma: 0xd5, pcmu: 0xff } as const;
export const wavHeaderBytes = 58;

/** The header of a WAV file of 8 kHz mono G.711 with so many bytes of data. Compressed formats need the fact chunk. */
export function wavHeader(codec: 'pcmu' | 'pcma', dataBytes: number): Buffer {
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(wavHeaderBytes - 8 + dataBytes + (dataBytes & 1), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(formatTags[codec], 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(8_000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('fact', 38, 'latin1');
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(dataBytes, 46);
  header.write('data', 50, 'latin1');
  header.writeUInt32LE(dataBytes, 54);
  return header;
}

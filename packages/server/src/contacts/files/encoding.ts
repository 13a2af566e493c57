/** How the bytes of a text file are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Stands for a character that can't be read. */
export const unreadableSign = '\uFFFD';

/** What Windows-1252 has from 0x80 to 0x9F, where Latin-1 has control characters. Five of them are nothing. */
const windowsSigns = '€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ';

const decodeWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9F]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80] ?? unreadableSign);

/** Null: these bytes are no UTF-8. */
function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** One character of UTF-8 of more than one byte (RFC 3629 section 4, of bytes as Latin-1). */
const longCharacter = /[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}/g;
const sampleBytes = 1 << 20;

/** UTF-16 without a mark shows in the zeros of its ASCII: at odd places little-endian, at even ones big-endian. */
function utf16Without(bytes: Uint8Array): Encoding | null {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length * 0.2;
  if (odd > many && even < many / 4) return 'utf-16le';
  return even > many && odd < many / 4 ? 'utf-16be' : null;
}

/**
 * Which encoding a file has: what its mark says, else what its bytes are. One wrong byte does not make a UTF-8 file one of Windows: that is
 * what it is when most of its signs beyond ASCII are no UTF-8.
 */
export function encodingOf(bytes: Uint8Array): Encoding {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const wide = utf16Without(bytes);
  if (wide !== null) return wide;
  if (strictUtf8(bytes) !== null) return 'utf-8';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, sampleBytes)).toString('latin1');
  const right = text.match(longCharacter)?.length ?? 0;
  const wrong = text.replace(longCharacter, '').match(/[\x80-\xFF]/g)?.length ?? 0;
  return right > 0 && right >= wrong ? 'utf-8' : 'windows-1252';
}

/** Text of bytes; what can't be read is U+FFFD. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'windows-1252') return decodeWindows1252(bytes);
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * A value whose program says its encoding (vCard 2.1: `CHARSET=`). Programs say what is not so: bytes that are no UTF-8 are read as the file
 * is, and an unknown name counts as none.
 */
export function decodeAs(bytes: Uint8Array, charset: string | null, usual: Encoding): string {
  const name = charset?.toLowerCase() ?? '';
  const utf8 = strictUtf8(bytes);
  if (/^(?:windows-1252|cp-?1252|(?:iso-?8859-1|latin-?1)|us-ascii|ascii|ansi)$/.test(name)) return decodeWindows1252(bytes);
  if (name !== '' && !/^utf-?8$/.test(name)) {
    try {
      return new TextDecoder(name).decode(bytes);
    } catch {
      // Nobody knows it.
    }
  }
  return utf8 ?? decode(bytes, usual === 'windows-1252' ? usual : 'utf-8');
}

/** How many characters of a text could not be read. */
export const unreadableIn = (text: string): number => text.split(unreadableSign).length - 1;

import type { ByteRange } from './file-store.ts';

/**
 * The part of a file of `bytes` that a `Range` header asks for (RFC 9110 section 14.2). `whole`: there is none, or one that need not be
 * understood (several parts, another unit); `unsatisfiable`: nothing of it is in the file.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (found === null) return 'whole';
  const [first, last] = [found[1] ?? '', found[2] ?? ''];
  if (first === '') {
    if (last === '') return 'whole';
    return Number(last) === 0 || bytes === 0 ? 'unsatisfiable' : { start: Math.max(0, bytes - Number(last)), end: bytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start >= bytes) return 'unsatisfiable';
  return { start, end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}

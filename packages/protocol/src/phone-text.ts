/*
 * Phone numbers as people write them, without knowing the countries' numbering plans: light enough for the customer's page.
 * What a number is in E.164 says `phone.ts`.
 */

/** A number without its extension, in plain signs but otherwise as it was written, and the extension's digits. */
export type WrittenPhone = { number: string; extension: string | null };

/** The value of a decimal digit of any script: Unicode has each script's ten in a row. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) as number;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/**
 * The same text in ASCII digits, hyphens, slashes and spaces, without the invisible signs that a copy brings along (U+202A to U+202E
 * around a number of a phone's address book, U+200E, soft hyphens, variation selectors).
 */
export const plainPhoneText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\uFE00-\uFE0F\u20E3\u034F]/gu, '')
    .replace(/\p{Nd}/gu, digitOf)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/^tel: ?/i, '');

const word = '(?:interno|interni|int|estensione|derivato|derivazione|extension|extensi[oó]n|extn|ext|x)(?![a-z])[ .:°]*';
/** `… interno 5`, `… (int. 12)`, `… ext. 5`, `…x5`, `…;ext=5` (RFC 3966), `… #5`, also with words after it. */
const byWord = new RegExp(`^(.*\\d.*?)[ ,;.:(\\-]*(?:;ext=|(?<![a-z])${word}|# ?)(\\d{1,7})(?!\\d)\\D*$`, 'i');
/** `interno 5, 045 2220050` */
const before = new RegExp(`^\\D*?(?<![a-z])${word}(\\d{1,5})[ ,;:)\\-]+(\\+?[\\d(].*)$`, 'i');
/** What a phone dials after a pause: `0452220050,,5`. */
const afterPause = /^(.*\d) ?[,;pw]+ ?(\d{1,5})#?$/i;
/** `045 2220050/1`; but `045/222` and `+49 7821/123` are an area and a number in it. */
const afterSlash = /^(.*\d) ?\/ ?(\d{1,3})$/;
const alone = new RegExp(`^\\W*${word}\\d{1,7}\\D*$`, 'i');
/** A longer text is no number, whatever is in it. */
export const longestPhone = 60;
/** A spreadsheet's way to lose a number's digits: `3,93331E+11`. */
const scientific = /^[+-]?\d+(?:[.,]\d*)?e ?[+-]?\d+$/i;

/** Whether a spreadsheet has lost the number's digits: nobody knows any more which it was. */
export const isScientific = (text: string): boolean => scientific.test(plainPhoneText(text));

const digitsIn = (text: string): string => text.replace(/\D/g, '');

/** What is left of a number without a sign that may also be a part of it has to be a number by itself. */
const isWhole = (number: string): boolean => digitsIn(number).length >= (/^(?:\+|00)/.test(number) ? 9 : 7);

/** Tells the extension from the number, in Italian and English notation. */
export function splitPhone(text: string): WrittenPhone {
  const plain = plainPhoneText(text);
  if (plain.length > longestPhone) return { number: plain, extension: null };
  const [, early = '', after = ''] = before.exec(plain) ?? [];
  if (digitsIn(after).length >= 6) return { number: after, extension: early };
  const [, worded = '', inWords = ''] = byWord.exec(plain) ?? [];
  if (digitsIn(worded).length >= 3) return { number: worded.trim(), extension: inWords };
  for (const bySign of [afterPause, afterSlash]) {
    const [, number = '', extension = ''] = bySign.exec(plain) ?? [];
    if (isWhole(number)) return { number, extension };
  }
  return { number: plain, extension: null };
}

/** The first thing in a text that may be a number, `045 2220050` of `casa: 045 2220050 (sera)`; empty: there is none. */
export function numberIn({ number }: WrittenPhone): string {
  if (number.length > longestPhone || scientific.test(number)) return '';
  const runs = (number.match(/\+?\(?\d[\d ().\-/]*/g) ?? []).map((run) => run.replace(/\D+$/, ''));
  return runs.find((run) => digitsIn(run).length >= 3) ?? runs[0] ?? '';
}

/**
 * Whether a text has a number in it that somebody could be called by: one of any country, an internal one (`201`, `int. 12`), one of a range
 * that nobody has assigned yet. E.164 numbers have at most 15 digits; three are the shortest that mean anything.
 */
export function hasPhone(text: string): boolean {
  const count = digitsIn(numberIn(splitPhone(text)).replace(/^00/, '')).length;
  return (count >= 3 && count <= 15) || alone.test(plainPhoneText(text));
}

/** As it is dialled, without the extension: `045 222-4600 int. 5` → `0452224600`. What is no number (a username, a code) stays as it is. */
export function dialledPhone(text: string): string {
  const { number } = splitPhone(text);
  if (alone.test(number)) return digitsIn(number);
  return /^\+?[\d ().\-/]+$/.test(number) ? number.replace(/[^\d+]/g, '') : text;
}

/** Digits of any script, in ASCII. */
export const digitsOf = (text: string): string => digitsIn(plainPhoneText(text));

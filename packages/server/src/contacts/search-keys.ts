import { phoneE164Of } from './phone-number.ts';

type Searchable = {
  firstName: string;
  lastName: string;
  otherName: string;
  company: string;
  department: string;
  city: string;
  tel: readonly { value: string; e164: string | null }[];
  mail: readonly { value: string }[];
};

/** What a contact is found and compared by. */
export type SearchKeys = { numbers: string[]; mails: string[]; nameKey: string; sortName: string; lexemes: string[] };

/** Shorter pieces of a number mean nothing. */
const shortestNumber = 3;
const longestWord = 60;

/** Without case and accents: `Café` is found by `cafe`. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Words of letters and digits. */
const wordsOf = (text: string): string[] => (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, longestWord));

export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/**
 * Words, and every ending of every number, so that the beginning of an ending is any part of the number: one index of beginnings then
 * finds all.
 */
export function searchKeysOf(contact: Searchable): SearchKeys {
  const { firstName, lastName, otherName, company, department, city, tel, mail } = contact;
  const lexemes = new Set([firstName, lastName, otherName, company, department, city, ...mail.map(({ value }) => value)].flatMap(wordsOf));
  for (const { value, e164 } of tel) {
    for (const digits of [digitsOf(value), digitsOf(e164 ?? '')]) {
      for (let from = 0; from + shortestNumber <= Math.min(digits.length, 25); from += 1) lexemes.add(digits.slice(from, 25));
    }
  }
  const person = wordsOf(`${firstName} ${lastName}`).sort().join(' ');
  return {
    numbers: [...new Set(tel.map(({ e164 }) => e164).filter((e164) => e164 !== null))],
    mails: [...new Set(mail.map(({ value }) => mailKeyOf(value)).filter((value) => value !== ''))],
    nameKey: person === '' ? '' : `${person}|${wordsOf(company).join(' ')}`.slice(0, 400),
    sortName: folded(
      [lastName, firstName, company, mail[0]?.value ?? '', tel[0]?.value ?? ''].filter((part) => part !== '').join(' '),
    ).slice(0, 200),
    lexemes: [...lexemes],
  };
}

export const mailKeyOf = (mail: string): string => mail.trim().toLowerCase();

const quoted = (lexeme: string): string => `'${lexeme}':*`;

/** The text-search query for what somebody typed; null: nothing can be found by it (only signs). */
export function searchQueryOf(text: string): string | null {
  const trimmed = text.trim();
  const digits = digitsOf(trimmed);
  if (digits.length >= shortestNumber && /^[\d\s()+./-]+$/.test(trimmed)) {
    const e164 = phoneE164Of(trimmed);
    return [...new Set([digits.slice(0, 25), ...(e164 === null ? [] : [digitsOf(e164)])])].map(quoted).join(' | ');
  }
  const words = wordsOf(trimmed).slice(0, 8);
  return words.length === 0 ? null : words.map(quoted).join(' & ');
}

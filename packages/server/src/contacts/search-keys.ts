import { digitsOf, dialledPhone, plainEmail } from '@centralino/protocol';
import { domainToASCII } from 'node:url';
import { phoneKeysOf, phoneOf } from './phone-number.ts';

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

/** What names are compared by: `Rossi Mario` is `Mario Rossi`. */
export const personKeyOf = (name: string): string => wordsOf(name).sort().join(' ');

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
  const person = personKeyOf(`${firstName} ${lastName}`);
  return {
    numbers: [...new Set(tel.flatMap(({ value }) => phoneKeysOf(value)))],
    mails: [...new Set(mail.map(({ value }) => mailKeyOf(value)).filter((value) => value !== ''))],
    nameKey: person === '' ? '' : `${person}|${wordsOf(company).join(' ')}`.slice(0, 400),
    sortName: folded(
      [lastName, firstName, company, mail[0]?.value ?? '', tel[0]?.value ?? ''].filter((part) => part !== '').join(' '),
    ).slice(0, 200),
    lexemes: [...lexemes],
  };
}

/** An address in its one form: without case, and its domain as the network has it, however an international one was written. */
export function mailKeyOf(mail: string): string {
  const plain = plainEmail(mail).normalize('NFC').toLowerCase();
  const at = plain.lastIndexOf('@');
  const domain = domainToASCII(plain.slice(at + 1));
  return at < 0 || domain === '' ? plain : `${plain.slice(0, at + 1)}${domain}`;
}

const quoted = (lexeme: string): string => `'${lexeme}':*`;

/** The text-search query for what somebody typed; null: nothing can be found by it (only signs). */
export function searchQueryOf(text: string): string | null {
  const trimmed = text.trim();
  const dialled = dialledPhone(trimmed);
  const digits = digitsOf(dialled);
  if (digits.length >= shortestNumber && /^\+?\d+$/.test(dialled)) {
    const { e164 } = phoneOf(trimmed);
    return [...new Set([digits.slice(0, 25), ...(e164 === null ? [] : [digitsOf(e164)])])].map(quoted).join(' | ');
  }
  const words = wordsOf(trimmed).slice(0, 8);
  return words.length === 0 ? null : words.map(quoted).join(' & ');
}

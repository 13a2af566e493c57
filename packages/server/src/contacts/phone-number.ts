import { dialledPhone } from '@centralino/protocol';
import { readPhone, type Phone, type PhoneCountry } from '@centralino/protocol/phone';

let home: PhoneCountry = 'IT';

/** The country of numbers without an international prefix. One for the whole program (`HOME_COUNTRY`), said once before anything is read. */
export function setHomeCountry(country: PhoneCountry): void {
  home = country;
}

/** What a number is that people wrote, in any format. */
export const phoneOf = (text: string): Phone => readPhone(text, home);

/** What numbers are compared by: E.164, else their digits; null: there is nothing to compare. */
export const phoneKeyOf = (text: string): string | null => phoneOf(text).key;

/**
 * Every key under which a number is found. Whoever knows a switchboard's number only may mean each of those behind it, but they are not the
 * same person: that key is one of its own.
 */
export function phoneKeysOf(text: string): string[] {
  const { key, extension } = phoneOf(text);
  if (key === null) return [];
  return extension === null ? [key] : [key, behind(key)];
}

/** Of a number with an extension: of everybody at its switchboard. */
const behind = (key: string): string => `${key.replace(/;ext=.*$/, '')};ext=*`;

/**
 * Under what keys to look for who has a number, one after the other until somebody is found: with the extension, else at the number alone;
 * without one at the number, whatever the extension.
 */
export function phoneLookupsOf(text: string): string[][] {
  const { key, extension } = phoneOf(text);
  if (key === null) return [];
  return extension === null ? [[key, behind(key)]] : [[key], [key.replace(/;ext=.*$/, '')]];
}

/**
 * The number by which other systems are told of somebody: the contact's that is the said one, else the contact's first, else the said one. With
 * or without country code as people wrote it, but without their spaces and the extension, as exchanges tell numbers and others look them up.
 */
export function numberToTell(numbers: readonly { value: string }[], said: string): string {
  const same = phoneKeyOf(said);
  const written = same === null ? undefined : numbers.find(({ value }) => phoneKeyOf(value) === same);
  return dialledPhone((written ?? numbers[0])?.value || said);
}

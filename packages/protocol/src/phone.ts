import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { numberIn, splitPhone } from './phone-text.ts';

/*
 * What a phone number is: one answer for server and desk. An entry of its own (`@centralino/protocol/phone`), as the library with the
 * countries' numbering plans is large.
 */

/** A country whose numbering plan is known (ISO 3166-1 alpha-2, `GB`). */
export type PhoneCountry = CountryCode;
export const isPhoneCountry = (code: string): code is PhoneCountry => isSupportedCountry(code);

/**
 * `e164`: the one form of a number, `+390452224600`; null: nobody can make one of it. `extension`: apart from it. `key`: what numbers are
 * compared by, however they are written: E.164, else the digits; with the extension as in RFC 3966. null: there is nothing to compare.
 */
export type Phone = { e164: string | null; extension: string | null; key: string | null };

const valid = (number: string, country?: CountryCode): string | null => {
  const parsed = parsePhoneNumberFromString(number, { ...(country === undefined ? {} : { defaultCountry: country }), extract: false });
  return parsed?.isValid() === true ? parsed.number : null;
};

function e164Of(number: string, country: PhoneCountry): string | null {
  if (number === '') return null;
  const national = valid(number, country);
  if (national !== null) return national;
  const digits = number.replace(/\D/g, '');
  // Two zeros are the international prefix of most countries, and written as such in the others too.
  if (number.startsWith('00')) return valid(`+${digits.slice(2)}`);
  // Exchanges and spreadsheets like to drop the plus: 390452224600. A shorter one is a national number of somewhere else.
  return /^[1-9]/.test(number) && digits.length >= 11 ? valid(`+${digits}`) : null;
}

/** The digits of what is no E.164 number, without the prefix of the home country. Zeros, or one digit again and again, name nobody. */
function digitKeyOf(number: string, country: PhoneCountry): string | null {
  let digits = number.replace(/\D/g, '');
  if (/^(?:\+|00)/.test(number)) {
    digits = digits.replace(/^00/, '');
    const home = getCountryCallingCode(country);
    if (digits.startsWith(home)) digits = digits.slice(home.length);
  }
  return digits.length < 2 || /^0+$/.test(digits) || (digits.length >= 5 && /^(\d)\1+$/.test(digits)) ? null : digits;
}

/** What a number is that people wrote. Without an international prefix it is one of `country`. */
export function readPhone(text: string, country: PhoneCountry): Phone {
  const written = splitPhone(text);
  const number = numberIn(written);
  const e164 = e164Of(number, country);
  const main = e164 ?? digitKeyOf(number, country);
  const { extension } = written;
  return { e164, extension, key: main === null || extension === null ? main : `${main};ext=${extension}` };
}

/** An E.164 number as people of `country` write it: national for their own, international for others. */
export function formatPhone(e164: string, country: PhoneCountry): string {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return e164;
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}

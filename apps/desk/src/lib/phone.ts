import { formatPhone, isPhoneCountry, readPhone, type Phone, type PhoneCountry } from '@centralino/protocol/phone';
import { currentLanguage } from '@centralino/ui';
import { homeCountry } from './home-country.ts';

/*
 * The library of numbers is large: only parts of the desk that are not on the first screen may stand on this file.
 */

/** A home country that the library does not know is as good as none: such numbers are read as Italian ones. */
const home = (): PhoneCountry => {
  const code = homeCountry();
  return isPhoneCountry(code) ? code : 'IT';
};

/** What a number is, as the server reads it. */
export const phoneOf = (text: string): Phone => readPhone(text, home());

const extensionWords = { it: 'int.', en: 'ext.' } as const;

/** A number as people of the home country write it: national for their own, international for others; what is no number stays as it is. */
export function phoneAsWritten(value: string): string {
  const { e164, extension } = phoneOf(value);
  if (e164 === null) return value;
  const number = formatPhone(e164, home());
  return extension === null ? number : `${number} ${extensionWords[currentLanguage()]} ${extension}`;
}

/** E.164, or null for what is no number of any country. */
export const numberOf = (text: string): string | null => phoneOf(text).e164;

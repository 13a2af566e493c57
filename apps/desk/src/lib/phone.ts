import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/min';
import { homeCountry } from './home-country.ts';

/*
 * The library of numbers is large: only parts of the desk that are not on the first screen may stand on this file.
 */

/** A home country that the library does not know is as good as none: such numbers are read as Italian ones. */
const home = (): CountryCode => {
  const code = homeCountry();
  return isSupportedCountry(code) ? code : 'IT';
};
const parse = (text: string): PhoneNumber | undefined => parsePhoneNumberFromString(text, home());

/** A number as people of the home country write it: national for their own, international for others; what is no number stays as it is. */
export function phoneAsWritten(value: string): string {
  const parsed = parse(value);
  if (parsed === undefined || !parsed.isPossible()) return value;
  // Countries share prefixes (+1, +44): whose number it is can be open.
  const own = parsed.country === home() || (parsed.country === undefined && !value.trim().startsWith('+'));
  return own ? parsed.formatNational() : parsed.formatInternational();
}

/** E.164, or null for what is no number of any country. */
export function numberOf(text: string): string | null {
  const parsed = parse(text);
  return parsed?.isValid() === true ? parsed.number : null;
}

/** Whether it may be a number: of a length that one can dial. */
export const isPossibleNumber = (text: string): boolean => parse(text)?.isPossible() === true;

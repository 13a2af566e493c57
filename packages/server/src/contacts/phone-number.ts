import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Numbers without a country code are taken as numbers of this country. */
export const defaultCountry: CountryCode = 'IT';

/**
 * The one form (E.164, e.g. `+390452224600`) of a number that people write as `045 2224600`, `0039 045-222.46.00` or `+39 (045) 2224600`.
 * null when it is no valid number.
 */
export function phoneE164Of(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 60) return null;
  const parsed = parsePhoneNumberFromString(trimmed, defaultCountry);
  if (parsed?.isValid() === true) return parsed.number;
  // Exchanges and spreadsheets like to drop the plus: 390452224600.
  const digits = trimmed.replace(/\D/g, '');
  const international = parsePhoneNumberFromString(`+${digits}`);
  return international?.isValid() === true ? international.number : null;
}

/** As it is dialled: `045 222-4600` → `0452224600`. What is no number (a username, the code of a service) stays as it is. */
const dialled = (text: string): string => (/^\+?[\d\s()./-]+$/.test(text.trim()) ? text.replace(/[^\d+]/g, '') : text);

/**
 * The number by which other systems are told of somebody: the contact's that is the said one, else the contact's first, else the said one. With
 * or without country code as people wrote it, but without their spaces, as exchanges tell numbers and others look them up.
 */
export function numberToTell(numbers: readonly { value: string }[], said: string): string {
  const same = phoneE164Of(said);
  const written = same === null ? undefined : numbers.find(({ value }) => phoneE164Of(value) === same);
  return dialled((written ?? numbers[0])?.value || said);
}

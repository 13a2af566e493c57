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

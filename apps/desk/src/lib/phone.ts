import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number as people of its country write it: national for the home country, international for others; what is no number stays as it is. */
export function phoneAsWritten(value: string, homeCountry: 'IT' = 'IT'): string {
  const parsed = parsePhoneNumberFromString(value, homeCountry);
  if (parsed === undefined || !parsed.isPossible()) return value;
  return parsed.country === homeCountry ? parsed.formatNational() : parsed.formatInternational();
}

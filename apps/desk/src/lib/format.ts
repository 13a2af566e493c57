import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** `3:07`, `1:02:09`: a running time. Negative values count as zero. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** `03:12` left: rounds up, so that it shows 00:00 only when the time is over. */
export const countdown = (ms: number): string => clock(Math.ceil(Math.max(0, ms) / 1000) * 1000);

/** A number as people of its country write it: national for the home country, international for others; what is no number stays as it is. */
export function phoneAsWritten(value: string, homeCountry: 'IT' = 'IT'): string {
  const parsed = parsePhoneNumberFromString(value, homeCountry);
  if (parsed === undefined || !parsed.isPossible()) return value;
  return parsed.country === homeCountry ? parsed.formatNational() : parsed.formatInternational();
}

/** Up to two initials; an empty name has none. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

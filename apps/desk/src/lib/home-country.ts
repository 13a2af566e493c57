let country = 'IT';

/** The country of numbers without an international prefix (ISO 3166-1 alpha-2), as the server says. */
export const homeCountry = (): string => country;

/** What an older server does not say changes nothing. */
export function setHomeCountry(code: string | undefined): void {
  if (code !== undefined) country = code;
}

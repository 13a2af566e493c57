import type { Target, TargetList } from '@centralino/protocol';
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

let homeCountry: CountryCode = 'IT';

/** Numbers without an international prefix are of this country from now on; one that the library does not know changes nothing. */
export function setHomeCountry(code: string | undefined): void {
  if (code !== undefined && isSupportedCountry(code)) homeCountry = code;
}

/** A destination as people write it that cannot be called, and why. */
export type BadDestination = 'empty' | 'invalid';

/**
 * What a page means by a destination: the username of a colleague, the code of a service, or a number (of the home country unless it says
 * otherwise), which is answered in E.164.
 */
export function targetOf(destination: string, known: Pick<TargetList, 'agents' | 'services'>): Target | BadDestination {
  const wanted = destination.trim();
  if (wanted === '') return 'empty';
  const same = (name: string): boolean => name.toLowerCase() === wanted.toLowerCase();
  const agent = known.agents.find(({ username }) => same(username));
  if (agent !== undefined) return { kind: 'agent', agentId: agent.agentId };
  const service = known.services.find(({ code }) => same(code));
  if (service !== undefined) return { kind: 'service', code: service.code };
  const number = numberOf(wanted);
  return number === null ? 'invalid' : { kind: 'number', number };
}

/** E.164, or null for what is no number of any country. */
export function numberOf(text: string): string | null {
  const parsed = parsePhoneNumberFromString(text, homeCountry);
  return parsed?.isValid() === true ? parsed.number : null;
}

import { longestPhone, type Contact, type ContactFields, type FormAnswer } from '@centralino/protocol';
import type { Contacts } from '../contacts/contacts.ts';
import { phoneLookupsOf } from '../contacts/phone-number.ts';
import { mailKeyOf } from '../contacts/search-keys.ts';

/** Answers with these keys describe the contact; the number is the largest length that the address book takes. */
const contactKeys = { firstName: 100, lastName: 100, company: 200, email: 200, phone: longestPhone } as const;
type Known = Partial<Record<keyof typeof contactKeys, string>>;

/** Who the customer says they are. */
export function knownOf(answers: readonly FormAnswer[]): Known {
  const known: Known = {};
  for (const { key, value } of answers) {
    if (!Object.hasOwn(contactKeys, key) || value === '') continue;
    const most = contactKeys[key as keyof Known];
    // A part of a name is better than none; a part of a number or an address is another one.
    if (value.length <= most || (key !== 'phone' && key !== 'email')) known[key as keyof Known] = value.slice(0, most);
  }
  return known;
}

/** By what this customer's contact is looked up: two who share one of them may be the same person. */
export function contactKeysOf(answers: readonly FormAnswer[]): string[] {
  const { phone = '', email = '' } = knownOf(answers);
  const numbers = phoneLookupsOf(phone).flat();
  return [...numbers.map((number) => `number ${number}`), ...(email === '' ? [] : [`mail ${mailKeyOf(email)}`])];
}

/** How the customer is called: by their own answer. */
export function nameOf(known: Known): string | null {
  const name = [known.firstName, known.lastName].filter((part) => part !== undefined).join(' ') || known.company;
  return name?.slice(0, 200) ?? null;
}

const fieldsOf = ({ phone, email, ...names }: Known): Partial<ContactFields> => ({
  ...names,
  ...(phone === undefined ? {} : { tel: [{ value: phone, type: 'MAIN' }] }),
  ...(email === undefined ? {} : { mail: [{ value: email, type: 'INTERNET_HOME' }] }),
});

/**
 * The one contact with this number or email in the books of the service, else in everybody's; when there is none, a new one. Null when the
 * answers describe nobody, and when several fit: then the agent chooses. What a stranger on a web page says may complete a contact but
 * never overwrites what is known.
 */
export async function findOrCreateContact(contacts: Contacts, answers: readonly FormAnswer[], service: string): Promise<Contact | null> {
  const known = knownOf(answers);
  if (Object.keys(known).length === 0) return null;
  const [only, ...others] = await contacts.candidates(known, service);
  if (only === undefined) return contacts.create(fieldsOf(known));
  if (others.length > 0) return null;
  const missing = Object.fromEntries(Object.entries(fieldsOf(known)).filter(([key]) => isEmpty(only[key as keyof Contact])));
  return Object.keys(missing).length === 0 ? only : contacts.update(only.id, missing);
}

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

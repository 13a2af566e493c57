import type { Contact, FormAnswer } from '@centralino/protocol';
import type { ContactFields, Contacts } from '../contacts/contacts.ts';

/** Answers with these keys describe the contact; the number is the largest length that the address book takes. */
const contactKeys = { firstName: 100, lastName: 100, company: 200, email: 200, phone: 60 } as const satisfies Partial<
  Record<keyof ContactFields, number>
>;
type ContactKey = keyof typeof contactKeys;

/** Who the customer says they are. */
export function contactFieldsOf(answers: readonly FormAnswer[]): Partial<Record<ContactKey, string>> {
  const fields: Partial<Record<ContactKey, string>> = {};
  for (const { key, value } of answers) {
    if (Object.hasOwn(contactKeys, key) && value !== '') fields[key as ContactKey] = value.slice(0, contactKeys[key as ContactKey]);
  }
  return fields;
}

/** How the customer is called: by their own answer. */
export function nameOf(fields: Partial<Record<ContactKey, string>>): string | null {
  const name = [fields.firstName, fields.lastName].filter((part) => part !== undefined).join(' ') || fields.company;
  return name?.slice(0, 200) ?? null;
}

/**
 * The contact with this number, else with this email, else a new one; null when the answers describe nobody. What a stranger on a
 * web page says may complete a contact but never overwrites what is known.
 */
export async function findOrCreateContact(contacts: Contacts, answers: readonly FormAnswer[]): Promise<Contact | null> {
  const fields = contactFieldsOf(answers);
  if (Object.keys(fields).length === 0) return null;
  const known = await contacts.match(fields);
  if (known === null) return contacts.create(fields);
  const missing = Object.fromEntries(Object.entries(fields).filter(([key]) => known[key as ContactKey] === ''));
  return Object.keys(missing).length === 0 ? known : contacts.update(known.id, missing);
}

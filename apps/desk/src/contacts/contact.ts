import { contactNameOf, emptyContactFields, longestPhone, type Contact, type ContactFields, type Customer } from '@centralino/protocol';
import { phoneAsWritten } from '../lib/phone.ts';

/** A contact's name for the eye: person, else company, else email, else number; empty when there is nothing. */
export const contactName = (contact: Pick<ContactFields, 'firstName' | 'lastName' | 'company' | 'mail' | 'tel'>): string =>
  contactNameOf({ ...contact, tel: contact.tel.map(({ value }) => ({ value: phoneAsWritten(value) })) });

export function fieldsOf(contact: Contact): ContactFields {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...fields } = contact;
  return { ...fields, tel: contact.tel.map(({ id, value, type }) => ({ id, value, type })) };
}

/** What a form of a customer says of who they are. */
export function knownOf(customer: Customer): { phone: string; email: string } {
  const answer = (wanted: string): string => customer.answers.find(({ key }) => key === wanted)?.value.trim() ?? '';
  return { phone: answer('phone'), email: answer('email') };
}

/** A new contact begins with what the customer wrote in the form (keys that name a field of contacts), else with their name. */
export function fieldsFromCustomer(customer: Customer): ContactFields {
  const fields: ContactFields = { ...emptyContactFields };
  for (const { key, value } of customer.answers) {
    if (key === 'firstName' || key === 'lastName' || key === 'company') fields[key] = value.trim();
  }
  const { phone, email } = knownOf(customer);
  if (phone !== '' && phone.length <= longestPhone) fields.tel = [{ value: phone, type: 'MAIN' }];
  if (email !== '') fields.mail = [{ value: email, type: 'INTERNET_HOME' }];
  if (fields.firstName === '' && fields.lastName === '' && customer.name !== null) {
    const [first = '', ...rest] = customer.name.trim().split(/\s+/);
    return { ...fields, firstName: first, lastName: rest.join(' ') };
  }
  return fields;
}

/** Somebody must be recognisable by something. */
export const isNamed = (fields: ContactFields): boolean =>
  [
    fields.firstName,
    fields.lastName,
    fields.company,
    ...fields.mail.map(({ value }) => value),
    ...fields.tel.map(({ value }) => value),
  ].some((value) => value.trim() !== '');

/** Street and place, in lines as on an envelope. */
export const addressLines = ({ street, postcode, city, region, country }: Contact): string[] =>
  [street, [postcode, city, region === '' ? '' : `(${region})`].filter((part) => part !== '').join(' '), country].filter(
    (line) => line !== '',
  );

import type { Contact, Customer } from '@centralino/protocol';
import { phoneAsWritten } from './format.ts';

/** What a contact form holds. */
export type ContactFields = Pick<Contact, 'firstName' | 'lastName' | 'company' | 'email' | 'phone' | 'notes'>;

export const emptyFields: ContactFields = { firstName: '', lastName: '', company: '', email: '', phone: '', notes: '' };

/** A contact's name for the eye: person, else company, else email, else number; empty when there is nothing. */
export function contactName(contact: ContactFields): string {
  const person = `${contact.firstName} ${contact.lastName}`.trim();
  return person || contact.company || contact.email || phoneAsWritten(contact.phone);
}

export const fieldsOf = (contact: ContactFields): ContactFields => {
  const { firstName, lastName, company, email, phone, notes } = contact;
  return { firstName, lastName, company, email, phone, notes };
};

/** A new contact begins with what the customer wrote in the form (keys that name a field of contacts), else with their name. */
export function fieldsFromCustomer(customer: Customer): ContactFields {
  const fields = { ...emptyFields };
  for (const { key, value } of customer.answers) {
    if (key === 'firstName' || key === 'lastName' || key === 'company' || key === 'email' || key === 'phone') fields[key] = value.trim();
  }
  if (fields.firstName === '' && fields.lastName === '' && customer.name !== null) {
    const [first = '', ...rest] = customer.name.trim().split(/\s+/);
    return { ...fields, firstName: first, lastName: rest.join(' ') };
  }
  return fields;
}

/** Somebody must be recognisable by something. */
export const isNamed = (fields: ContactFields): boolean =>
  [fields.firstName, fields.lastName, fields.company, fields.email, fields.phone].some((value) => value.trim() !== '');

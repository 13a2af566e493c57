import { describe, expect, it } from 'vitest';
import { contactName, emptyFields, fieldsFromCustomer, isNamed } from './contact.ts';

describe('contactName', () => {
  it('prefers the person, then the company, then what reaches them', () => {
    expect(contactName({ ...emptyFields, firstName: 'Mario', lastName: 'Rossi', company: 'Acme' })).toBe('Mario Rossi');
    expect(contactName({ ...emptyFields, company: 'Acme', email: 'x@acme.it' })).toBe('Acme');
    expect(contactName({ ...emptyFields, phone: '0452224600' })).toBe('045 222 4600');
    expect(contactName(emptyFields)).toBe('');
  });
});

describe('fieldsFromCustomer', () => {
  it('takes the answers that name a field and leaves the others', () => {
    const answers = [
      { key: 'firstName', label: 'First name', value: ' Anna ' },
      { key: 'email', label: 'Email', value: 'anna@example.it' },
      { key: 'topic', label: 'Topic', value: 'Delivery' },
    ];
    expect(fieldsFromCustomer({ name: 'Anna B.', contactId: null, answers })).toEqual({
      ...emptyFields,
      firstName: 'Anna',
      email: 'anna@example.it',
    });
  });
  it('splits the name when the form asked for none', () => {
    expect(fieldsFromCustomer({ name: 'Anna De Luca', contactId: null, answers: [] })).toMatchObject({
      firstName: 'Anna',
      lastName: 'De Luca',
    });
  });
});

describe('isNamed', () => {
  it('wants at least one thing to recognise somebody by', () => {
    expect(isNamed({ ...emptyFields, notes: 'tall' })).toBe(false);
    expect(isNamed({ ...emptyFields, phone: '045' })).toBe(true);
  });
});

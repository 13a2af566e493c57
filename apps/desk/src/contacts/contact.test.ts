import { describe, expect, it } from 'vitest';
import { emptyContactFields as emptyFields } from '@centralino/protocol';
import { contactName, fieldsFromCustomer, isNamed } from './contact.ts';

describe('contactName', () => {
  it('prefers the person, then the company, then what reaches them', () => {
    expect(contactName({ ...emptyFields, firstName: 'Mario', lastName: 'Rossi', company: 'Acme' })).toBe('Mario Rossi');
    expect(contactName({ ...emptyFields, company: 'Acme', mail: [{ value: 'x@acme.it', type: 'INTERNET_WORK' }] })).toBe('Acme');
    expect(contactName({ ...emptyFields, tel: [{ value: '0452224600', type: 'MAIN' }] })).toBe('045 222 4600');
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
      mail: [{ value: 'anna@example.it', type: 'INTERNET_HOME' }],
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
    expect(isNamed({ ...emptyFields, tel: [{ value: '045', type: 'WORK' }] })).toBe(true);
  });
});

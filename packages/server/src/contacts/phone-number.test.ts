import { describe, expect, it } from 'vitest';
import { numberToTell, phoneKeysOf, phoneLookupsOf, phoneOf } from './phone-number.ts';

const phoneE164Of = (text: string): string | null => phoneOf(text).e164;

describe('phoneE164Of', () => {
  it.each([
    '0452224600',
    '045 2224600',
    '045/222.46.00',
    '+39 045 2224600',
    '+39 (045) 222-4600',
    '0039 045 2224600',
    '39 045 2224600',
    '  0452224600 ',
  ])('takes %s as the same number', (text) => expect(phoneE164Of(text)).toBe('+390452224600'));

  it.each([
    ['333 123 4567', '+393331234567'],
    ['+44 20 7946 0018', '+442079460018'],
    ['0044 20 7946 0018', '+442079460018'],
    ['+1 (212) 555-0123', '+12125550123'],
    ['tel:+390452224600', '+390452224600'],
  ])('takes %s as %s', (text, number) => expect(phoneE164Of(text)).toBe(number));

  it.each(['', '   ', '12', 'Mario', '000000000', '+39', '0'.repeat(200), 'a0452224600b'.repeat(10)])('takes "%s" as no number', (text) =>
    expect(phoneE164Of(text)).toBeNull(),
  );
});

describe('numberToTell', () => {
  const numbers = [{ value: '+39 333 123 4567' }, { value: '045 222-46.00' }];
  it.each([
    ['the contact’s number that the customer said, as it is in the book', numbers, '0039 045 2224600', '0452224600'],
    ['the contact’s first when they said none', numbers, '', '+393331234567'],
    ['the contact’s first when they said another', numbers, '02 1234567', '+393331234567'],
    ['what was said when there is no contact', [], '(045) 2224600', '0452224600'],
    ['a colleague by username', [], 'mario.rossi-2', 'mario.rossi-2'],
    ['an internal number, compared by its digits', [{ value: '045 2224600' }, { value: 'int. 201' }, { value: '2-01' }], '201', '201'],
    ['without the extension', [], '+39 045 2220050 interno 5', '+390452220050'],
    [
      'of several at a switchboard the one with the extension',
      [{ value: '0452220051' }, { value: '045 2220050/5' }],
      '+39 0452220050 x5',
      '0452220050',
    ],
    ['nobody', [], '', ''],
  ])('is %s', (_name, known, said, told) => expect(numberToTell(known, said)).toBe(told));
});

describe('an extension', () => {
  it('is a part of what numbers are compared by; a switchboard is looked up with all that are behind it', () => {
    expect(phoneKeysOf('045 2220050 int. 5')).toEqual(['+390452220050;ext=5', '+390452220050;ext=*']);
    expect(phoneLookupsOf('045 2220050')).toEqual([['+390452220050', '+390452220050;ext=*']]);
    expect(phoneLookupsOf('045 2220050 int. 5')).toEqual([['+390452220050;ext=5'], ['+390452220050']]);
    expect(phoneLookupsOf('call me')).toEqual([]);
  });
});

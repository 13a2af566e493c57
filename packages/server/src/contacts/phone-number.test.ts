import { describe, expect, it } from 'vitest';
import { phoneE164Of } from './phone-number.ts';

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

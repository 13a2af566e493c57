import { describe, expect, it } from 'vitest';
import { dialledPhone, digitsOf, hasPhone, plainPhoneText, splitPhone } from './phone-text.ts';
import { isPhoneCountry, readPhone } from './phone.ts';

const copied = '\u202D+39 045 2220050\u202C';

describe('a number that somebody wrote', () => {
  it.each([
    [copied, '+39 045 2220050'],
    ['\u200E045\u00A02220050', '045 2220050'],
    ['０４５　２２２００５０', '045 2220050'],
    ['٠٤٥ ٢٢٢٠٠٥٠', '045 2220050'],
    ['۰۴۵۲۲۲۰۰۵۰', '0452220050'],
    ['०४५', '045'],
    ['045–222‑0050−1', '045-222-0050-1'],
    ['＋39 045∕2220050', '+39 045/2220050'],
    ['tel:+390452220050', '+390452220050'],
  ])('%j is %j in plain signs', (text, plain) => expect(plainPhoneText(text)).toBe(plain));

  it.each([
    ['+39 045 2220050 interno 5', '+39 045 2220050', '5'],
    ['+39 045 2220050/1', '+39 045 2220050', '1'],
    ['045/2220050/1', '045/2220050', '1'],
    ['045 2220050 int. 12', '045 2220050', '12'],
    ['045 2220050 (Int.12)', '045 2220050', '12'],
    ['045 2220050 - INTERNO: 12', '045 2220050', '12'],
    ['045 2220050 int. 12 (mattina)', '045 2220050', '12'],
    ['045 2220050, ufficio, int 12', '045 2220050, ufficio', '12'],
    ['interno 5, 045 2220050', '045 2220050', '5'],
    ['+1 415 555 2671 ext. 5', '+1 415 555 2671', '5'],
    ['+1 415 555 2671 x5', '+1 415 555 2671', '5'],
    ['+14155552671x5', '+14155552671', '5'],
    ['+1 415 555 2671 Extension 05', '+1 415 555 2671', '05'],
    ['tel:+390452220050;ext=5', '+390452220050', '5'],
    ['0452220050,,5', '0452220050', '5'],
    ['045 2220050 #5', '045 2220050', '5'],
  ])('%j has an extension', (text, number, extension) => expect(splitPhone(text)).toEqual({ number, extension }));

  it.each(['045/2220050', '045/222', '+49 7821/123', '0471/12', 'int. 12', '201', '045 2220050 fax', '045 2220050 x Mario', 'Mario'])(
    '%j has none',
    (text) => expect(splitPhone(text).extension).toBeNull(),
  );

  it.each([
    ['045 222-4600 int. 5', '0452224600'],
    ['+39 045 2220050/1', '+390452220050'],
    ['(045) 2224600', '0452224600'],
    [copied, '+390452220050'],
    ['int. 201', '201'],
    ['mario.rossi-2', 'mario.rossi-2'],
    ['', ''],
  ])('%j is dialled as %j', (text, number) => expect(dialledPhone(text)).toBe(number));

  it.each([
    '0987654321',
    '225727273',
    '201',
    '(415) 555-2671',
    '1234567',
    copied,
    '045 2220050 interno 5',
    'int. 12',
    '347 1234567 (sera)',
    '٠٤٥٢٢٢٠٠٥٠',
  ])('%j may be somebody’s', (text) => expect(hasPhone(text)).toBe(true));

  it.each(['', 'call me', '12', '1234567890123456', '3,93331E+11', '----'])('%j is nobody’s', (text) => expect(hasPhone(text)).toBe(false));

  it('has ASCII digits in any script', () => expect(digitsOf('٠٤٥ interno ５')).toBe('0455'));
});

describe('what a number is', () => {
  it.each([
    ['0452224600', 'IT', '+390452224600'],
    ['030 901820', 'IT', '+39030901820'],
    ['030 901820', 'DE', '+4930901820'],
    ['0151 23456789', 'DE', '+4915123456789'],
    ['+39 045 2220050', 'DE', '+390452220050'],
    ['0039 045 2220050', 'DE', '+390452220050'],
    ['0039 045 2220050', 'US', '+390452220050'],
    ['011 39 045 2220050', 'US', '+390452220050'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['+44 (0)20 7946 0958', 'IT', '+442079460958'],
    ['390452220050', 'IT', '+390452220050'],
    [copied, 'IT', '+390452220050'],
    ['+39 045 2220050 interno 5', 'IT', '+390452220050'],
    ['+39 045 2220050/1', 'IT', '+390452220050'],
    ['347 1234567 dopo le 18', 'IT', '+393471234567'],
  ] as const)('%j in %s is %s', (text, country, e164) => expect(readPhone(text, country).e164).toBe(e164));

  it.each([
    ['0987654321', '0987654321'],
    ['098-765 43.21', '0987654321'],
    ['+39 0987654321', '0987654321'],
    ['00390987654321', '0987654321'],
    ['225727273', '225727273'],
    ['(415) 555-2671', '4155552671'],
    ['1234567', '1234567'],
    ['٢٠١', '201'],
    ['int. 12', '12'],
    ['201 int. 5', '201;ext=5'],
    ['+44 1632 960961', '441632960961'],
  ])('of %j nobody knows in Italy, so its digits %s are compared', (text, key) =>
    expect(readPhone(text, 'IT')).toMatchObject({ e164: null, key }),
  );

  it.each(['', 'Mario', '5', '000', '00000000', '1111111', '3,93331E+11', '+39'])('%j compares with nothing', (text) =>
    expect(readPhone(text, 'IT')).toMatchObject({ e164: null, key: null }),
  );

  it('with an extension is another than without, and than with another', () => {
    const keys = ['045 2220050', '045 2220050 int. 5', '+39 045 222 0050 x5', '0452220050/6'].map((text) => readPhone(text, 'IT').key);
    expect(keys).toEqual(['+390452220050', '+390452220050;ext=5', '+390452220050;ext=5', '+390452220050;ext=6']);
  });

  it('is of a country that has a numbering plan', () => {
    expect([isPhoneCountry('DE'), isPhoneCountry('GB'), isPhoneCountry('UK'), isPhoneCountry('XX')]).toEqual([true, true, false, false]);
  });
});

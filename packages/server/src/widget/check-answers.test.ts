import { describe, expect, it } from 'vitest';
import { CentralinoError, type FormConfig } from '@centralino/protocol';
import { checkAnswers } from './check-answers.ts';
import { nameOf } from './find-contact.ts';

const text = (en: string) => ({ it: `${en} (it)`, en });
const form: FormConfig = {
  fields: [
    { key: 'firstName', type: 'text', label: text('First name'), required: true },
    { key: 'email', type: 'email', label: text('Email'), required: false },
    { key: 'phone', type: 'tel', label: text('Phone'), required: false },
    {
      key: 'topic',
      type: 'select',
      label: text('Topic'),
      required: false,
      options: [
        { value: 'sale', label: text('Sale') },
        { value: 'help', label: text('Help') },
      ],
    },
    { key: 'member', type: 'checkbox', label: text('Member'), required: false },
  ],
  consent: { text: text('Privacy'), linkLabel: text('Policy'), url: 'https://shop.example/privacy', required: true },
};

const check = (answers: Record<string, string>, { consent = true, of = form as FormConfig | null } = {}) =>
  checkAnswers(
    of,
    Object.entries(answers).map(([key, value]) => ({ key, value })),
    consent,
    'en',
  );

const problems = (answers: Record<string, string>, consent = true) => {
  try {
    check(answers, { consent });
  } catch (error) {
    if (error instanceof CentralinoError && error.code === 'form.invalid') return error.fields;
    throw error;
  }
  return {};
};

describe('the answers of a form', () => {
  it('come with the labels that the customer saw, trimmed, in the order of the form', () => {
    expect(check({ email: ' mario@example.com ', firstName: ' Mario' })).toEqual([
      { key: 'firstName', label: 'First name', value: 'Mario' },
      { key: 'email', label: 'Email', value: 'mario@example.com' },
    ]);
  });

  it.each([
    [{}, { firstName: 'required' }],
    [{ firstName: '   ' }, { firstName: 'required' }],
    [{ firstName: 'M', email: 'mario' }, { email: 'email' }],
    [{ firstName: 'M', topic: 'other' }, { topic: 'option' }],
    [{ firstName: 'M', member: 'maybe' }, { member: 'option' }],
    [
      { email: 'x', topic: 'y' },
      { firstName: 'required', email: 'email', topic: 'option' },
    ],
  ])('%j: %j', (answers, expected) => {
    expect(problems(answers as Record<string, string>)).toEqual(expected);
  });

  it.each(['045 2224600', '+39 333 1234567', '0987654321', '201', '\u202D(415) 555-2671\u202C', 'int. 12', 'call me'])(
    'with the phone number %s, which nobody has to give, stop nobody and are kept as they were written',
    (phone) => expect(check({ firstName: 'M', phone })[1]?.value).toBe(phone),
  );

  it('need a number where one is asked for', () => {
    const asked: FormConfig = { fields: [{ key: 'phone', type: 'tel', label: text('Phone'), required: true }], consent: null };
    expect(check({ phone: '201' }, { of: asked })).toHaveLength(1);
    expect(() => check({ phone: 'call me' }, { of: asked })).toThrow(expect.objectContaining({ fields: { phone: 'phone' } }));
  });

  it.each(['josé@example.com', 'mario@exämple.it'])('take %s as an address', (email) => {
    expect(problems({ firstName: 'M', email })).toEqual({});
  });

  it('need the consent when it is required', () => {
    expect(problems({ firstName: 'M' }, false)).toEqual({ consent: 'required' });
  });

  it('to questions that were not asked are refused', () => {
    expect(() => check({ firstName: 'M', notes: 'x' })).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(() => check({ firstName: 'M', constructor: 'x' })).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(() => check({ firstName: 'M' }, { of: null })).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    const twice = [
      { key: 'firstName', value: 'A' },
      { key: 'firstName', value: 'B' },
    ];
    expect(() => checkAnswers(form, twice, true, 'en')).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('are none when there is no form', () => {
    expect(check({}, { of: null, consent: false })).toEqual([]);
  });

  it('with script in them stay text', () => {
    expect(check({ firstName: '<script>alert(1)</script>' })[0]?.value).toBe('<script>alert(1)</script>');
  });
});

describe('the name of a customer', () => {
  it('is made of what they answered', () => {
    expect(nameOf({ firstName: 'Mario', lastName: 'Rossi' })).toBe('Mario Rossi');
    expect(nameOf({ company: 'ACME' })).toBe('ACME');
    expect(nameOf({ email: 'x@example.com' })).toBeNull();
  });
});

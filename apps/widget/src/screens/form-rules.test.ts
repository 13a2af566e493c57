import { describe, expect, it } from 'vitest';
import { dictionaries } from '../i18n/index.ts';
import type { FormConfig, FormField } from '../types.ts';
import { answerError, autocompleteOf, formErrors, messageOf } from './form-rules.ts';

const field = (type: FormField['type'], required = true): FormField => ({ key: 'x', type, required, label: { it: 'x', en: 'x' } });

describe('an answer', () => {
  it('is asked for only where it is required; spaces are no answer', () => {
    expect(answerError(field('text'), '   ')).toBe('required');
    expect(answerError(field('text', false), '')).toBeNull();
    expect(answerError(field('checkbox'), '')).toBe('required');
    expect(answerError(field('checkbox'), 'true')).toBeNull();
  });

  it('to an email field looks like an address', () => {
    for (const good of ['anna@example.com', 'a.b+c@sub.example.it', "o'neil@example.ie", 'josé@example.com', 'mario@exämple.it'])
      expect(answerError(field('email'), good), good).toBeNull();
    for (const bad of ['anna', 'anna@', 'anna@example', '@example.com', 'a b@example.com'])
      expect(answerError(field('email'), bad), bad).toBe('email');
  });

  it('to a phone field is a number as people write it', () => {
    for (const good of [
      '347 1234567',
      '+39 045 222-4600',
      '(045) 2224600',
      '045/2224600',
      '347 1234567 int. 5',
      '\u202D0987654321\u202C',
      '201',
    ])
      expect(answerError(field('tel'), good), good).toBeNull();
    for (const bad of ['12', 'call me', '1234567890123456']) expect(answerError(field('tel'), bad), bad).toBe('tel');
  });

  it('to a phone field stops nobody who need not give a number', () => {
    for (const any of ['12', 'call me', '(415) 555-2671', '٠٤٥٢٢٢٠٠٥٠']) expect(answerError(field('tel', false), any), any).toBeNull();
  });

  it('to a choice is one of the options', () => {
    const choice = { ...field('select'), options: [{ value: 'a', label: { it: 'A', en: 'A' } }] };
    expect(answerError(choice, 'a')).toBeNull();
    expect(answerError(choice, 'b')).toBe('option');
  });

  it('that is too long is refused before the server does', () => {
    expect(answerError(field('textarea'), 'x'.repeat(2001))).toBe('tooLong');
  });
});

describe('a form', () => {
  const form: FormConfig = {
    fields: [
      { ...field('text'), key: 'firstName' },
      { ...field('email'), key: 'email' },
    ],
    consent: { text: { it: 'x', en: 'x' }, linkLabel: { it: 'x', en: 'x' }, url: 'https://example.com', required: true },
  };

  it('tells everything that is missing at once, consent included', () => {
    expect(formErrors(form, {}, false)).toEqual({ firstName: 'required', email: 'required', consent: 'consent' });
    expect(formErrors(form, { firstName: 'Anna', email: 'anna@example.com' }, true)).toEqual({});
  });

  it('has words for every code, also for codes of a newer server', () => {
    for (const code of ['required', 'invalid', 'email', 'tel', 'tooLong', 'notAllowed', 'somethingNew']) {
      expect(dictionaries.it[messageOf(code, 'x', 'email')]).toBeTruthy();
    }
    expect(messageOf('invalid', 'email', 'email')).toBe('form.email');
    expect(messageOf('required', 'consent')).toBe('form.consent');
  });

  it('tells the browser what may be filled in by itself', () => {
    expect(autocompleteOf({ ...field('text'), key: 'firstName' })).toBe('given-name');
    expect(autocompleteOf({ ...field('tel'), key: 'mobile' })).toBe('tel');
    expect(autocompleteOf({ ...field('text'), key: 'order' })).toBe('off');
  });
});

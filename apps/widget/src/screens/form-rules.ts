import { answerFits, tidyAnswer } from '@centralino/protocol/plain';
import type { Key } from '../i18n/index.ts';
import type { FormConfig, FormField } from '../types.ts';

/** Codes of what is wrong with an answer: ours and the server's alike. */
const messages: Record<string, Key> = {
  required: 'form.required',
  email: 'form.email',
  tel: 'form.tel',
  phone: 'form.tel',
  tooLong: 'form.tooLong',
  option: 'form.option',
  consent: 'form.consent',
};

/** The words for a code; a code that this widget does not know yet gets a general one. */
export const messageOf = (code: string, field: string, type?: FormField['type']): Key => {
  if (field === 'consent') return 'form.consent';
  if (code === 'invalid' && type === 'email') return 'form.email';
  if (code === 'invalid' && type === 'tel') return 'form.tel';
  return messages[code] ?? 'form.check';
};

const maxLength = 2000;

const codes: Partial<Record<FormField['type'], string>> = { email: 'email', tel: 'tel', select: 'option' };

/** What is wrong with an answer, by the rules that the server has. */
export function answerError(field: FormField, raw: string): string | null {
  const value = tidyAnswer(field.type, raw);
  if (value === '') return field.required ? 'required' : null;
  if (value.length > maxLength) return 'tooLong';
  return answerFits(field, value) ? null : (codes[field.type] ?? 'option');
}

/** Everything that is wrong with a form, by field key; consent has the key `consent`. */
export function formErrors(form: FormConfig, answers: Record<string, string>, consent: boolean): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of form.fields) {
    const error = answerError(field, answers[field.key] ?? '');
    if (error !== null) errors[field.key] = error;
  }
  if (form.consent?.required === true && !consent) errors.consent = 'consent';
  return errors;
}

const purposes: Record<string, string> = {
  firstName: 'given-name',
  lastName: 'family-name',
  company: 'organization',
  email: 'email',
  phone: 'tel',
};

/** What the browser may fill in by itself (WCAG 1.3.5). */
export const autocompleteOf = (field: FormField): string =>
  purposes[field.key] ?? { email: 'email', tel: 'tel' }[field.type as string] ?? 'off';

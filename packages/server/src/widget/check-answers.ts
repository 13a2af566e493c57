import {
  answerFits,
  CentralinoError,
  type FormAnswer,
  type FormConfig,
  type FormField,
  type Language,
  tidyAnswer,
} from '@centralino/protocol';

/** What is wrong with a field, as the widget translates it. */
export type AnswerProblem = 'required' | 'email' | 'phone' | 'option';

/**
 * Checks a customer's answers against the form as it is configured now, and gives them the labels that the customer saw.
 * Answers to questions that were not asked, or given twice, are refused: nothing reaches an agent that no administrator configured.
 * Throws `form.invalid` with a code for each field that is wrong.
 */
export function checkAnswers(
  form: FormConfig | null,
  answers: readonly { key: string; value: string }[],
  consent: boolean,
  language: Language,
): FormAnswer[] {
  const fields = form?.fields ?? [];
  const given = new Map<string, string>();
  for (const { key, value } of answers) {
    const field = fields.find((one) => one.key === key);
    if (field === undefined) throw new CentralinoError('request.invalid', `the form has no field "${printable(key)}"`);
    if (given.has(key)) throw new CentralinoError('request.invalid', `the field "${printable(key)}" was answered twice`);
    given.set(key, tidyAnswer(field.type, value));
  }
  const problems: Record<string, AnswerProblem> = {};
  for (const field of fields) {
    const problem = problemOf(field, given.get(field.key) ?? '');
    if (problem !== null) problems[field.key] = problem;
  }
  if (form?.consent?.required === true && !consent) problems['consent'] = 'required';
  if (Object.keys(problems).length > 0) throw new CentralinoError('form.invalid', undefined, { fields: problems });
  return fields
    .filter((field) => (given.get(field.key) ?? '') !== '')
    .map((field) => ({ key: field.key, label: field.label[language].slice(0, 200), value: given.get(field.key) ?? '' }));
}

const codes: Partial<Record<FormField['type'], AnswerProblem>> = { email: 'email', tel: 'phone' };

function problemOf(field: FormField, value: string): AnswerProblem | null {
  if (value === '' || (field.type === 'checkbox' && value === 'false')) return field.required ? 'required' : null;
  return answerFits(field, value) ? null : (codes[field.type] ?? 'option');
}

const printable = (key: string): string => key.replace(/[^A-Za-z0-9_]/g, '?');

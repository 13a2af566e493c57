import type { FormField } from './config.ts';
import { isEmail, plainEmail } from './email.ts';
import { hasPhone } from './phone-text.ts';

/** An answer as it is kept: without spaces around it, and an address without signs that nobody sees. */
export const tidyAnswer = (type: FormField['type'], value: string): string => (type === 'email' ? plainEmail(value) : value.trim());

/**
 * Whether an answer that is not empty will do: the customer's page and the server ask this one function. A number stops nobody from calling
 * who need not give one: what is none is kept as it was written, and the agent reads it.
 */
export function answerFits({ type, required, options }: Pick<FormField, 'type' | 'required' | 'options'>, value: string): boolean {
  switch (type) {
    case 'email':
      return isEmail(value);
    case 'tel':
      return !required || hasPhone(value);
    case 'select':
      return options?.some((option) => option.value === value) === true;
    case 'checkbox':
      return value === 'true';
    case 'text':
    case 'textarea':
      return true;
  }
}

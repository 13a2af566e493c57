type Issue = { code: string; message: string; origin?: unknown; minimum?: unknown; input?: unknown };

export type FieldCode = 'required' | 'tooShort' | 'tooLong' | 'tooSmall' | 'tooLarge' | 'invalid' | 'notAllowed';

/** What is wrong with a field, as a code that an app shows in its user's language. */
export function fieldCodeOf(issue: Issue): FieldCode {
  switch (issue.code) {
    case 'invalid_type':
      // zod tells a missing field only in the message.
      return issue.message.endsWith('received undefined') ? 'required' : 'invalid';
    case 'too_small':
      if (issue.origin === 'number') return 'tooSmall';
      return issue.minimum === 1 ? 'required' : 'tooShort';
    case 'too_big':
      return issue.origin === 'number' ? 'tooLarge' : 'tooLong';
    case 'invalid_value':
    case 'unrecognized_keys':
      return 'notAllowed';
    default:
      return 'invalid';
  }
}

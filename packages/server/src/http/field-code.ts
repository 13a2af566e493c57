type Issue = { code: string; message: string; origin?: unknown; minimum?: unknown; input?: unknown };

/** What is wrong with a field, as a code that an app shows in its user's language. */
export function fieldCodeOf(issue: Issue): 'required' | 'tooShort' | 'tooLong' | 'invalid' | 'notAllowed' {
  switch (issue.code) {
    case 'invalid_type':
      // zod tells a missing field only in the message.
      return issue.message.endsWith('received undefined') ? 'required' : 'invalid';
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1 ? 'required' : 'tooShort';
    case 'too_big':
      return 'tooLong';
    case 'invalid_value':
    case 'unrecognized_keys':
      return 'notAllowed';
    default:
      return 'invalid';
  }
}

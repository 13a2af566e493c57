import { en, type Key } from '../i18n/en.ts';

/** The words for a refused call, by the server's stable code. */
export function wireKeyOf(code: string): Key {
  const key = `refused.${code}`;
  if (Object.hasOwn(en, key)) return key as Key;
  return code.startsWith('link.') ? 'refused.link' : 'refused.other';
}

const closed: Record<string, Key> = {
  'widget.disabled': 'closed.disabled',
  'widget.origin': 'closed.origin',
  'auth.origin': 'closed.origin',
  'widget.unknown': 'closed.unknown',
  'request.invalid': 'closed.unknown',
  'service.unknown': 'closed.unknown',
  'link.blocked': 'closed.blocked',
};

/** Why the widget can't be used on this page at all. */
export const closedKeyOf = (code: string): Key => closed[code] ?? 'refused.other';

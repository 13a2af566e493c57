export type Strength = 'none' | 'weak' | 'fair' | 'good' | 'strong';

/**
 * How hard a password is to guess, roughly: length first, then variety. The server decides (it also knows the common ones); this is help
 * while typing. At least ten characters, at least four different ones, without the username: what is less is *weak*.
 */
export function strengthOf(password: string, username: string): Strength {
  if (password === '') return 'none';
  const lower = password.toLowerCase();
  const different = new Set(lower).size;
  const name = username.toLowerCase();
  if (password.length < 10 || different < 4 || (name.length >= 4 && lower.includes(name))) return 'weak';
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const points = password.length + different / 2 + kinds * 2;
  if (points < 20) return 'fair';
  return points < 30 ? 'good' : 'strong';
}

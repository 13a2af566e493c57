import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret of 256 bits that a browser or a link carries, as 43 characters of base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * What the database keeps of a token. A plain SHA-256 is enough: unlike a password the token has too much entropy to be guessed,
 * so a stolen table opens no session.
 */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Compares two secrets without telling by its duration where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(hashToken(a));
  const right = Buffer.from(hashToken(b));
  return timingSafeEqual(left, right);
}

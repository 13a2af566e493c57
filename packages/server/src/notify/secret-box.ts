import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps secrets that must be used again and so cannot be stored as hashes. */
export interface SecretBox {
  seal(text: string): string;
  /** Throws when it was sealed with a key that is not the configured one. */
  open(sealed: string): string;
}

const plain = 'plain:';
const sealedPrefix = 'v1:';

/** With a key: AES-256-GCM. Without: readable in the database, which then is what protects them. */
export function createSecretBox(key: string | null): SecretBox {
  const bytes = key === null ? null : Buffer.from(hkdfSync('sha256', key, 'centralino', 'notification secrets', 32));
  return {
    seal(text) {
      if (bytes === null) return plain + text;
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', bytes, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return sealedPrefix + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(sealed) {
      if (sealed.startsWith(plain)) return sealed.slice(plain.length);
      if (bytes === null)
        throw new Error('Secrets of notification records are sealed: set CENTRALINO_SECRET_KEY to the key that they were sealed with');
      const raw = Buffer.from(sealed.slice(sealedPrefix.length), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', bytes, raw.subarray(0, 12));
      decipher.setAuthTag(raw.subarray(12, 28));
      try {
        return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new Error('Secrets of notification records were sealed with another CENTRALINO_SECRET_KEY', { cause: error });
      }
    },
  };
}

import { CentralinoError } from '@centralino/protocol';

/** Shortest password that is accepted, in characters. */
export const minPasswordLength = 10;

// The most used passwords of ten characters and more, and those that a contact centre invites. Shorter ones are refused by length.
const common = new Set(
  `1234567890 12345678910 123456789a 0123456789 9876543210 0987654321 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwerty12345
  qwerty123456 qwertyuiop123 asdfghjkl1 asdfghjklz zxcvbnm123 password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123
  p@ssword123 changeme123 changeme1234 letmein1234 welcome123 welcome1234 administrator admin12345 admin123456 adminadmin iloveyou123
  football123 princess123 sunshine123 superman123 baseball123 charlie123 michael123 juventus123 ciaociao123 centralino centralino1
  centralino123 centralino2026 callcenter callcenter1 callcentre customercare operatore1 operatore123 supervisor supervisor1 supervisore
  benvenuto1 benvenuto123 password2024 password2025 password2026 1111111111 0000000000 abcdefghij abcd123456 abc1234567 a123456789
  aa12345678 secret1234 test123456 testtest123 default123 qazwsxedcrfv trustno1trustno1`.split(/\s+/),
);

const isOneCharacter = (password: string): boolean => new Set(password).size < 4;

/**
 * Refuses passwords that are easy to guess: shorter than ten characters, common ones, made of fewer than four different characters,
 * or built on the username. No rules about classes of characters: they make passwords worse (NIST SP 800-63B section 3.1.1.2).
 */
export function checkPassword(password: string, username: string): void {
  const lower = password.toLowerCase();
  const name = username.toLowerCase();
  const refuse = (detail: string): never => {
    throw new CentralinoError('user.weakPassword', detail, { fields: { password: 'weakPassword' } });
  };
  if (password.length < minPasswordLength) refuse(`use at least ${minPasswordLength} characters`);
  if (lower === name || (name.length >= 4 && lower.includes(name))) refuse('it must not contain the username');
  if (isOneCharacter(lower)) refuse('it repeats the same few characters');
  if (common.has(lower)) refuse('it is one of the most used passwords');
}

/** The passwords of the demo: known to everybody, so only the demo lets them in. */
export const isDemoPassword = (password: string, username: string): boolean => password.toLowerCase() === username.toLowerCase();

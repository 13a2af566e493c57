import { afterAll, describe, expect, it } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

const hasher = createPasswordHasher();
afterAll(() => hasher.close());

describe('password hasher', () => {
  it('makes a different argon2id hash each time, and knows its passwords again', async () => {
    const [one, two] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify('correct horse', one)).toBe(true);
    expect(await hasher.verify('correct horse', two)).toBe(true);
    expect(await hasher.verify('correct Horse', one)).toBe(false);
    expect(await hasher.verify('perché no? 🐴', await hasher.hash('perché no? 🐴'))).toBe(true);
  });

  it('works for nobody as long as for somebody, and is false', async () => {
    expect(await hasher.verify('anything', null)).toBe(false);
  });

  it('refuses what is no hash', async () => {
    await expect(hasher.verify('x', 'not a hash')).rejects.toThrow('Password hashing failed');
  });

  it('ends what waits when it is closed', async () => {
    const closing = createPasswordHasher();
    const waiting = expect(closing.hash('x')).rejects.toThrow('closed');
    await closing.close();
    await waiting;
  });
});

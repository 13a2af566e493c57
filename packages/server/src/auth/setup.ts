import { CentralinoError, type SessionUser } from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { checkPassword } from './password-policy.ts';
import { hashToken, newToken } from './tokens.ts';

export type SetupRequest = { token: string; username: string; name: string; password: string };

/** Any number that only Centralino's accounts use: guards "the last administrator" and "the first administrator" (PostgreSQL advisory lock). */
export const accountsLock = 7_236_001;

/** How the first administrator comes in: by a link that is printed once, works once, and only while there is no administrator. */
export class Setup {
  readonly #db: Kysely<Database>;
  readonly #hasher: PasswordHasher;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, hasher: PasswordHasher, now: () => number) {
    this.#db = db;
    this.#hasher = hasher;
    this.#now = now;
  }

  async isOpen(): Promise<boolean> {
    return !(await hasAdmin(this.#db));
  }

  /**
   * Makes a new token when there is no administrator yet; null otherwise. Only its hash is kept, so it can't be shown again:
   * the next start makes a new one and older ones stop working.
   */
  async issueToken(): Promise<string | null> {
    if (!(await this.isOpen())) return null;
    const token = newToken();
    await this.#db.transaction().execute(async (tx) => {
      await tx.deleteFrom('setup_tokens').where('used_at', 'is', null).execute();
      await tx
        .insertInto('setup_tokens')
        .values({ token_hash: hashToken(token), created_at: this.#now(), used_at: null })
        .execute();
    });
    return token;
  }

  /** Makes the first administrator. A refused password or username leaves the link usable. */
  async complete(request: SetupRequest): Promise<SessionUser> {
    if (!(await this.isOpen())) throw new CentralinoError('setup.closed');
    // The token is checked before the password is hashed, so that nobody without it can make the server work.
    const usable = await this.#db
      .selectFrom('setup_tokens')
      .select('token_hash')
      .where('token_hash', '=', hashToken(request.token))
      .where('used_at', 'is', null)
      .executeTakeFirst();
    if (usable === undefined) throw new CentralinoError('setup.badToken', 'restart the server to get a new link');
    checkPassword(request.password, request.username);
    const passwordHash = await this.#hasher.hash(request.password);

    return this.#db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${accountsLock})`.execute(tx);
      if (await hasAdmin(tx)) throw new CentralinoError('setup.closed');
      const taken = await tx
        .updateTable('setup_tokens')
        .set({ used_at: this.#now() })
        .where('token_hash', '=', usable.token_hash)
        .where('used_at', 'is', null)
        .returning('token_hash')
        .executeTakeFirst();
      if (taken === undefined) throw new CentralinoError('setup.badToken', 'restart the server to get a new link');
      const user: SessionUser = { id: randomUUID(), username: request.username, name: request.name, roles: ['admin'] };
      await tx
        .insertInto('users')
        .values({ ...user, password_hash: passwordHash, enabled: true, skills: JSON.stringify([]), created_at: this.#now() })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirstOrThrow(() => new CentralinoError('user.exists'));
      return user;
    });
  }
}

/** Whether somebody who can sign in is an administrator. */
export async function hasAdmin(db: Kysely<Database>): Promise<boolean> {
  const admin = await db
    .selectFrom('users')
    .select('id')
    .where('enabled', '=', true)
    .where(sql<boolean>`'admin' = any(roles)`)
    .limit(1)
    .executeTakeFirst();
  return admin !== undefined;
}

import type { SessionUser } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { IncomingHttpHeaders } from 'node:http';
import type { Database } from '../store/database.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { hashToken, newToken } from './tokens.ts';

/** A session that nobody used for this long ends. A live desk keeps its session in use. */
export const sessionIdleMs = 12 * 3_600_000;
/** No session is older than this, however much it is used. */
export const sessionMaxMs = 7 * 24 * 3_600_000;
/** `last_seen_at` is written at most this often: it decides about hours. */
const seenEveryMs = 60_000;

/** A signed-in browser. `sessionId` is the hash of its token: safe to log and to compare. */
export type Session = { sessionId: string; csrfToken: string; user: SessionUser };
export type SessionEnded = { sessionId: string; userId: string };

const ended = ['token_hash as sessionId', 'user_id as userId'] as const;

/** Sessions live in the database, so that they survive a restart of the server. */
export class Sessions {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;
  readonly #listeners = new Set<(ended: SessionEnded) => void>();

  constructor(db: Kysely<Database>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Opens a session and returns the token for the cookie; only its hash is kept. */
  async open(user: SessionUser): Promise<{ token: string; session: Session }> {
    const token = newToken();
    const session = { sessionId: hashToken(token), csrfToken: newToken(), user };
    const now = this.#now();
    await this.#db
      .insertInto('sessions')
      .values({
        token_hash: session.sessionId,
        user_id: user.id,
        csrf_token: session.csrfToken,
        created_at: now,
        expires_at: now + sessionMaxMs,
        last_seen_at: now,
      })
      .execute();
    return { token, session };
  }

  /** Who asks, by the cookie; null for nobody, an ended session or a disabled account. Roles are those of this moment. */
  async ofRequest(request: { headers: IncomingHttpHeaders }): Promise<Session | null> {
    const token = sessionTokenOf(request);
    if (token === null) return null;
    const sessionId = hashToken(token);
    const now = this.#now();
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(['users.id', 'users.username', 'users.name', 'users.roles', 'sessions.csrf_token', 'sessions.last_seen_at'])
      .where('sessions.token_hash', '=', sessionId)
      .where('sessions.expires_at', '>', now)
      .where('sessions.last_seen_at', '>', now - sessionIdleMs)
      .where('users.enabled', '=', true)
      .executeTakeFirst();
    if (row === undefined) return null;
    if (now - row.last_seen_at > seenEveryMs) await this.touch(sessionId);
    return {
      sessionId,
      csrfToken: row.csrf_token,
      user: { id: row.id, username: row.username, name: row.name, roles: row.roles as SessionUser['roles'] },
    };
  }

  /** The session is in use: its idle time begins anew. */
  async touch(sessionId: string): Promise<void> {
    await this.#db.updateTable('sessions').set({ last_seen_at: this.#now() }).where('token_hash', '=', sessionId).execute();
  }

  /** Ends one session wherever it is open. */
  async end(sessionId: string): Promise<void> {
    this.tellEnded(await this.#db.deleteFrom('sessions').where('token_hash', '=', sessionId).returning(ended).execute());
  }

  /** Ends all sessions of a user, except possibly the one that asks for it. */
  async endAllOf(userId: string, exceptSessionId: string | null = null): Promise<void> {
    let query = this.#db.deleteFrom('sessions').where('user_id', '=', userId);
    if (exceptSessionId !== null) query = query.where('token_hash', '!=', exceptSessionId);
    this.tellEnded(await query.returning(ended).execute());
  }

  /** Forgets sessions that are over, and tells their open pages. */
  async sweep(): Promise<void> {
    const now = this.#now();
    this.tellEnded(
      await this.#db
        .deleteFrom('sessions')
        .where((or) => or.or([or('expires_at', '<=', now), or('last_seen_at', '<=', now - sessionIdleMs)]))
        .returning(ended)
        .execute(),
    );
  }

  /** Called for each session that ended, whatever ended it. Returns a function that stops it. */
  onEnded(listener: (ended: SessionEnded) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The sessions of a user that are open now. */
  async listOf(userId: string): Promise<SessionEnded[]> {
    return this.#db.selectFrom('sessions').select(ended).where('user_id', '=', userId).execute();
  }

  /** For sessions that went together with their account. */
  tellEnded(sessions: SessionEnded[]): void {
    for (const session of sessions) {
      for (const listener of this.#listeners) listener(session);
    }
  }
}

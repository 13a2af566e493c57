import { CentralinoError, type DeskTokenAudience, type DeskTokenKind, type VerifiedToken } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { sessionIdleMs } from './sessions.ts';
import { hashToken, newToken } from './tokens.ts';

/** How long a token is good for, by its kind. */
export const deskTokenMs: Readonly<Record<DeskTokenKind, number>> = { session: 15 * 60_000, oneShot: 60_000 };

export type NewDeskToken = {
  kind: DeskTokenKind;
  audience: DeskTokenAudience;
  userId: string;
  /** The token dies with this session; null: it was made without one. */
  sessionId: string | null;
  /** What a popup is about. */
  interactionId?: string | null;
};

/**
 * Tokens by which a page beside the desk (a widget, a popup) proves to its own server whose desk it is in: 256 random bits, of which the
 * database knows only the SHA-256. They open nothing in Centralino.
 */
export class DeskTokens {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Makes a token. Whether this user may have one for this audience is the caller's to check. */
  async issue({ kind, audience, userId, sessionId, interactionId = null }: NewDeskToken): Promise<{ token: string; expiresAt: number }> {
    const token = newToken();
    const expiresAt = this.#now() + deskTokenMs[kind];
    await this.#db
      .insertInto('desk_tokens')
      .values({
        token_hash: hashToken(token),
        kind,
        audience_kind: audience.kind,
        audience_id: audience.id,
        user_id: userId,
        session_id: sessionId,
        interaction_id: interactionId,
        expires_at: expiresAt,
      })
      .execute();
    return { token, expiresAt };
  }

  /**
   * Whose token it is. A `oneShot` is used up by this, and of two who ask at the same time one gets it; a question by the wrong audience
   * does not use it up. Throws `token.invalid`, the same for wrong, expired, used, and made for somebody else.
   */
  async verify(token: string, audience: DeskTokenAudience | null = null): Promise<VerifiedToken> {
    const now = this.#now();
    const tokenHash = hashToken(token);
    let query = this.#db
      .selectFrom('desk_tokens as token')
      .innerJoin('users as user', 'user.id', 'token.user_id')
      .leftJoin('sessions as session', 'session.token_hash', 'token.session_id')
      .select(['user.id', 'user.username', 'user.name', 'token.kind', 'token.audience_kind', 'token.audience_id'])
      .select(['token.interaction_id', 'token.expires_at'])
      .where('token.token_hash', '=', tokenHash)
      .where('token.expires_at', '>', now)
      .where('user.enabled', '=', true)
      .where((eb) =>
        eb.or([
          eb('token.session_id', 'is', null),
          eb.and([eb('session.expires_at', '>', now), eb('session.last_seen_at', '>', now - sessionIdleMs)]),
        ]),
      );
    if (audience !== null) query = query.where('token.audience_kind', '=', audience.kind).where('token.audience_id', '=', audience.id);
    const row = await query.executeTakeFirst();
    if (row === undefined || (row.kind === 'oneShot' && !(await this.#use(tokenHash)))) throw new CentralinoError('token.invalid');
    return {
      user: { id: row.id, username: row.username, name: row.name },
      kind: row.kind,
      audience: { kind: row.audience_kind, id: row.audience_id },
      widgetId: row.audience_kind === 'widget' ? row.audience_id : null,
      interactionId: row.interaction_id,
      expiresAt: row.expires_at,
    };
  }

  /** Removes tokens that prove nothing any more. */
  async sweep(): Promise<void> {
    await this.#db.deleteFrom('desk_tokens').where('expires_at', '<=', this.#now()).execute();
  }

  /** The database lets exactly one delete the row. */
  async #use(tokenHash: string): Promise<boolean> {
    return (
      (await this.#db.deleteFrom('desk_tokens').where('token_hash', '=', tokenHash).returning('kind').executeTakeFirst()) !== undefined
    );
  }
}

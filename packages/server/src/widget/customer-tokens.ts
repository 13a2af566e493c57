import { hashToken, newToken } from '../auth/tokens.ts';
import type { StorePort } from '../realtime/ports.ts';

/** How long a customer can come back to an interaction that is over: to see how it ended and to rate it. */
export const afterwardsMs = 10 * 60_000;
/** No token is older than this, so that the table can't grow for ever. */
const maxAgeMs = 7 * 24 * 3_600_000;
const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/** The customer's only key to their interaction: 256 random bits, of which the database knows only the SHA-256. */
export class CustomerTokens {
  readonly #store: StorePort;
  readonly #now: () => number;

  constructor(store: StorePort, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Makes a token for an interaction that is about to be created. */
  async create(interactionId: string, widgetId: string): Promise<string> {
    const token = newToken();
    const now = this.#now();
    await this.#store.db
      .insertInto('customer_tokens')
      .values({
        token_hash: hashToken(token),
        interaction_id: interactionId,
        widget_id: widgetId,
        created_at: now,
        expires_at: now + maxAgeMs,
      })
      .execute();
    return token;
  }

  /** The interaction of a token, as long as it is open and ten minutes after; null for any other token. */
  async interactionOf(token: string, widgetId: string): Promise<string | null> {
    if (!tokenShape.test(token)) return null;
    const now = this.#now();
    const row = await this.#store.db
      .selectFrom('customer_tokens')
      .innerJoin('interactions', 'interactions.id', 'customer_tokens.interaction_id')
      .select('customer_tokens.interaction_id')
      .where('customer_tokens.token_hash', '=', hashToken(token))
      .where('customer_tokens.widget_id', '=', widgetId)
      .where('customer_tokens.expires_at', '>', now)
      .where((eb) => eb.or([eb('interactions.closed_at', 'is', null), eb('interactions.closed_at', '>', now - afterwardsMs)]))
      .executeTakeFirst();
    return row?.interaction_id ?? null;
  }

  /** For an interaction that was refused. */
  async remove(token: string): Promise<void> {
    await this.#store.db.deleteFrom('customer_tokens').where('token_hash', '=', hashToken(token)).execute();
  }

  /** Removes tokens that open nothing any more. */
  async sweep(): Promise<void> {
    const now = this.#now();
    await this.#store.db
      .deleteFrom('customer_tokens')
      .where((eb) =>
        eb.or([
          eb('expires_at', '<=', now),
          eb(
            'interaction_id',
            'in',
            eb
              .selectFrom('interactions')
              .select('id')
              .where('closed_at', '<=', now - afterwardsMs),
          ),
        ]),
      )
      .execute();
  }
}

import { CentralinoError, type Workstation } from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { hashToken, newToken } from '../auth/tokens.ts';
import type { Database, Row } from '../store/database.ts';

/** A workstation that is not seen for so long has to be connected again. */
const unusedMs = 180 * 24 * 3_600_000;
const perUser = 20;

export type WorkstationOwner = { workstationId: string; workstation: string; agentId: string; username: string };

/** Computers whose popup helper signs in with a token of its own: 256 random bits, of which the database knows only the SHA-256. */
export class Workstations {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;
  readonly #connected = new Map<string, number>();

  constructor(db: Kysely<Database>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async list(userId: string): Promise<Workstation[]> {
    const rows = await this.#db.selectFrom('workstations').selectAll().where('user_id', '=', userId).orderBy('created_at').execute();
    return rows.map((row) => this.#view(row));
  }

  /** Those of everybody, by agent. */
  async all(): Promise<(Workstation & { username: string })[]> {
    const rows = await this.#db
      .selectFrom('workstations')
      .innerJoin('users', 'users.id', 'workstations.user_id')
      .selectAll('workstations')
      .select('users.username')
      .orderBy('users.username')
      .orderBy('workstations.created_at')
      .execute();
    return rows.map((row) => ({ ...this.#view(row), username: row.username }));
  }

  async create(userId: string, name: string): Promise<{ workstation: Workstation; token: string }> {
    const { count } = await this.#db
      .selectFrom('workstations')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= perUser)
      throw new CentralinoError('request.invalid', `an agent has at most ${perUser} workstations: remove one first`);
    const token = newToken();
    const row = await this.#db
      .insertInto('workstations')
      .values({ id: randomUUID(), user_id: userId, name, token_hash: hashToken(token), created_at: this.#now(), last_seen_at: null })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { workstation: this.#view(row), token };
  }

  /** Its helper is sent away at its next check. Throws `workstation.unknown`, the same for none and for a colleague's. */
  async remove(userId: string, id: string): Promise<void> {
    const gone = await this.#db
      .deleteFrom('workstations')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning('id')
      .executeTakeFirst();
    if (gone === undefined) throw new CentralinoError('workstation.unknown');
  }

  /** Whose workstation signs in; null: nobody's (any more). Marks it as seen. */
  async ownerOf(token: string): Promise<WorkstationOwner | null> {
    const now = this.#now();
    const row = await this.#db
      .updateTable('workstations')
      .from('users')
      .set({ last_seen_at: now })
      .whereRef('users.id', '=', 'workstations.user_id')
      .where('token_hash', '=', hashToken(token))
      .where('users.enabled', '=', true)
      .where((eb) => eb(eb.fn.coalesce('workstations.last_seen_at', 'workstations.created_at'), '>', now - unusedMs))
      .returning(['workstations.id', 'workstations.name', 'users.id as agentId', 'users.username'])
      .executeTakeFirst();
    return row === undefined ? null : { workstationId: row.id, workstation: row.name, agentId: row.agentId, username: row.username };
  }

  /** Shown as connected until the answered function is called. */
  connected(id: string): () => void {
    this.#connected.set(id, (this.#connected.get(id) ?? 0) + 1);
    return () => {
      const left = (this.#connected.get(id) ?? 1) - 1;
      if (left > 0) this.#connected.set(id, left);
      else this.#connected.delete(id);
    };
  }

  #view(row: Row<'workstations'>): Workstation {
    return { id: row.id, name: row.name, createdAt: row.created_at, lastSeenAt: row.last_seen_at, connected: this.#connected.has(row.id) };
  }
}

import type { AuditEntry, AuditPage, AuditQuery } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import { storable } from '../engine/clean.ts';
import { type Database, type Row, toJson } from '../store/database.ts';
import { findNames, type Names } from './names.ts';

export type NewAuditEntry = {
  /** Who did it. `id` null: nobody with an account. */
  user: { id: string | null; username: string };
  /** See `AuditEntry` in the protocol for how actions are named. */
  action: string;
  subject?: { kind: string; id: string } | null;
  /** Never a secret, and nothing that has to be erased with a person. */
  details?: Record<string, unknown>;
  /** Of the browser; null: not known. */
  address?: string | null;
};

/** For whoever does something that has to be accounted for. */
export type AuditPort = {
  /** Resolves when it is in the database: await it before the answer. */
  record(entry: NewAuditEntry): Promise<void>;
};

/** The book of who did what. The database itself refuses to change or remove a row. */
export class AuditLog implements AuditPort {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  async record({ user, action, subject = null, details = {}, address = null }: NewAuditEntry): Promise<void> {
    await this.#db
      .insertInto('audit')
      .values({
        at: this.#now(),
        user_id: user.id,
        username: user.username,
        action,
        subject_kind: subject?.kind ?? null,
        subject_id: subject?.id ?? null,
        details: toJson(storable(details)),
        address,
      })
      .execute();
  }

  /** One page, newest first. */
  async list({ userId, action, subjectKind, subjectId, from, to, cursor, limit }: AuditQuery): Promise<AuditPage> {
    let query = this.#db.selectFrom('audit').selectAll();
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    if (action !== undefined) {
      query = action.endsWith('*')
        ? query.where('action', 'like', `${action.slice(0, -1).replace(/[\\%_]/g, '\\$&')}%`)
        : query.where('action', '=', action);
    }
    if (subjectKind !== undefined) query = query.where('subject_kind', '=', subjectKind);
    if (subjectId !== undefined) query = query.where('subject_id', '=', subjectId);
    if (from !== undefined) query = query.where('at', '>=', from);
    if (to !== undefined) query = query.where('at', '<', to);
    if (cursor !== undefined) query = query.where('id', '<', cursor);
    // One more than asked for tells whether there is a next page.
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const page = rows.slice(0, limit);
    const names = await findNames(this.#db, page);
    return { entries: page.map((row) => entryOf(row, names)), next: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
  }
}

const entryOf = (row: Row<'audit'>, names: Names): AuditEntry => ({
  id: row.id,
  at: row.at,
  userId: row.user_id,
  username: row.username,
  name: row.user_id === null ? null : names('user', row.user_id),
  action: row.action,
  subject:
    row.subject_kind === null || row.subject_id === null
      ? null
      : { kind: row.subject_kind, id: row.subject_id, name: names(row.subject_kind, row.subject_id) ?? nameInBody(row.details) },
  details: row.details,
  address: row.address,
});

/** Of what is gone the entry that made or changed it still has the name. */
function nameInBody({ body }: Record<string, unknown>): string | null {
  const { name } = (body ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : null;
}

import type { Kysely } from 'kysely';
import { contactNameOf } from '@centralino/protocol';
import { contactOf } from '../contacts/contact-row.ts';
import type { Database, Row } from '../store/database.ts';

/** The name of a thing that an entry is about; null: there is none (any more). */
export type Names = (kind: string, id: string) => string | null;

type Named = { id: string; name: string };

/** How to find names, by the kind of subject as routes name it. A person's name is never kept in the audit: it could not be erased there. */
const finders: Record<string, (db: Kysely<Database>, ids: string[]) => Promise<Named[]>> = {
  user: (db, ids) => db.selectFrom('users').select(['id', 'name']).where('id', 'in', ids).execute(),
  skillset: (db, ids) => db.selectFrom('skillsets').select(['code as id', 'name']).where('code', 'in', ids).execute(),
  profile: (db, ids) => db.selectFrom('profiles').select(['code as id', 'name']).where('code', 'in', ids).execute(),
  'address-book': (db, ids) => db.selectFrom('address_books').select(['id', 'name']).where('id', 'in', ids).execute(),
  workstation: (db, ids) => db.selectFrom('workstations').select(['id', 'name']).where('id', 'in', ids).execute(),
  service: async (db, ids) => {
    const rows = await db.selectFrom('services').select(['code', 'config']).where('code', 'in', ids).execute();
    return rows.map(({ code, config }) => ({ id: code, name: config.name }));
  },
  notification: async (db, ids) => {
    const rows = await db.selectFrom('notification_records').select(['id', 'config']).where('id', 'in', ids).execute();
    return rows.map(({ id, config }) => ({ id, name: config.name }));
  },
  contact: async (db, ids) => {
    const rows = await db.selectFrom('contacts').selectAll().where('id', 'in', ids).execute();
    return rows.map((row) => ({ id: row.id, name: contactNameOf(contactOf(row)) }));
  },
};

/** Looks up, in one question a kind, all names that these entries need. */
export async function findNames(db: Kysely<Database>, rows: readonly Row<'audit'>[]): Promise<Names> {
  const wanted = new Map<string, Set<string>>();
  const want = (kind: string | null, id: string | null): void => {
    if (kind === null || id === null || !Object.hasOwn(finders, kind)) return;
    wanted.set(kind, (wanted.get(kind) ?? new Set()).add(id));
  };
  for (const row of rows) {
    want('user', row.user_id);
    want(row.subject_kind, row.subject_id);
  }
  const found = new Map<string, string>();
  for (const [kind, ids] of wanted) {
    for (const { id, name } of (await finders[kind]?.(db, [...ids])) ?? []) found.set(`${kind} ${id}`, name);
  }
  return (kind, id) => found.get(`${kind} ${id}`) ?? null;
}

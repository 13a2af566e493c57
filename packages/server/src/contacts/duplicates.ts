import {
  CentralinoError,
  type Contact,
  type ContactFields,
  type ContactMerge,
  type CreateContactBody,
  type DuplicateList,
  maxMail,
  maxTel,
  maxWeb,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type Database, toJson } from '../store/database.ts';
import { given } from './contacts.ts';
import { contactOf, rowOf } from './contact-row.ts';
import { phoneKeyOf } from './phone-number.ts';
import { mailKeyOf } from './search-keys.ts';

const mostGroups = 50;
const mostInGroup = 10;

/** Contacts of one book that share a number (with its extension: a switchboard's is many people's), an email, or name and company. */
export async function findDuplicates(db: Kysely<Database>, book: string | undefined): Promise<DuplicateList> {
  const inBook = book === undefined ? sql`true` : sql`book_id = ${book}`;
  const { rows } = await sql<{ reason: 'number' | 'email' | 'name'; ids: string[] }>`
    with keyed as (
      select 'number' as reason, 1 as rank, book_id, n as key, id, created_at from contacts, unnest(numbers) n
        where n not like '%;ext=*' and merged_into is null and ${inBook}
      union all
      select 'email', 2, book_id, m, id, created_at from contacts, unnest(mails) m where merged_into is null and ${inBook}
      union all
      select 'name', 3, book_id, name_key, id, created_at from contacts where merged_into is null and name_key <> '' and ${inBook}
    ), grouped as (
      select reason, rank, book_id, key, (array_agg(id order by created_at, id))[1:${sql.lit(mostInGroup)}] as ids
      from keyed group by reason, rank, book_id, key having count(*) > 1
    )
    select distinct on (ids) reason, rank, ids from grouped order by ids, rank limit ${mostGroups + 1}`.execute(db);
  const groups = rows.slice(0, mostGroups);
  const ids = [...new Set(groups.flatMap((group) => group.ids))];
  const found = ids.length === 0 ? [] : await db.selectFrom('contacts').selectAll().where('id', 'in', ids).execute();
  const byId = new Map(found.map((row) => [row.id, contactOf(row)]));
  return {
    groups: groups
      .map((group) => ({ reason: group.reason, contacts: group.ids.flatMap((id) => byId.get(id) ?? []) }))
      .filter(({ contacts }) => contacts.length > 1),
    more: rows.length > mostGroups,
  };
}

/** What the one holds, filled up with what only the other has; numbers, mails and pages of both. */
export function mergedFields(kept: Contact, other: Contact): ContactFields {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...fields } = kept;
  const filled = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value === '' ? other[key as keyof Contact] : value]),
  ) as ContactFields;
  /** Those of the other that are new get ids of their own. */
  const both = <T extends { id?: string | undefined; value: string }>(
    own: readonly T[],
    more: readonly T[],
    key: (entry: T) => string,
    most: number,
  ): T[] => {
    const known = new Set(own.map(key));
    return [...own, ...more.filter((entry) => !known.has(key(entry))).map((entry) => ({ ...entry, id: undefined }))].slice(0, most);
  };
  return {
    ...filled,
    vip: kept.vip || other.vip,
    notes:
      kept.notes === '' || other.notes === '' || kept.notes === other.notes
        ? kept.notes || other.notes
        : `${kept.notes}\n\n${other.notes}`.slice(0, 10_000),
    custom: Array.from({ length: Math.max(kept.custom.length, other.custom.length) }, (_, i) => kept.custom[i] || other.custom[i] || ''),
    tel: both<ContactFields['tel'][number]>(kept.tel, other.tel, ({ value }) => phoneKeyOf(value) ?? value, maxTel),
    mail: both<ContactFields['mail'][number]>(kept.mail, other.mail, ({ value }) => mailKeyOf(value), maxMail),
    web: both<ContactFields['web'][number]>(kept.web, other.web, ({ value }) => value, maxWeb),
  };
}

const lockBoth = async (db: Kysely<Database>, ids: string[]): Promise<Map<string, Contact>> => {
  // Always in the same order, so that two merges can't wait for each other.
  const rows = await db
    .selectFrom('contacts')
    .selectAll()
    .where('id', 'in', ids)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, contactOf(row)]));
};

/**
 * Makes two contacts one. The other's interactions are this one's from then on: they keep the id that they have, which resolves to this
 * contact, so that history is never rewritten and the merge can be taken back. Throws `contact.unknown`.
 */
export async function mergeContacts(
  db: Kysely<Database>,
  id: string,
  otherId: string,
  fields: CreateContactBody,
  by: string,
  now: number,
): Promise<ContactMerge> {
  if (id === otherId) throw new CentralinoError('request.invalid', 'these are the same contact', { fields: { other: 'same' } });
  return db.transaction().execute(async (tx) => {
    const both = await lockBoth(tx, [id, otherId]);
    const kept = both.get(id);
    const other = both.get(otherId);
    if (kept === undefined || other === undefined) throw new CentralinoError('contact.unknown');
    const whole = { ...mergedFields(kept, other), ...given(fields) };
    const at = Math.max(now, kept.updatedAt + 1);
    const { created_at: _, ...columns } = rowOf(id, whole, { createdAt: kept.createdAt, updatedAt: at });
    const row = await tx.updateTable('contacts').set(columns).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
    await tx
      .updateTable('contacts')
      .set({ merged_into: id })
      .where((eb) => eb.or([eb('id', '=', otherId), eb('merged_into', '=', otherId)]))
      .execute();
    const mergeId = randomUUID();
    await tx
      .insertInto('contact_merges')
      .values({ id: mergeId, survivor: id, merged: otherId, before: toJson(kept), after_at: at, at: now, by })
      .execute();
    return { id: mergeId, contact: contactOf(row) };
  });
}

/** Takes a merge back: both are as they were. Throws `contact.changed` when the contact was changed (or merged again) since. */
export async function undoMerge(db: Kysely<Database>, mergeId: string, now: number): Promise<Contact> {
  return db.transaction().execute(async (tx) => {
    const merge = await tx.selectFrom('contact_merges').selectAll().where('id', '=', mergeId).executeTakeFirst();
    if (merge === undefined) throw new CentralinoError('contact.unknown', 'this merge was taken back already');
    const kept = (await lockBoth(tx, [merge.survivor])).get(merge.survivor);
    if (kept === undefined || kept.updatedAt !== merge.after_at) throw new CentralinoError('contact.changed');
    const { id, createdAt, updatedAt: _u, ...fields } = merge.before;
    const { created_at: _, ...columns } = rowOf(id, fields, { createdAt, updatedAt: Math.max(now, kept.updatedAt + 1) });
    const row = await tx.updateTable('contacts').set(columns).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
    await tx.updateTable('contacts').set({ merged_into: null }).where('id', '=', merge.merged).execute();
    // What had been merged into the other before goes back with it.
    const before = await tx.selectFrom('contact_merges').select('merged').where('survivor', '=', merge.merged).execute();
    if (before.length > 0)
      await tx
        .updateTable('contacts')
        .set({ merged_into: merge.merged })
        .where(
          'id',
          'in',
          before.map(({ merged }) => merged),
        )
        .execute();
    await tx.deleteFrom('contact_merges').where('id', '=', mergeId).execute();
    return contactOf(row);
  });
}

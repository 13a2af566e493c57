import {
  CentralinoError,
  type Contact,
  type ContactFields,
  type CreateContactBody,
  emptyContactFields,
  type UpdateContactBody,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { codeOf } from '../store/errors.ts';
import { readableBooks, type Reader } from './address-books.ts';
import { contactOf, rowOf } from './contact-row.ts';
import { phoneLookupsOf } from './phone-number.ts';
import { mailKeyOf, searchQueryOf } from './search-keys.ts';

/** So many of those that fit are put in order: of a search that finds more, people type on. */
const mostRanked = 1_000;
const mostCandidates = 20;

/** The contacts of all address books. */
export class Contacts {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /** A contact that was merged answers as the one that it is now. Throws `contact.unknown`, also for books that this reader has no part in. */
  async get(id: string, reader: Reader | null = null): Promise<Contact> {
    const row = await this.#db
      .selectFrom('contacts as asked')
      .innerJoin('contacts as c', (join) => join.on('c.id', '=', sql<string>`coalesce(asked.merged_into, asked.id)`))
      .selectAll('c')
      .where('asked.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new CentralinoError('contact.unknown');
    if (reader !== null && !(await this.#mayRead(row, reader))) throw new CentralinoError('contact.unknown');
    return contactOf(row);
  }

  /** The ids under which interactions know this contact: its own, and those of contacts that were merged into it. */
  async idsOf(id: string): Promise<string[]> {
    const rows = await this.#db.selectFrom('contacts').select('id').where('merged_into', '=', id).execute();
    return [id, ...rows.map((row) => row.id)];
  }

  /** `reader`: in whose books; null: any. Throws `book.unknown`. */
  async create(fields: CreateContactBody, reader: Reader | null = null): Promise<Contact> {
    const whole = { ...emptyContactFields, ...given(fields) };
    await this.#checkBook(whole.bookId, reader);
    const now = this.#now();
    const row = await this.#db
      .insertInto('contacts')
      .values(rowOf(randomUUID(), whole, { createdAt: now, updatedAt: now }))
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(bookGone);
    return contactOf(row);
  }

  /** Keeps what is not named. Throws `contact.unknown`, `contact.changed`, `book.unknown`. */
  async update(id: string, { updatedAt, ...fields }: UpdateContactBody, reader: Reader | null = null): Promise<Contact> {
    const before = await this.get(id, reader);
    if (updatedAt !== undefined && updatedAt !== before.updatedAt) throw new CentralinoError('contact.changed');
    const { id: ownId, createdAt, updatedAt: version, ...known } = before;
    const whole: ContactFields = { ...known, ...given(fields) };
    if (whole.bookId !== before.bookId) await this.#checkBook(whole.bookId, reader);
    const { created_at: _, ...columns } = rowOf(ownId, whole, { createdAt, updatedAt: Math.max(this.#now(), version + 1) });
    const row = await this.#db
      .updateTable('contacts')
      .set(columns)
      .where('id', '=', ownId)
      .where('updated_at', '=', version)
      .returningAll()
      .executeTakeFirst()
      .catch(bookGone);
    if (row === undefined) throw new CentralinoError('contact.changed');
    return contactOf(row);
  }

  /** Interactions keep its id, which then names nobody. */
  async remove(id: string): Promise<void> {
    const { numDeletedRows } = await this.#db.deleteFrom('contacts').where('id', '=', id).executeTakeFirst();
    if (numDeletedRows === 0n) throw new CentralinoError('contact.unknown');
  }

  /**
   * Finds by a number in any format or a part of it, by email, or by beginnings of words in any order, without accents and case; in order
   * of names. Without words: all.
   */
  async search(text: string, limit: number, options: { reader?: Reader | null; book?: string | undefined } = {}): Promise<Contact[]> {
    const { reader = null, book } = options;
    let found = this.#db.selectFrom('contacts').select('id').where('merged_into', 'is', null);
    if (book !== undefined) found = found.where('book_id', '=', book);
    if (reader !== null && !reader.all) found = found.where('book_id', 'in', await readableBooks(this.#db, reader));
    if (text.trim() === '') {
      found = found.orderBy('sort_name').orderBy('id').limit(limit);
    } else {
      const query = searchQueryOf(text);
      if (query === null) return [];
      found = found.where(sql<boolean>`search @@ ${query}::tsquery`).limit(mostRanked);
    }
    const rows = await this.#db
      .selectFrom('contacts')
      .selectAll()
      .where(
        'id',
        'in',
        this.#db
          .selectFrom(found.as('found'))
          .innerJoin('contacts as c', 'c.id', 'found.id')
          .select('c.id')
          .orderBy('c.sort_name')
          .orderBy('c.id')
          .limit(limit),
      )
      .orderBy('sort_name')
      .orderBy('id')
      .execute();
    return rows.map(contactOf);
  }

  /**
   * Who a caller with this number (in any format) and this email may be, the longest known first: by number, else by email; in the books
   * of the service, else in everybody's. Of several with the number, those who have the email too. A number of no known country is compared
   * digit by digit.
   */
  async candidates(known: { phone?: string | undefined; email?: string | undefined }, service: string | null = null): Promise<Contact[]> {
    const email = mailKeyOf(known.email ?? '');
    const having = async (condition: ReturnType<typeof sql<boolean>>) => {
      const rows = await this.#db
        .selectFrom('contacts as c')
        .innerJoin('address_books as b', 'b.id', 'c.book_id')
        .selectAll('c')
        .select(sql<boolean>`b.services <> '{}'`.as('own'))
        .where('c.merged_into', 'is', null)
        .where(condition)
        .where(sql<boolean>`(b.services = '{}' or ${service} = any (b.services))`)
        .orderBy(sql`b.services <> '{}'`, 'desc')
        .orderBy('c.created_at')
        .orderBy('c.id')
        .limit(mostCandidates)
        .execute();
      const own = rows.filter((row) => row.own);
      return (own.length > 0 ? own : rows).map(contactOf);
    };
    for (const keys of phoneLookupsOf(known.phone ?? '')) {
      const byNumber = await having(sql<boolean>`c.numbers && ${keys}::text[]`);
      if (byNumber.length === 0) continue;
      const both = email === '' ? [] : byNumber.filter(({ mail }) => mail.some(({ value }) => mailKeyOf(value) === email));
      return both.length > 0 ? both : byNumber;
    }
    return email === '' ? [] : having(sql<boolean>`c.mails @> array[${email}]`);
  }

  async #checkBook(bookId: string, reader: Reader | null): Promise<void> {
    if (reader === null || reader.all) return;
    if (!(await readableBooks(this.#db, reader)).includes(bookId)) throw new CentralinoError('book.unknown', bookId);
  }

  /** In a book of theirs, or linked to an interaction that they had a part in: a transfer brings customers of other services. */
  async #mayRead({ id, book_id: book }: { id: string; book_id: string }, reader: Reader): Promise<boolean> {
    if (reader.all || (await readableBooks(this.#db, reader)).includes(book)) return true;
    const ids = await this.idsOf(id);
    const own = await this.#db
      .selectFrom('interactions as i')
      .innerJoin('segments as s', 's.interaction_id', 'i.id')
      .select('i.id')
      .where('i.contact_id', 'in', ids)
      .where('s.agent_id', '=', reader.userId)
      .limit(1)
      .executeTakeFirst();
    return own !== undefined;
  }
}

/** What is left out stays out: `undefined` overwrites nothing. */
export const given = (fields: CreateContactBody): Partial<ContactFields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<ContactFields>;

/** A book that is gone (SQLSTATE 23503) is the caller's mistake. */
function bookGone(error: unknown): never {
  if (codeOf(error) === '23503') throw new CentralinoError('book.unknown', undefined, { cause: error });
  throw error;
}

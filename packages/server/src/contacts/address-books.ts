import { type AddressBook, type AddressBookList, CentralinoError, mainBookId, type Role, type SessionUser } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { codeOf } from '../store/errors.ts';

/** Whose eyes: `all` of supervisors and administrators; agents see everybody's books and those of their services. */
export type Reader = { userId: string; all: boolean };

export const mayReadAll = (roles: readonly Role[]): boolean => roles.includes('supervisor') || roles.includes('admin');
export const readerOf = ({ id, roles }: SessionUser): Reader => ({ userId: id, all: mayReadAll(roles) });

/** Codes of the services that this agent works for: those with one of their skillsets. */
export const servicesOfAgent = (db: Kysely<Database>, userId: string) =>
  db
    .selectFrom('services as s')
    .select('s.code')
    .where(
      sql<boolean>`exists (select 1 from users u, jsonb_array_elements(u.skills) skill
        where u.id = ${userId} and s.config->'skillsets' ? (skill->>'skillset'))`,
    );

/** Ids of the books that this reader may look into. */
export async function readableBooks(db: Kysely<Database>, reader: Reader): Promise<string[]> {
  let books = db.selectFrom('address_books').select('id');
  if (!reader.all) {
    books = books.where((eb) =>
      eb.or([sql<boolean>`services = '{}'`, sql<boolean>`services && array(${servicesOfAgent(db, reader.userId)})`]),
    );
  }
  return (await books.execute()).map(({ id }) => id);
}

/** The address books themselves. */
export class AddressBooks {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** In order of names, everybody's first. */
  async list(reader: Reader): Promise<AddressBookList['books']> {
    const ids = await readableBooks(this.#db, reader);
    return this.#db
      .selectFrom('address_books as b')
      .select(['b.id', 'b.name', 'b.services'])
      .select(sql<number>`(select count(*) from contacts c where c.book_id = b.id and c.merged_into is null)`.as('contacts'))
      .where('b.id', 'in', ids)
      .orderBy(sql`b.services <> '{}'`)
      .orderBy('b.name')
      .execute();
  }

  /** Throws `book.reserved` when everybody's own book should be only some services', `service.unknown`. */
  async put(book: AddressBook): Promise<AddressBook> {
    if (book.id === mainBookId && book.services.length > 0) throw new CentralinoError('book.reserved');
    const services = [...new Set(book.services)];
    if (services.length > 0) {
      const known = await this.#db.selectFrom('services').select('code').where('code', 'in', services).execute();
      const missing = services.find((code) => !known.some((one) => one.code === code));
      if (missing !== undefined) throw new CentralinoError('service.unknown', missing);
    }
    await this.#db
      .insertInto('address_books')
      .values({ ...book, services })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: book.name, services }))
      .execute();
    return { ...book, services };
  }

  /** Throws `book.unknown`, `book.reserved`, `book.inUse`. */
  async remove(id: string): Promise<void> {
    if (id === mainBookId) throw new CentralinoError('book.reserved');
    try {
      const { numDeletedRows } = await this.#db.deleteFrom('address_books').where('id', '=', id).executeTakeFirst();
      if (numDeletedRows === 0n) throw new CentralinoError('book.unknown');
    } catch (error) {
      if (codeOf(error) === '23503') throw new CentralinoError('book.inUse', undefined, { cause: error });
      throw error;
    }
  }
}

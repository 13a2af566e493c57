import { CentralinoError, type Contact } from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Database, Row } from '../store/database.ts';
import { phoneE164Of } from './phone-number.ts';

/** What people fill in of a contact; empty strings are unknown. */
export type ContactFields = Pick<Contact, 'firstName' | 'lastName' | 'company' | 'email' | 'phone' | 'notes'>;

/** The address book. */
export class Contacts {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  async get(id: string): Promise<Contact> {
    const row = await this.#db.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new CentralinoError('contact.unknown');
    return contactOf(row);
  }

  async create(fields: Partial<ContactFields>): Promise<Contact> {
    const now = this.#now();
    const row = await this.#db
      .insertInto('contacts')
      .values({ id: randomUUID(), ...columnsOf(fields), phone_e164: phoneE164Of(fields.phone ?? ''), created_at: now, updated_at: now })
      .returningAll()
      .executeTakeFirstOrThrow();
    return contactOf(row);
  }

  async update(id: string, fields: Partial<ContactFields>): Promise<Contact> {
    const row = await this.#db
      .updateTable('contacts')
      .set({
        ...columnsOf(fields),
        ...(fields.phone === undefined ? {} : { phone_e164: phoneE164Of(fields.phone) }),
        updated_at: this.#now(),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new CentralinoError('contact.unknown');
    return contactOf(row);
  }

  /**
   * Finds by a number in any format, by email, or by words of name and company in any order. Without words: the most recently changed.
   * Best matches are not ranked: people search until one is left.
   */
  async search(text: string, limit: number): Promise<Contact[]> {
    let query = this.#db.selectFrom('contacts').selectAll();
    const words = text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, 6);
    const digits = text.replace(/\D/g, '');
    const looksLikeNumber = digits.length >= 3 && /^[\d\s()+./-]+$/.test(text.trim());
    if (looksLikeNumber) {
      const e164 = phoneE164Of(text);
      // A part of a number is looked for in the digits, whatever stood between them.
      query = query.where((or) =>
        or.or([
          ...(e164 === null ? [] : [or('phone_e164', '=', e164)]),
          or(sql<string>`phone_e164`, 'like', `%${digits}%`),
          or(sql<string>`regexp_replace(phone, '\\D', '', 'g')`, 'like', `%${digits}%`),
        ]),
      );
    } else {
      for (const word of words) {
        query = query.where(
          sql<string>`first_name || ' ' || last_name || ' ' || company || ' ' || email`,
          'ilike',
          `%${escapeLike(word)}%`,
        );
      }
    }
    const rows = await query.orderBy('updated_at', 'desc').orderBy('id').limit(limit).execute();
    return rows.map(contactOf);
  }

  /** The contact with this number (in any format), else with this email; the oldest when several have it. null: nobody. */
  async match(known: { phone?: string | undefined; email?: string | undefined }): Promise<Contact | null> {
    const e164 = phoneE164Of(known.phone ?? '');
    const email = known.email?.trim().toLowerCase() ?? '';
    const oldest = this.#db.selectFrom('contacts').selectAll().orderBy('created_at').orderBy('id').limit(1);
    const byPhone = e164 === null ? undefined : await oldest.where('phone_e164', '=', e164).executeTakeFirst();
    if (byPhone !== undefined) return contactOf(byPhone);
    const byEmail = email === '' ? undefined : await oldest.where(sql<string>`lower(email)`, '=', email).executeTakeFirst();
    return byEmail === undefined ? null : contactOf(byEmail);
  }
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

const columnsOf = (fields: Partial<ContactFields>) => ({
  ...(fields.firstName === undefined ? {} : { first_name: fields.firstName.trim() }),
  ...(fields.lastName === undefined ? {} : { last_name: fields.lastName.trim() }),
  ...(fields.company === undefined ? {} : { company: fields.company.trim() }),
  ...(fields.email === undefined ? {} : { email: fields.email.trim() }),
  ...(fields.phone === undefined ? {} : { phone: fields.phone.trim() }),
  ...(fields.notes === undefined ? {} : { notes: fields.notes }),
});

const contactOf = (row: Row<'contacts'>): Contact => ({
  id: row.id,
  firstName: row.first_name,
  lastName: row.last_name,
  company: row.company,
  email: row.email,
  phone: row.phone,
  phoneE164: row.phone_e164,
  notes: row.notes,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

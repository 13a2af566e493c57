import { contactNameOf, type CreateContactBody, type SharedNumber } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { contactOf } from '../contact-row.ts';
import { phoneKeyOf } from '../phone-number.ts';
import { mailKeyOf, personKeyOf } from '../search-keys.ts';

const mostShown = 100;
const mostRowsOfNumber = 20;
const numbersOfQuery = 1_000;

/** Who somebody is by name: the person, else the company. */
export function identityOf({ firstName = '', lastName = '', company = '' }: CreateContactBody): string {
  const person = personKeyOf(`${firstName} ${lastName}`);
  return person === '' ? `| ${personKeyOf(company)}` : person;
}

/** `people`: names and emails by which the rows that have it are told apart. */
type Shared = { number: string; rows: SharedNumber['rows']; people: Person[] };
type Person = { ids: string[]; externalId: string; identity: string; mails: string[] };

const personOf = (fields: CreateContactBody & { id?: string }): Person => ({
  ids: [fields.externalId ?? '', fields.id ?? ''].filter((id) => id !== ''),
  externalId: fields.externalId ?? '',
  identity: identityOf(fields),
  mails: (fields.mail ?? []).map(({ value }) => mailKeyOf(value)),
});
/** Whether nobody has to be asked: it is the same person, or each has an id in the system that both come from. */
const agree = (a: Person, b: Person): boolean =>
  a.identity === b.identity ||
  a.mails.some((mail) => b.mails.includes(mail)) ||
  a.ids.some((id) => b.ids.includes(id)) ||
  (a.externalId !== '' && b.externalId !== '');

/** Numbers that people of a file, or of the file and the book, share who agree in nothing else. */
export class SharedNumbers {
  readonly #numbers = new Map<string, Shared>();

  add(row: number, fields: CreateContactBody): void {
    const person = personOf(fields);
    for (const { value } of fields.tel ?? []) {
      const key = phoneKeyOf(value);
      if (key === null) continue;
      const shared = this.#numbers.get(key) ?? { number: value, rows: [], people: [] };
      this.#numbers.set(key, shared);
      if (shared.rows.length >= mostRowsOfNumber || shared.people.some((one) => agree(one, person))) continue;
      shared.rows.push({ row, name: contactNameOf(fields) });
      shared.people.push(person);
    }
  }

  async found(db: Kysely<Database>, bookId: string): Promise<{ shared: SharedNumber[]; sharedTotal: number }> {
    const contacts = await this.#contactsWith(db, bookId);
    const shared: SharedNumber[] = [];
    let sharedTotal = 0;
    for (const [key, { number, rows, people }] of this.#numbers) {
      const others = (contacts.get(key) ?? []).filter((one) => !people.every((person) => agree(person, one)));
      if (rows.length + others.length < 2) continue;
      sharedTotal += 1;
      if (shared.length < mostShown) shared.push({ number, rows, contacts: others.slice(0, mostRowsOfNumber).map(({ name }) => name) });
    }
    return { shared, sharedTotal };
  }

  async #contactsWith(db: Kysely<Database>, bookId: string): Promise<Map<string, (Person & { name: string })[]>> {
    const found = new Map<string, (Person & { name: string })[]>();
    const keys = [...this.#numbers.keys()];
    for (let from = 0; from < keys.length; from += numbersOfQuery) {
      const some = keys.slice(from, from + numbersOfQuery);
      const rows = await db
        .selectFrom('contacts')
        .selectAll()
        .where('book_id', '=', bookId)
        .where('merged_into', 'is', null)
        .where(sql<boolean>`numbers && ${some}::text[]`)
        .execute();
      for (const contact of rows.map(contactOf)) {
        const person = { ...personOf(contact), name: contactNameOf(contact) };
        for (const { value } of contact.tel) {
          const key = phoneKeyOf(value);
          if (key !== null) found.set(key, [...(found.get(key) ?? []), person]);
        }
      }
    }
    return found;
  }
}

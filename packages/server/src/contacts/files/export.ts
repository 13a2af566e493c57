import { contactNameOf } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../../store/database.ts';
import { contactOf } from '../contact-row.ts';
import { csvHeader, csvLine } from './csv.ts';
import { vcardOf } from './vcard.ts';

const pageSize = 500;

/** All contacts (of a book) as text, page by page: however many there are, few of them are in memory. */
export async function* exportContacts(db: Kysely<Database>, format: 'csv' | 'vcard', book: string | undefined): AsyncGenerator<string> {
  if (format === 'csv') yield csvHeader();
  for (let after = ''; ;) {
    let query = db
      .selectFrom('contacts')
      .selectAll()
      .where('merged_into', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize);
    if (book !== undefined) query = query.where('book_id', '=', book);
    const contacts = (await query.execute()).map(contactOf);
    if (contacts.length > 0)
      yield contacts.map((contact) => (format === 'csv' ? csvLine(contact) : vcardOf(contact, contactNameOf(contact)))).join('');
    const last = contacts.at(-1);
    if (last === undefined || contacts.length < pageSize) return;
    after = last.id;
  }
}

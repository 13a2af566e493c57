import type { PhoneCountry } from '@centralino/protocol/phone';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../store/connection.ts';
import { type Database, toJson } from '../store/database.ts';
import { contactOf, telOf } from './contact-row.ts';
import { setHomeCountry } from './phone-number.ts';
import { searchKeysOf } from './search-keys.ts';

/** Counts up when the same text is read as another number or address than before: what is stored is then read again. */
const rules = 1;
const batchSize = 1_000;

/**
 * From now on numbers without an international prefix are of this country. Those that are stored were read as the setting (or the program)
 * was then: when that was otherwise they are made anew of what people wrote, before anybody asks. An end in between only means that the
 * next start does it again.
 */
export async function readNumbersAs(country: PhoneCountry, db: Kysely<Database>, logger: Pick<Logger, 'info'>): Promise<void> {
  setHomeCountry(country);
  const last = await db.selectFrom('number_reading').select(['country', 'rules']).executeTakeFirst();
  if (last?.country === country && last.rules === rules) return;
  let count = 0;
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('contacts')
      .selectAll()
      .where('id', '>', after)
      .where(sql<boolean>`(tel <> '[]' or mail <> '[]')`)
      .orderBy('id')
      .limit(batchSize)
      .execute();
    const end = rows.at(-1);
    if (end === undefined) break;
    const read = rows.map((row) => {
      const contact = contactOf(row);
      const tel = contact.tel.map(telOf);
      const { numbers, mails, lexemes } = searchKeysOf({ ...contact, tel });
      return { id: row.id, tel, numbers, mails, lexemes };
    });
    // Who looks at a contact meanwhile is not told that somebody changed it: nobody did.
    await sql`update contacts c set tel = r.tel, numbers = r.numbers, mails = r.mails, search = array_to_tsvector(r.lexemes)
      from jsonb_to_recordset(${toJson(read)}) as r(id text, tel jsonb, numbers text[], mails text[], lexemes text[])
      where c.id = r.id`.execute(db);
    count += rows.length;
    after = end.id;
  }
  const now = { country, rules };
  await db
    .insertInto('number_reading')
    .values({ id: 1, ...now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(now))
    .execute();
  if (count > 0)
    logger.info(`The numbers of ${count} contacts were read again, those without an international prefix as numbers of ${country}`);
}

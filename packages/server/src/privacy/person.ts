import { type Contact, dialledPhone, digitsOf, interactionStream } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import { contactOf } from '../contacts/contact-row.ts';
import { mailKeyOf } from '../contacts/search-keys.ts';
import type { Database } from '../store/database.ts';

/** Everything by which a person is in the database. `open`: something goes on, or its recording is still on its way to the store. */
export type Person = { contacts: Contact[]; interactionIds: string[]; open: boolean };

/**
 * The contact with those that were merged into it, and their interactions: linked now, linked once, of nobody but with the person's number
 * or email in the form, and the consultations about any of these.
 */
export async function findPerson(db: Kysely<Database>, contactIds: readonly string[]): Promise<Person> {
  const ids = [...contactIds];
  const contacts = (await db.selectFrom('contacts').selectAll().where('id', 'in', ids).orderBy('id').execute()).map(contactOf);
  const mails = contacts.flatMap(({ mail }) => mail.map(({ value }) => mailKeyOf(value)));
  const digits = contacts
    .flatMap(({ tel }) => tel.flatMap(({ value, e164 }) => [value, dialledPhone(value), e164 ?? ''].map(digitsOf)))
    .filter((one) => one.length >= 6);
  const prefix = interactionStream('').length + 1;
  const { rows } = await sql<{ id: string; open: boolean }>`
    with own as (
      select id from interactions where contact_id = any (${ids}::text[])
      union
      select substr(stream, ${prefix}::int) from events
      where (type = 'interaction.created' and data->'customer'->>'contactId' = any (${ids}::text[]))
        or (type = 'interaction.contactLinked' and data->>'contactId' = any (${ids}::text[]))
      union
      select i.id from interactions i, jsonb_array_elements(i.view->'customer'->'answers') a
      where i.contact_id is null and (lower(trim(a->>'value')) = any (${mails}::text[])
        or regexp_replace(a->>'value', '\\D', '', 'g') = any (${digits}::text[]))
    )
    select i.id, i.closed_at is null or i.view->'recordings' @> '[{"state": "saving"}]' as open from interactions i
    where i.id in (select id from own)
      or (i.origin_agent_id is not null and i.view->'origin'->'consultFor'->>'interactionId' in (select id from own))
    order by i.arrived_at, i.id`.execute(db);
  return { contacts, interactionIds: rows.map(({ id }) => id), open: rows.some(({ open }) => open) };
}

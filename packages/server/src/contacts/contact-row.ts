import { type Contact, type ContactFields, CentralinoError } from '@centralino/protocol';
import { sql } from 'kysely';
import { type NewRow, type Row, toJson } from '../store/database.ts';
import { phoneOf } from './phone-number.ts';
import { searchKeysOf } from './search-keys.ts';

export const contactOf = (row: Row<'contacts'>): Contact => ({
  id: row.id,
  bookId: row.book_id,
  kind: row.kind,
  firstName: row.first_name,
  lastName: row.last_name,
  otherName: row.other_name,
  company: row.company,
  department: row.department,
  role: row.role,
  category: row.category,
  vip: row.vip,
  street: row.street,
  postcode: row.postcode,
  city: row.city,
  region: row.region,
  country: row.country,
  tel: row.tel,
  mail: row.mail,
  web: row.web,
  notes: row.notes,
  custom: row.custom,
  externalId: row.external_id,
  companyExternalId: row.company_external_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** Ids that are there stay; what has none, or one that came before, gets the first that is free: they are stable from then on. */
function withIds<T extends { id?: string | undefined; value: string }>(prefix: string, entries: readonly T[]): (T & { id: string })[] {
  const taken = new Set<string>();
  const kept = entries
    .map((entry) => ({ ...entry, value: entry.value.trim() }))
    .filter(({ value }) => value !== '')
    .map((entry) => {
      const own = entry.id !== undefined && !taken.has(entry.id);
      if (own) taken.add(entry.id as string);
      return own ? entry : { ...entry, id: undefined };
    });
  let next = 1;
  return kept.map((entry) => {
    if (entry.id !== undefined) return entry as T & { id: string };
    while (taken.has(`${prefix}${next}`)) next += 1;
    taken.add(`${prefix}${next}`);
    return { ...entry, id: `${prefix}${next}` } as T & { id: string };
  });
}

/** A number as it is kept: as it was written, and what it is. */
export function telOf({ id, value, type }: Omit<Contact['tel'][number], 'e164' | 'extension'>): Contact['tel'][number] {
  const { e164, extension } = phoneOf(value);
  return { id, value, type, e164, ...(extension === null ? {} : { extension }) };
}

/** The row of a contact with these fields, all of it: keys for finding it are made here and nowhere else. */
export function rowOf(id: string, fields: ContactFields, times: { createdAt: number; updatedAt: number }): NewRow<'contacts'> {
  const trim = (text: string): string => text.trim();
  const tel = withIds('t', fields.tel).map(telOf);
  const mail = withIds('m', fields.mail);
  const web = withIds('w', fields.web);
  for (const { value } of web) {
    // A link of a contact is clicked by agents.
    if (/^[a-z][a-z0-9+.-]*:/i.test(value) && !/^https?:\/\//i.test(value)) {
      throw new CentralinoError('request.invalid', 'web pages begin with http:// or https://', { fields: { web: 'url' } });
    }
  }
  const keys = searchKeysOf({ ...fields, tel, mail });
  return {
    id,
    book_id: fields.bookId,
    kind: fields.kind,
    first_name: trim(fields.firstName),
    last_name: trim(fields.lastName),
    other_name: trim(fields.otherName),
    company: trim(fields.company),
    department: trim(fields.department),
    role: trim(fields.role),
    category: trim(fields.category),
    vip: fields.vip,
    street: trim(fields.street),
    postcode: trim(fields.postcode),
    city: trim(fields.city),
    region: trim(fields.region),
    country: trim(fields.country),
    tel: toJson(tel),
    mail: toJson(mail),
    web: toJson(web),
    notes: fields.notes,
    custom: fields.custom.map(trim),
    external_id: trim(fields.externalId),
    company_external_id: trim(fields.companyExternalId),
    numbers: keys.numbers,
    mails: keys.mails,
    name_key: keys.nameKey,
    sort_name: keys.sortName,
    search: sql`array_to_tsvector(${keys.lexemes}::text[])`,
    created_at: times.createdAt,
    updated_at: times.updatedAt,
  };
}

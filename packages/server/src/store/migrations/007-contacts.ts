import { sql, type Kysely } from 'kysely';
import { searchKeysOf } from '../../contacts/search-keys.ts';

const statements = [
  // Without services: everybody's.
  sql`create table address_books (
    id text primary key,
    name text not null,
    services text[] not null default '{}'
  )`,
  sql`insert into address_books (id, name) values ('main', 'Contacts')`,
  sql`alter table contacts
    add column book_id text not null default 'main' references address_books (id),
    add column kind text not null default 'individual',
    add column other_name text not null default '',
    add column department text not null default '',
    add column role text not null default '',
    add column category text not null default '',
    add column vip boolean not null default false,
    add column street text not null default '',
    add column postcode text not null default '',
    add column city text not null default '',
    add column region text not null default '',
    add column country text not null default '',
    add column tel jsonb not null default '[]',
    add column mail jsonb not null default '[]',
    add column web jsonb not null default '[]',
    add column custom text[] not null default '{}',
    add column external_id text not null default '',
    add column company_external_id text not null default '',
    add column merged_into text references contacts (id) on delete cascade,
    add column numbers text[] not null default '{}',
    add column mails text[] not null default '{}',
    add column name_key text not null default '',
    add column sort_name text collate "C" not null default '',
    add column search tsvector not null default ''`,
  sql`update contacts set
    tel = case when phone = '' then '[]'::jsonb
      else jsonb_build_array(jsonb_build_object('id', 't1', 'value', phone, 'type', 'MAIN', 'e164', phone_e164)) end,
    mail = case when email = '' then '[]'::jsonb
      else jsonb_build_array(jsonb_build_object('id', 'm1', 'value', email, 'type', 'INTERNET_WORK')) end`,
];

const last = [
  sql`alter table contacts drop column phone, drop column phone_e164, drop column email`,
  sql`drop index contacts_updated`,
  sql`create index contacts_search on contacts using gin (search) with (fastupdate = off)`,
  sql`create index contacts_numbers on contacts using gin (numbers)`,
  sql`create index contacts_mails on contacts using gin (mails)`,
  sql`create index contacts_name on contacts (name_key) where name_key <> '' and merged_into is null`,
  sql`create index contacts_sorted on contacts (sort_name, id) where merged_into is null`,
  sql`create index contacts_book on contacts (book_id, sort_name, id) where merged_into is null`,
  sql`create index contacts_external on contacts (book_id, external_id) where external_id <> ''`,
  sql`create index contacts_merged on contacts (merged_into) where merged_into is not null`,
  // What a merge did, so that it can be taken back.
  sql`create table contact_merges (
    id text primary key,
    survivor text not null references contacts (id) on delete cascade,
    merged text not null references contacts (id) on delete cascade,
    before jsonb not null,
    after_at bigint not null,
    at bigint not null,
    by text not null
  )`,
  sql`create table contact_imports (
    id text primary key,
    by text not null,
    created_at bigint not null,
    state jsonb not null
  )`,
  // When what is personal in it was removed, by a person's wish or because its time was over.
  sql`alter table interactions add column erased_at bigint`,
  sql`create index interactions_unerased on interactions (service, channel, closed_at) where erased_at is null and closed_at is not null`,
  // Which persons were erased, by whom, and what was removed: never who they were. An unfinished one is taken up again at the next start.
  sql`create table erasures (
    id text primary key,
    contact_ids text[] not null,
    interaction_ids text[] not null,
    by text not null,
    reason text not null,
    started_at bigint not null,
    finished_at bigint,
    report jsonb
  )`,
];

type Old = {
  id: string;
  first_name: string;
  last_name: string;
  company: string;
  tel: { value: string; e164: string | null }[];
  mail: { value: string }[];
};

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
  for (let after = ''; ;) {
    const { rows } = await sql<Old>`select id, first_name, last_name, company, tel, mail from contacts
      where id > ${after} order by id limit 1000`.execute(db);
    for (const { id, first_name: firstName, last_name: lastName, company, tel, mail } of rows) {
      const keys = searchKeysOf({ firstName, lastName, otherName: '', company, department: '', city: '', tel, mail });
      await sql`update contacts set numbers = ${keys.numbers}, mails = ${keys.mails}, name_key = ${keys.nameKey},
        sort_name = ${keys.sortName}, search = array_to_tsvector(${keys.lexemes}::text[]) where id = ${id}`.execute(db);
    }
    const end = rows.at(-1);
    if (end === undefined) break;
    after = end.id;
  }
  for (const statement of last) await statement.execute(db);
}

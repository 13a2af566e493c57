import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // How the numbers of contacts were read: by which rules, and of which country those without an international prefix were.
  await sql`create table number_reading (
    id integer primary key default 1 check (id = 1),
    country text not null,
    rules integer not null
  )`.execute(db);
}

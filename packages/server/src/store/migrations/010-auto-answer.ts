import { sql, type Kysely } from 'kysely';

/** Agents whose calls are answered by themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column auto_answer boolean not null default false`.execute(db);
}

import { sql, type Kysely } from 'kysely';

const statements = [
  // Who called, when it was an agent (a call by hand, a consultation); null: a customer.
  sql`alter table interactions add column origin_agent_id text`,
  sql`create index interactions_origin on interactions (origin_agent_id, arrived_at desc) where origin_agent_id is not null`,
  // Web pages that live in the desk. `position` is their order there.
  sql`create table desk_widgets (
    id text primary key,
    config jsonb not null,
    position integer not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

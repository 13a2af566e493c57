import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table popup_config (
    id integer primary key check (id = 1),
    config jsonb not null,
    updated_at bigint not null
  )`,
  // Popups with their receipts. `url` never has a token: its placeholders are filled when it is sent.
  sql`create table popups (
    id text primary key,
    interaction_id text not null,
    segment_id text not null,
    agent_id text not null,
    trigger text not null,
    mode text not null,
    url text not null,
    tab_name text,
    state text not null,
    detail text not null default '',
    at bigint not null,
    created_at bigint not null,
    sent_at bigint,
    settled_at bigint,
    ms integer
  )`,
  // An event opens its popup once, however often it is looked at.
  sql`create unique index popups_once on popups (segment_id, trigger) where trigger <> 'demand'`,
  sql`create index popups_interaction on popups (interaction_id, created_at)`,
  sql`create index popups_waiting on popups (agent_id) where state in ('pending', 'sent', 'blocked')`,
  sql`create index popups_created on popups (created_at)`,
  sql`create table workstations (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    name text not null,
    token_hash text not null unique,
    created_at bigint not null,
    last_seen_at bigint
  )`,
  sql`create index workstations_user on workstations (user_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

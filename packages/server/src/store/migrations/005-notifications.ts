import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table notification_records (
    id text primary key,
    config jsonb not null,
    secrets text not null,
    gone boolean not null default false,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  // Written by the engine in the transaction of the events; changed once or twice: room on the page keeps that out of the indexes.
  sql`create table notification_deliveries (
    id bigint primary key,
    record_id text not null,
    interaction_id text not null,
    call_type text not null,
    event text not null,
    at bigint not null,
    fact jsonb not null,
    mapping jsonb not null,
    state text not null default 'pending',
    attempts integer not null default 0,
    next_at bigint,
    last_error text
  ) with (fillfactor = 85)`,
  sql`create index notification_deliveries_open on notification_deliveries (record_id, id) where state <> 'delivered'`,
  sql`create index notification_deliveries_interaction on notification_deliveries (interaction_id)`,
  sql`create index notification_deliveries_at on notification_deliveries (at)`,
  sql`create table notification_attempts (
    id bigint generated always as identity primary key,
    delivery_id bigint,
    record_id text not null,
    record_name text not null,
    interaction_id text,
    call_type text not null,
    event text not null,
    at bigint not null,
    attempt integer not null,
    method text not null,
    url text not null,
    status integer,
    duration_ms integer not null,
    outcome text not null,
    error text,
    answer text
  )`,
  sql`create index notification_attempts_interaction on notification_attempts (interaction_id) where interaction_id is not null`,
  sql`create index notification_attempts_record on notification_attempts (record_id, id desc)`,
  sql`create index notification_attempts_at on notification_attempts (at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

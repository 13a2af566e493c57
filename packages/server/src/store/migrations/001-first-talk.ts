import { sql, type Kysely } from 'kysely';

/** The log and the engine's own tables. */
const engineTables = [
  sql`create table events (
    seq bigint primary key,
    stream text not null,
    version integer not null check (version > 0),
    type text not null,
    at bigint not null,
    data jsonb not null,
    unique (stream, version)
  )`,
  sql`create table engine_lease (
    id smallint primary key check (id = 1),
    holder text not null,
    epoch bigint not null,
    expires_at bigint not null
  )`,
  // Epoch 0 with an expiry in the past: free for the first engine.
  sql`insert into engine_lease (id, holder, epoch, expires_at) values (1, '', 0, 0)`,
  sql`create table snapshots (
    seq bigint primary key,
    at bigint not null,
    state jsonb not null
  )`,
];

/** Read tables: written by the engine in the transaction of the events. Their rows change often: room on the page keeps indexes out of it. */
const readTables = [
  sql`create table interactions (
    id text primary key,
    service text not null,
    channel text not null,
    state text not null,
    arrived_at bigint not null,
    closed_at bigint,
    contact_id text,
    view jsonb not null,
    seq bigint not null
  ) with (fillfactor = 75)`,
  sql`create index interactions_arrived on interactions (arrived_at desc, id)`,
  sql`create index interactions_open on interactions (service, arrived_at) where closed_at is null`,
  sql`create index interactions_contact on interactions (contact_id, arrived_at desc) where contact_id is not null`,
  sql`create table segments (
    id text primary key,
    interaction_id text not null,
    agent_id text not null,
    state text not null,
    outcome text,
    offered_at bigint not null,
    accepted_at bigint,
    online_at bigint,
    ended_at bigint,
    finished_at bigint,
    note text not null,
    seq bigint not null
  ) with (fillfactor = 75)`,
  sql`create index segments_interaction on segments (interaction_id)`,
  sql`create index segments_agent on segments (agent_id, offered_at desc)`,
  sql`create table agent_states (
    agent_id text primary key,
    view jsonb not null,
    seq bigint not null
  ) with (fillfactor = 75)`,
  sql`create table services (
    code text primary key,
    config jsonb not null,
    seq bigint not null
  )`,
];

/** Master data: written by the doors. */
const masterTables = [
  sql`create table users (
    id text primary key,
    username text not null,
    name text not null,
    password_hash text not null,
    roles text[] not null,
    enabled boolean not null default true,
    skills jsonb not null,
    created_at bigint not null
  )`,
  sql`create unique index users_username on users (lower(username))`,
  sql`create table sessions (
    token_hash text primary key,
    user_id text not null references users (id) on delete cascade,
    csrf_token text not null,
    created_at bigint not null,
    expires_at bigint not null,
    last_seen_at bigint not null
  )`,
  sql`create index sessions_user on sessions (user_id)`,
  sql`create table setup_tokens (
    token_hash text primary key,
    created_at bigint not null,
    used_at bigint
  )`,
  sql`create table customer_tokens (
    token_hash text primary key,
    interaction_id text not null,
    widget_id text not null,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  sql`create index customer_tokens_interaction on customer_tokens (interaction_id)`,
  sql`create table skillsets (code text primary key, name text not null)`,
  sql`create table widgets (id text primary key, config jsonb not null)`,
  sql`create table pause_reasons (code text primary key, label jsonb not null, position integer not null)`,
  sql`create table contacts (
    id text primary key,
    first_name text not null default '',
    last_name text not null default '',
    company text not null default '',
    email text not null default '',
    phone text not null default '',
    phone_e164 text,
    notes text not null default '',
    created_at bigint not null,
    updated_at bigint not null
  )`,
  sql`create index contacts_email on contacts (lower(email)) where email <> ''`,
  sql`create index contacts_phone on contacts (phone_e164) where phone_e164 is not null`,
  sql`create index contacts_updated on contacts (updated_at desc, id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...engineTables, ...readTables, ...masterTables]) await statement.execute(db);
}

import { sql, type Kysely } from 'kysely';

const statements = [
  // Tokens of pages beside the desk. They go with the session that they were made in, and with the account.
  sql`create table desk_tokens (
    token_hash text primary key,
    kind text not null,
    audience_kind text not null,
    audience_id text not null,
    user_id text not null references users (id) on delete cascade,
    session_id text references sessions (token_hash) on delete cascade,
    interaction_id text,
    expires_at bigint not null
  )`,
  sql`create index desk_tokens_user on desk_tokens (user_id)`,
  sql`create index desk_tokens_session on desk_tokens (session_id) where session_id is not null`,
  sql`create index desk_tokens_expires on desk_tokens (expires_at)`,
  // Who did what. No foreign keys: a row outlives everything that it is about.
  sql`create table audit (
    id bigint generated always as identity primary key,
    at bigint not null,
    user_id text,
    username text not null,
    action text not null,
    subject_kind text,
    subject_id text,
    details jsonb not null,
    address text
  )`,
  sql`create index audit_at on audit (at)`,
  sql`create index audit_user on audit (user_id, id desc)`,
  sql`create index audit_action on audit (action, id desc)`,
  sql`create index audit_subject on audit (subject_kind, subject_id, id desc)`,
  sql`create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'rows of % are never changed or removed', tg_table_name;
    end $$`,
  sql`create trigger audit_stays before update or delete or truncate on audit for each statement execute function refuse_change()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

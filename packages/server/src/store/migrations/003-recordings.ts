import { sql, type Kysely } from 'kysely';

const statements = [
  // Saved recordings. `store`: where their files are (disk, s3); `files`: their keys there and what is known of each.
  sql`create table recordings (
    id text primary key,
    interaction_id text not null,
    by_agent_id text,
    started_at bigint not null,
    ended_at bigint not null,
    store text not null,
    result jsonb not null,
    files jsonb not null
  )`,
  sql`create index recordings_interaction on recordings (interaction_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
  await upgradeViews(db);
}

/** Views of earlier versions know of no recordings and of no values of integrations: there were none. */
export async function upgradeViews(db: Kysely<unknown>): Promise<void> {
  await sql`
    update interactions set view = jsonb_build_object('recordings', '[]'::jsonb, 'callData', '[]'::jsonb) || view
    where not view ?& array['recordings', 'callData']`.execute(db);
}

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
  await upgradeViews(db);
}

/** Gives views of the first version what they could not have yet: then every interaction was a customer's, of one service to its end. */
export async function upgradeViews(db: Kysely<unknown>): Promise<void> {
  await sql`
    update interactions set view =
      jsonb_build_object(
        'origin', jsonb_build_object('kind', 'customer'),
        'target', jsonb_build_object('kind', 'service', 'code', view->'service'->'code'),
        'targetName', view->'service'->'name',
        'consultations', '[]'::jsonb,
        'supervisors', '[]'::jsonb
      ) || view || jsonb_build_object('segments', (
        select coalesce(jsonb_agg(
          jsonb_build_object(
            'muted', false,
            'transferring', null,
            'via', 'offer',
            'service', view->'service',
            'legId', part->'leg'->'id',
            'disposition', null
          ) || part order by place
        ), '[]'::jsonb)
        from jsonb_array_elements(view->'segments') with ordinality as parts (part, place)
      ))
    where not view ? 'origin'`.execute(db);
}

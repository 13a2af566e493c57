import { sql, type Kysely } from 'kysely';

const statements = [
  // Kinds of work that users do: they say which widgets a desk shows.
  sql`create table profiles (code text primary key, name text not null)`,
  sql`alter table users add column profile text references profiles (code)`,
  // Until now a widget's profiles were compared with the skillsets of an agent: those codes become profiles, and who has one such skillset gets it.
  sql`insert into profiles (code, name)
    select distinct used.code, coalesce(skillsets.name, used.code)
    from desk_widgets, jsonb_array_elements_text(desk_widgets.config->'profiles') as used (code)
    left join skillsets on skillsets.code = used.code`,
  sql`update users set profile = (
    select profiles.code from jsonb_array_elements(users.skills) as skill
    join profiles on profiles.code = skill->>'skillset'
    order by (skill->>'level')::int desc, profiles.code limit 1
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

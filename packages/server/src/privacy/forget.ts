import { interactionStream } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** What stands where something personal was. */
const erased = 'erased';
const nobody = JSON.stringify({ name: null, contactId: null, answers: [] });
const noValues = JSON.stringify([{ name: erased, value: '' }]);
const noNumber = JSON.stringify({ kind: 'number', number: erased });

/**
 * Rewrites the log and the read tables of these interactions, so that nothing in them says who the customer was: name, contact, answers,
 * values of integrations, notes, comments, and numbers that were called. What happened when, who answered and how it ended stays. The same
 * again changes nothing. Call it in a transaction that holds the engine's lease, after the engine has forgotten (`interaction.erase`).
 */
export async function forgetInLog(
  db: Kysely<Database>,
  interactionIds: readonly string[],
  now: number,
): Promise<{ events: number; notes: number }> {
  const ids = [...interactionIds];
  const streams = ids.map(interactionStream);
  const events = await sql`
    update events set data = case type
      when 'interaction.created' then data || jsonb_build_object('customer', ${nobody}::jsonb)
      when 'interaction.contactLinked' then data || '{"contactId": null, "name": null}'
      when 'interaction.dataSet' then data || jsonb_build_object('data', ${noValues}::jsonb)
      when 'interaction.rated' then data || '{"comment": null}'
      when 'segment.noted' then data || '{"note": ""}'
      else data end
      || case when data->'to'->>'kind' = 'number' then jsonb_build_object('to', ${noNumber}::jsonb) else '{}' end
      || case when data->'target'->>'kind' = 'number' then jsonb_build_object('target', ${noNumber}::jsonb) else '{}' end
    where stream = any (${streams}::text[])
      and (type in ('interaction.created', 'interaction.contactLinked', 'interaction.dataSet', 'interaction.rated', 'segment.noted')
        or data->'to'->>'kind' = 'number' or data->'target'->>'kind' = 'number')`.execute(db);
  await sql`
    update interactions set contact_id = null, erased_at = ${now},
      view = view || jsonb_build_object(
        'customer', ${nobody}::jsonb,
        'callData', '[]'::jsonb,
        'ratingComment', null,
        'segments', (
          select coalesce(jsonb_agg(part || '{"note": ""}' || case when part->'transferring'->'to'->>'kind' = 'number'
            then '{"transferring": null}' else '{}' end::jsonb order by place), '[]')
          from jsonb_array_elements(view->'segments') with ordinality as parts (part, place)
        )
      ) || case when view->'target'->>'kind' = 'number'
        then jsonb_build_object('target', ${noNumber}::jsonb, 'targetName', ${erased}::text) else '{}' end
    where id = any (${ids}::text[])`.execute(db);
  const notes = await sql`update segments set note = '' where interaction_id = any (${ids}::text[]) and note <> ''`.execute(db);
  await sql`delete from customer_tokens where interaction_id = any (${ids}::text[])`.execute(db);
  return { events: Number(events.numAffectedRows ?? 0), notes: Number(notes.numAffectedRows ?? 0) };
}

import type { RecordingPage, RecordingQuery } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import { readCursor, writeCursor } from '../http/list-interactions.ts';
import type { Database } from '../store/database.ts';
import { shownRecording, userNames } from './recordings.ts';

/** A part of a text, with what SQL's `like` takes for a wildcard taken literally. */
const part = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** One page of all recordings, newest first. `onlyOf`: just those of interactions in which this agent talked, or which they called; null: all. */
export async function listRecordings(db: Kysely<Database>, filter: RecordingQuery, onlyOf: string | null): Promise<RecordingPage> {
  let query = db
    .selectFrom('recordings as r')
    .innerJoin('interactions as i', 'i.id', 'r.interaction_id')
    .leftJoin('services as s', 's.code', 'i.service')
    .selectAll('r')
    .select(['i.service', 'i.channel', 'i.view', 's.config as config']);
  if (filter.service !== undefined) query = query.where('i.service', '=', filter.service);
  if (filter.customer !== undefined && filter.customer !== '') {
    query = query.where(sql<string>`i.view->'customer'->>'name'`, 'ilike', part(filter.customer));
  }
  if (filter.complete !== undefined) query = query.where(sql<string>`r.result->>'complete'`, '=', filter.complete);
  if (filter.from !== undefined) query = query.where('r.started_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('r.started_at', '<', filter.to);
  for (const agentId of [filter.agentId, onlyOf ?? undefined]) {
    if (agentId === undefined) continue;
    query = query.where((eb) =>
      eb.or([
        eb('i.origin_agent_id', '=', agentId),
        eb.exists(
          eb
            .selectFrom('segments')
            .select('segments.id')
            .whereRef('segments.interaction_id', '=', 'i.id')
            .where('segments.agent_id', '=', agentId)
            .where('segments.online_at', 'is not', null),
        ),
      ]),
    );
  }
  if (filter.cursor !== undefined) {
    const after = readCursor(filter.cursor);
    query = query.where((eb) =>
      eb.or([eb('r.started_at', '<', after.arrivedAt), eb.and([eb('r.started_at', '=', after.arrivedAt), eb('r.id', '>', after.id)])]),
    );
  }
  // One more than asked for tells whether there is a next page.
  const rows = await query
    .orderBy('r.started_at', 'desc')
    .orderBy('r.id')
    .limit(filter.limit + 1)
    .execute();
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  const names = await userNames(db, page);
  return {
    recordings: page.map(({ view, config, service, channel, ...row }) => ({
      ...shownRecording(row, view, names),
      service,
      serviceName: config?.name ?? service,
      channel: channel as RecordingPage['recordings'][number]['channel'],
      customer: view?.customer.name ?? null,
      agents: [...new Set((view?.segments ?? []).filter(({ onlineAt }) => onlineAt !== null).map(({ agentName }) => agentName))],
    })),
    next: rows.length > page.length && last !== undefined ? writeCursor({ arrivedAt: last.started_at, id: last.id }) : null,
  };
}

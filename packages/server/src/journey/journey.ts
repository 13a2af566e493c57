import { interactionStream, type InteractionView, type JourneyEntry, type JourneyPage, type JourneyQuery } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import { servicesOfAgent, type Reader } from '../contacts/address-books.ts';
import { readCursor, writeCursor } from '../http/list-interactions.ts';
import type { Database, Row } from '../store/database.ts';
import { journeyEntry } from './journey-entry.ts';

/** A consultation lasts as long as the talk that it is about, at most. */
const longestTalkMs = 24 * 3_600_000;

/**
 * Interactions of a contact that this reader may know of: all for supervisors; for agents those of their services, and those they had a part
 * in. Consultations are no entries of their own: they are told with what they were about.
 */
function interactionsOf(db: Kysely<Database>, contactIds: readonly string[], reader: Reader) {
  const query = db
    .selectFrom('interactions as i')
    .where('i.contact_id', 'in', contactIds)
    .where(sql<boolean>`(i.origin_agent_id is null or i.view->'origin'->>'consultFor' is null)`);
  if (reader.all) return query;
  return query.where((eb) =>
    eb.or([
      eb('i.service', 'in', servicesOfAgent(db, reader.userId)),
      eb('i.origin_agent_id', '=', reader.userId),
      eb.exists(
        eb.selectFrom('segments as s').select('s.id').whereRef('s.interaction_id', '=', 'i.id').where('s.agent_id', '=', reader.userId),
      ),
    ]),
  );
}

const talked = sql<boolean>`exists (select 1 from segments s where s.interaction_id = i.id and s.online_at is not null)`;

/** One page of a contact's history, newest first. `contactIds`: the contact's own id, and those of contacts merged into it. */
export async function readJourney(
  db: Kysely<Database>,
  contactIds: readonly string[],
  reader: Reader,
  filter: JourneyQuery,
  now: number,
): Promise<JourneyPage> {
  let query = interactionsOf(db, contactIds, reader);
  if (filter.channel !== undefined) query = query.where('i.channel', '=', filter.channel);
  if (filter.service !== undefined) query = query.where('i.service', '=', filter.service);
  if (filter.from !== undefined) query = query.where('i.arrived_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('i.arrived_at', '<', filter.to);
  if (filter.result === 'open') query = query.where('i.closed_at', 'is', null);
  else if (filter.result === 'answered') query = query.where('i.closed_at', 'is not', null).where(talked);
  else if (filter.result === 'unanswered') query = query.where('i.closed_at', 'is not', null).where(sql<boolean>`not ${talked}`);

  const first = filter.cursor === undefined;
  let page = query;
  if (filter.cursor !== undefined) {
    const after = readCursor(filter.cursor);
    page = page.where((or) =>
      or.or([or('i.arrived_at', '<', after.arrivedAt), or.and([or('i.arrived_at', '=', after.arrivedAt), or('i.id', '>', after.id)])]),
    );
  }
  const [rows, counted, services] = await Promise.all([
    page
      .select(['i.id', 'i.arrived_at', 'i.view'])
      .orderBy('i.arrived_at', 'desc')
      .orderBy('i.id')
      .limit(filter.limit + 1)
      .execute(),
    first ? query.select(sql<number>`count(*)`.as('total')).executeTakeFirst() : undefined,
    first
      ? interactionsOf(db, contactIds, reader)
          .leftJoin('services as s', 's.code', 'i.service')
          .select(['i.service as code', sql<string>`coalesce(s.config->>'name', i.service)`.as('name')])
          .distinct()
          .orderBy('name')
          .limit(200)
          .execute()
      : null,
  ]);
  const kept = rows.slice(0, filter.limit);
  const last = kept.at(-1);
  return {
    entries: await entriesOf(
      db,
      kept.map(({ view }) => view),
      reader,
      now,
    ),
    next: rows.length > kept.length && last !== undefined ? writeCursor({ arrivedAt: last.arrived_at, id: last.id }) : null,
    total: counted?.total ?? null,
    services,
  };
}

/** One interaction as the place that it has in the history of this contact now; null: it has none, or none that this reader may see. */
export async function readJourneyEntry(
  db: Kysely<Database>,
  contactIds: readonly string[],
  reader: Reader,
  interactionId: string,
  now: number,
): Promise<JourneyEntry | null> {
  const row = await interactionsOf(db, contactIds, reader).select('i.view').where('i.id', '=', interactionId).executeTakeFirst();
  return row === undefined ? null : ((await entriesOf(db, [row.view], reader, now))[0] ?? null);
}

async function entriesOf(db: Kysely<Database>, views: readonly InteractionView[], reader: Reader, now: number): Promise<JourneyEntry[]> {
  if (views.length === 0) return [];
  const streams = new Map(views.map(({ id }) => [interactionStream(id), id]));
  const agents = new Set(views.flatMap(({ segments }) => segments.map(({ agentId }) => agentId)));
  const arrivals = views.map(({ arrivedAt }) => arrivedAt);
  const [events, consulted, services] = await Promise.all([
    db
      .selectFrom('events')
      .select(['stream', 'type', 'at', 'data'])
      .where('stream', 'in', [...streams.keys()])
      .where('type', 'in', ['segment.transferred', 'segment.transferFailed', 'segment.joined'])
      .orderBy('seq')
      .execute(),
    agents.size === 0
      ? []
      : db
          .selectFrom('interactions')
          .select('view')
          .where('origin_agent_id', 'in', [...agents])
          .where('arrived_at', '>=', Math.min(...arrivals))
          .where('arrived_at', '<=', Math.max(...arrivals) + longestTalkMs)
          .where(sql<boolean>`view->'origin'->'consultFor'->>'interactionId' = any (${[...streams.values()]}::text[])`)
          .execute(),
    db.selectFrom('services').select(['code', 'config']).execute(),
  ]);
  const eventsOf = new Map<string, Pick<Row<'events'>, 'type' | 'at' | 'data'>[]>();
  const named = new Set<string>();
  for (const event of events) {
    const id = streams.get(event.stream) ?? '';
    eventsOf.set(id, [...(eventsOf.get(id) ?? []), event]);
    const { agentId, to, by } = event.data as { agentId?: string; to?: { agentId?: string }; by?: string };
    for (const one of [agentId, to?.agentId, by]) if (one !== undefined) named.add(one);
  }
  const consultations = new Map<string, InteractionView[]>();
  for (const { view } of consulted) {
    const main = view.origin.kind === 'agent' ? (view.origin.consultFor?.interactionId ?? '') : '';
    consultations.set(main, [...(consultations.get(main) ?? []), view]);
    if (view.origin.kind === 'agent') named.add(view.origin.agentId);
    if (view.target.kind === 'agent') named.add(view.target.agentId);
  }
  const people =
    named.size === 0
      ? []
      : await db
          .selectFrom('users')
          .select(['id', 'name'])
          .where('id', 'in', [...named])
          .execute();
  // Agents whose account is gone are still named by the parts that they had.
  const agentNames = new Map(views.flatMap(({ segments }) => segments.map(({ agentId, agentName }) => [agentId, agentName] as const)));
  for (const { id, name } of people) agentNames.set(id, name);
  const around = {
    events: eventsOf,
    consultations,
    agentNames,
    services: new Map(services.map(({ code, config }) => [code, config])),
    agentId: reader.all ? null : reader.userId,
    now,
  };
  return views.map((view) => journeyEntry(view, around));
}

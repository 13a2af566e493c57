import type { Overview } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';

type Counts = { service: string; arrived: number; answered: number; unanswered: number; wait: number | null };
type Now = { service: string; waiting: number; talking: number; longest: number | null };

/** What customers met with since `from`, and how it stands now, per service. Calls between agents are not counted. */
export async function readOverview(db: Kysely<Database>, from: number, at: number): Promise<Overview> {
  const [services, since, now] = await Promise.all([
    db.selectFrom('services').select(['code', 'config']).execute(),
    sql<Counts>`
      select i.service, count(*)::int as arrived, count(first.online_at)::int as answered,
        count(*) filter (where i.closed_at is not null and first.online_at is null)::int as unanswered,
        avg(first.online_at - i.arrived_at)::float as wait
      from interactions i
      left join lateral (select min(online_at) as online_at from segments where interaction_id = i.id) first on true
      where i.arrived_at >= ${from} and i.origin_agent_id is null
      group by i.service`.execute(db),
    sql<Now>`
      select service, count(*) filter (where state in ('queued', 'offered'))::int as waiting,
        count(*) filter (where state = 'online')::int as talking,
        min(arrived_at) filter (where state in ('queued', 'offered')) as longest
      from interactions where closed_at is null and origin_agent_id is null
      group by service`.execute(db),
  ]);
  const rows = services.map(({ code, config }) => {
    const past = since.rows.find(({ service }) => service === code);
    const present = now.rows.find(({ service }) => service === code);
    return {
      code,
      name: config.name,
      arrived: past?.arrived ?? 0,
      answered: past?.answered ?? 0,
      unanswered: past?.unanswered ?? 0,
      averageWaitMs: past?.wait ?? null,
      waiting: present?.waiting ?? 0,
      talking: present?.talking ?? 0,
      longestWaitSince: present?.longest === null || present === undefined ? null : Number(present.longest),
    };
  });
  return { at, services: rows.sort((one, other) => one.name.localeCompare(other.name)) };
}

import type { DomainEvent } from '@centralino/protocol';
import type pg from 'pg';
import { codeOf } from '../store/errors.ts';
import type { DeliveryRow, ReadRows } from './domain.ts';
import { EngineError } from './errors.ts';

export interface Fence {
  readonly holder: string;
  readonly epoch: number;
}

/** Upsert of whole rows that come as one JSON array: one round trip however many they are. */
const upsert = (table: string, key: string, parameter: string, columns: string[]): string => `
  insert into ${table} (${[key, ...columns].join(', ')})
  select ${[key, ...columns].map((column) => `r.${column}`).join(', ')}
  from fence, json_populate_recordset(null::${table}, ${parameter}::json) r
  on conflict (${key}) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/**
 * A whole group in one statement, which is one transaction: everything joins with `fence`, so without the lease nothing is
 * written. The row lock on the lease makes a new engine wait for a commit under way, and a late commit see the new engine.
 */
const statement = `
with fence as materialized (
  select 1 as held from engine_lease where id = 1 and holder = $1 and epoch = $2 for update
), new_events as (
  insert into events (seq, stream, version, type, at, data)
  select r.seq, r.stream, r.version, r.type, r.at, r.data from fence, json_populate_recordset(null::events, $3::json) r
), new_interactions as (${upsert('interactions', 'id', '$4', [
  'service',
  'channel',
  'state',
  'arrived_at',
  'closed_at',
  'contact_id',
  'origin_agent_id',
  'view',
  'seq',
])}
), new_segments as (${upsert('segments', 'id', '$5', [
  'interaction_id',
  'agent_id',
  'state',
  'outcome',
  'offered_at',
  'accepted_at',
  'online_at',
  'ended_at',
  'finished_at',
  'note',
  'seq',
])}
), new_agent_states as (${upsert('agent_states', 'agent_id', '$6', ['view', 'seq'])}
), new_services as (${upsert('services', 'code', '$7', ['config', 'seq'])}
), new_deliveries as (
  insert into notification_deliveries (id, record_id, interaction_id, call_type, event, at, fact, mapping)
  select r.id, r.record_id, r.interaction_id, r.call_type, r.event, r.at, r.fact, r.mapping
  from fence, json_populate_recordset(null::notification_deliveries, $10::json) r
), removed_agents as (
  delete from agent_states using fence where agent_id = any ($8::text[])
), removed_services as (
  delete from services using fence where code = any ($9::text[])
)
select count(*) as held from fence`;

const fenced = (fence: Fence): EngineError =>
  new EngineError('engine.fenced', `Another engine took over: ${fence.holder} (epoch ${fence.epoch}) may not write any more.`);

/** Writes events, read rows and deliveries, all or nothing. Throws `engine.fenced` when another engine has the lease. */
export async function commitGroup(
  pool: pg.Pool,
  fence: Fence,
  events: readonly DomainEvent[],
  rows: ReadRows,
  deliveries: readonly DeliveryRow[] = [],
): Promise<void> {
  const result = await pool.query<{ held: number }>({
    name: 'centralino_commit',
    text: statement,
    values: [
      fence.holder,
      fence.epoch,
      JSON.stringify(events),
      JSON.stringify(rows.interactions),
      JSON.stringify(rows.segments),
      JSON.stringify(rows.agentStates),
      JSON.stringify(rows.services),
      rows.removedAgents,
      rows.removedServices,
      deliveries.length === 0 ? '[]' : JSON.stringify(deliveries),
    ],
  });
  if (result.rows[0]?.held !== 1) throw fenced(fence);
}

/**
 * The last event in the log, read while we hold the fence: after a connection broke in the middle of a commit, this tells whether
 * that commit went through. A commit still under way holds the fence and is waited for.
 */
export async function lastSeqFenced(pool: pg.Pool, fence: Fence): Promise<number> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const held = await client.query('select 1 from engine_lease where id = 1 and holder = $1 and epoch = $2 for update', [
      fence.holder,
      fence.epoch,
    ]);
    // A statement of its own, so that it sees what the wait for the lock was for.
    const { rows } = await client.query<{ seq: number }>('select coalesce(max(seq), 0)::bigint as seq from events');
    await client.query('commit');
    if (held.rowCount === 0) throw fenced(fence);
    return rows[0]?.seq ?? 0;
  } catch (error) {
    if (!(error instanceof EngineError)) broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Whether the database has room again, asked when nothing waits to be committed: makes a table of 64 kB in a transaction of its own, which
 * drops it. Unlike the renewal of the lease that needs new space on the disk, as events do.
 */
export async function probeRoom(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query(
      `create temp table centralino_room on commit drop as
       select md5(n::text || clock_timestamp()::text) as filler from generate_series(1, 1000) n`,
    );
    await client.query('commit');
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Whether a commit failed because of what was in it: trying it again would fail again. */
export function isPermanent(error: unknown): boolean {
  const code = codeOf(error);
  // SQLSTATE classes: 21, 22 bad data, 23 constraint, 42 wrong statement, 54 limits. All others (connection, resources, disk) may pass.
  return /^(21|22|23|42|54)[0-9A-Z]{3}$/.test(code);
}

/** Whether the log refused an event because its place is taken. */
export const isTaken = (error: unknown): boolean => codeOf(error) === '23505' && (error as { table?: unknown }).table === 'events';

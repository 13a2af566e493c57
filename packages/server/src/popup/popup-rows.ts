import { CentralinoError, type PopupRecord, type PopupState, type PopupStatus, type PopupTrigger } from '@centralino/protocol';
import { sql, type Kysely } from 'kysely';
import type { Database, Row } from '../store/database.ts';

export type PopupRow = Row<'popups'>;
export type NewPopup = Pick<
  PopupRow,
  'id' | 'interaction_id' | 'segment_id' | 'agent_id' | 'trigger' | 'mode' | 'url' | 'tab_name' | 'state' | 'at'
> & {
  detail?: string;
};

const dayMs = 24 * 3_600_000;
/** Longer than any interaction's history is looked at for. */
const keepMs = 365 * dayMs;

/** What may come after what: receipts come late, twice, and from desks that were left. */
const before: Readonly<Record<'shown' | 'blocked' | 'failed', PopupState[]>> = {
  shown: ['sent', 'blocked', 'failed', 'pending'],
  blocked: ['sent'],
  failed: ['sent', 'blocked', 'pending'],
};

/** Popups and what became of them. */
export class PopupRows {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Adds it; false: the event has its popup already. */
  async add(popup: NewPopup): Promise<boolean> {
    const added = await this.#db
      .insertInto('popups')
      .values({
        ...popup,
        detail: popup.detail ?? '',
        created_at: this.#now(),
        sent_at: null,
        settled_at: popup.state === 'failed' ? this.#now() : null,
        ms: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return added !== undefined;
  }

  async sent(id: string): Promise<void> {
    await this.#db
      .updateTable('popups')
      .set({ state: 'sent', sent_at: this.#now() })
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .execute();
  }

  /** What the desk or the helper of this agent reports. One that comes too late changes nothing. */
  async receipt(id: string, agentId: string, outcome: 'shown' | 'blocked' | 'failed', ms: number | null, detail: string): Promise<void> {
    const row = await this.get(id, agentId);
    await this.#db
      .updateTable('popups')
      .set({ state: outcome, detail, settled_at: this.#now(), ms: outcome === 'shown' ? (ms ?? Math.max(0, this.#now() - row.at)) : null })
      .where('id', '=', id)
      .where('state', 'in', before[outcome])
      .execute();
  }

  /** Throws `popup.unknown`, the same for none and for a colleague's. */
  async get(id: string, agentId: string): Promise<PopupRow> {
    const row = await this.#db.selectFrom('popups').selectAll().where('id', '=', id).where('agent_id', '=', agentId).executeTakeFirst();
    if (row === undefined) throw new CentralinoError('popup.unknown');
    return row;
  }

  /** What an agent's desk or helper may still have to open, oldest first. */
  async waitingOf(agentId: string): Promise<PopupRow[]> {
    return this.#db
      .selectFrom('popups')
      .selectAll()
      .where('agent_id', '=', agentId)
      .where('state', 'in', ['pending', 'sent', 'blocked'])
      .where('created_at', '>', this.#now() - dayMs)
      .orderBy('created_at')
      .execute();
  }

  /** Frames that were shown: a desk that was reloaded shows them again. */
  async framesOf(segmentIds: readonly string[]): Promise<PopupRow[]> {
    if (segmentIds.length === 0) return [];
    return this.#db
      .selectFrom('popups')
      .selectAll()
      .distinctOn('segment_id')
      .where('segment_id', 'in', segmentIds)
      .where('mode', '=', 'iframe')
      .where('state', '=', 'shown')
      .orderBy('segment_id')
      .orderBy('created_at', 'desc')
      .execute();
  }

  /** Back to waiting: the desk that had them is gone. */
  async unsent(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('popups')
      .set({ state: 'pending' })
      .where('id', 'in', ids)
      .where('state', 'in', ['sent', 'blocked'])
      .execute();
  }

  async expire(ids: readonly string[], detail: string): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('popups')
      .set({ state: 'expired', detail, settled_at: this.#now() })
      .where('id', 'in', ids)
      .where('state', 'in', ['pending', 'sent', 'blocked'])
      .execute();
  }

  /** Those of a part whose moment is over. */
  async expireOf(segmentId: string, triggers: readonly PopupTrigger[], detail: string): Promise<void> {
    await this.#db
      .updateTable('popups')
      .set({ state: 'expired', detail, settled_at: this.#now() })
      .where('segment_id', '=', segmentId)
      .where('trigger', 'in', triggers)
      .where('state', '=', 'pending')
      .execute();
  }

  /** What nobody fetched, and what is too old to be asked for. */
  async sweep(pendingMs: number): Promise<void> {
    const now = this.#now();
    await this.#db
      .updateTable('popups')
      .set({ state: 'expired', detail: 'no desk in time', settled_at: now })
      .where('state', 'in', ['pending', 'sent', 'blocked'])
      .where('created_at', '<', now - pendingMs)
      .execute();
    await this.#db
      .deleteFrom('popups')
      .where('created_at', '<', now - keepMs)
      .execute();
  }

  async ofInteraction(interactionId: string): Promise<PopupRecord[]> {
    const rows = await this.#db
      .selectFrom('popups')
      .selectAll()
      .where('interaction_id', '=', interactionId)
      .orderBy('created_at')
      .orderBy('at')
      .execute();
    return rows.map(recordOf);
  }

  async status(off: { until: number; reason: string } | null): Promise<PopupStatus> {
    const since = this.#now() - dayMs;
    const recent = this.#db.selectFrom('popups').where('created_at', '>', since);
    const [counts, times, failures] = await Promise.all([
      recent
        .select(['state', (e) => e.fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute(),
      recent
        .select([
          sql<number | null>`percentile_cont(0.5) within group (order by ms)`.as('p50'),
          sql<number | null>`percentile_cont(0.95) within group (order by ms)`.as('p95'),
        ])
        .where('state', '=', 'shown')
        .executeTakeFirstOrThrow(),
      this.#db.selectFrom('popups').selectAll().where('state', '=', 'failed').orderBy('created_at', 'desc').limit(20).execute(),
    ]);
    const all = { pending: 0, sent: 0, shown: 0, blocked: 0, failed: 0, expired: 0 };
    for (const { state, count } of counts) all[state] = Number(count);
    return {
      counts: all,
      p50Ms: times.p50,
      p95Ms: times.p95,
      lastFailures: failures.map(recordOf),
      offUntil: off?.until ?? null,
      offReason: off?.reason ?? null,
    };
  }
}

const recordOf = (row: PopupRow): PopupRecord => ({
  id: row.id,
  interactionId: row.interaction_id,
  segmentId: row.segment_id,
  agentId: row.agent_id,
  trigger: row.trigger,
  mode: row.mode,
  url: row.url,
  state: row.state,
  detail: row.detail,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  settledAt: row.settled_at,
  ms: row.ms,
});

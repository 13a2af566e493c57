import {
  CentralinoError,
  type NotificationDelivery,
  type NotificationDeliveryQuery,
  type NotificationReplayBody,
} from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Database, Row } from '../store/database.ts';
import type { Queued } from './lanes.ts';
import type { Told } from './telling-order.ts';

/** Deliveries in the database: what is still to be made, and what was. */
export class Deliveries {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** The next ones that are still to be made to a record, in their order. */
  pending(recordId: string, afterId: number, limit: number): Promise<Queued[]> {
    return this.#db
      .selectFrom('notification_deliveries')
      .selectAll()
      .where('record_id', '=', recordId)
      .where('state', '<>', 'delivered')
      .where('state', '=', 'pending')
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** What these records are still to be told of these interactions, up to a delivery. */
  pendingBefore(recordIds: readonly string[], interactionIds: readonly string[], id: number): Promise<Told[]> {
    return this.#db
      .selectFrom('notification_deliveries')
      .select(['id', 'record_id', 'interaction_id', 'call_type', 'event', 'at'])
      .where('record_id', '=', (eb) => eb.fn.any(eb.val(recordIds)))
      .where('interaction_id', '=', (eb) => eb.fn.any(eb.val(interactionIds)))
      .where('state', '=', 'pending')
      .where('id', '<', id)
      .execute();
  }

  /** How many are pending and failed, by record. */
  async counts(): Promise<Map<string, { pending: number; failed: number }>> {
    const rows = await this.#db
      .selectFrom('notification_deliveries')
      .select(({ fn }) => ['record_id', 'state', fn.countAll<number>().as('count')])
      .where('state', '<>', 'delivered')
      .groupBy(['record_id', 'state'])
      .execute();
    const counts = new Map<string, { pending: number; failed: number }>();
    for (const { record_id: id, state, count } of rows) {
      const of = counts.get(id) ?? { pending: 0, failed: 0 };
      if (state === 'pending') of.pending = count;
      else of.failed = count;
      counts.set(id, of);
    }
    return counts;
  }

  /** Newest first. */
  async page(query: NotificationDeliveryQuery): Promise<{ deliveries: NotificationDelivery[]; next: number | null }> {
    let select = this.#db.selectFrom('notification_deliveries').selectAll();
    if (query.record !== undefined) select = select.where('record_id', '=', query.record);
    if (query.interaction !== undefined) select = select.where('interaction_id', '=', query.interaction);
    if (query.state !== undefined) select = select.where('state', '=', query.state);
    if (query.before !== undefined) select = select.where('id', '<', query.before);
    const rows = await select
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute();
    const deliveries = rows.slice(0, query.limit).map(deliveryOf);
    return { deliveries, next: rows.length > query.limit ? (deliveries.at(-1)?.id ?? null) : null };
  }

  /** Sets deliveries of `known` records back to be made again. Answers of which records, and how many. Throws `notification.unknown` for a single one that is not there. */
  async replay(body: NotificationReplayBody, known: readonly string[]): Promise<{ records: Set<string>; replayed: number }> {
    let update = this.#db
      .updateTable('notification_deliveries')
      .set({ state: 'pending', attempts: 0, next_at: null, last_error: null })
      .where('record_id', '=', (eb) => eb.fn.any(eb.val(known)));
    if (body.what === 'delivery') update = update.where('id', '=', body.id);
    else if (body.what === 'failed') {
      update = update.where('state', '=', 'failed');
      if (body.record !== null) update = update.where('record_id', '=', body.record);
    } else {
      update = update
        .where('record_id', '=', body.record)
        .where('at', '>=', body.from)
        .where('at', '<=', body.to)
        // What is still to be made anyway keeps its attempts.
        .where('state', '<>', 'pending');
    }
    const rows = await update.returning('record_id').execute();
    if (body.what === 'delivery' && rows.length === 0) throw new CentralinoError('notification.unknown', `delivery ${body.id}`);
    return { records: new Set(rows.map((row) => row.record_id)), replayed: rows.length };
  }

  /** Drops what was done with before this time. */
  async sweep(before: number): Promise<void> {
    await this.#db.deleteFrom('notification_deliveries').where('at', '<', before).where('state', '<>', 'pending').execute();
  }
}

const deliveryOf = (row: Row<'notification_deliveries'>): NotificationDelivery => ({
  id: row.id,
  recordId: row.record_id,
  interactionId: row.interaction_id,
  callType: row.call_type,
  event: row.event,
  at: row.at,
  state: row.state,
  attempts: row.attempts,
  nextAt: row.next_at,
  lastError: row.last_error,
});

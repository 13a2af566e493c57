import { CentralinoError, type NotificationAttempt, type NotificationLogQuery } from '@centralino/protocol';
import { sql, type Kysely } from 'kysely';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Database, Row } from '../store/database.ts';

const keptMonths = 12;
const pageSize = 1_000;
const namePrefix = 'centralino_notification_service.log-';

/** Month 0 is January, UTC; months may run over into other years. */
const monthStart = (year: number, month: number): number => Date.UTC(year, month, 1);

/** Named by the last day of its month. */
const fileName = (from: number): string => {
  const start = new Date(from);
  const last = new Date(monthStart(start.getUTCFullYear(), start.getUTCMonth() + 1) - 1);
  return `${namePrefix}${last.toISOString().slice(0, 10).replaceAll('-', '')}.gz`;
};

/** The log of attempts: searched page by page, downloaded by month, kept for twelve months. */
export class NotificationLog {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;

  constructor(db: Kysely<Database>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Newest first. `text` is looked for in address, answer, error and name of the record. */
  async page(query: NotificationLogQuery): Promise<{ attempts: NotificationAttempt[]; next: number | null }> {
    let select = this.#db.selectFrom('notification_attempts').selectAll();
    if (query.record !== undefined) select = select.where('record_id', '=', query.record);
    if (query.interaction !== undefined) select = select.where('interaction_id', '=', query.interaction);
    if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
    if (query.from !== undefined) select = select.where('at', '>=', query.from);
    if (query.to !== undefined) select = select.where('at', '<', query.to);
    if (query.before !== undefined) select = select.where('id', '<', query.before);
    if (query.text !== undefined && query.text !== '') {
      const pattern = `%${query.text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
      select = select.where(sql<string>`concat_ws(' ', url, answer, error, record_name, interaction_id)`, 'ilike', pattern);
    }
    const rows = await select
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute();
    const attempts = rows.slice(0, query.limit).map(attemptOf);
    return { attempts, next: rows.length > query.limit ? (attempts.at(-1)?.id ?? null) : null };
  }

  /** Months with something in them, newest first, this one included. */
  async files(): Promise<{ name: string; month: string; lines: number }[]> {
    const { rows } = await sql<{ month: string; lines: number }>`
      select to_char(to_timestamp(at / 1000.0) at time zone 'UTC', 'YYYY-MM') as month, count(*) as lines
      from notification_attempts group by 1 order by 1 desc`.execute(this.#db);
    return rows.map(({ month, lines }) => ({ name: fileName(Date.parse(`${month}-01T00:00:00Z`)), month, lines }));
  }

  /** One month as gzip, oldest line first. Throws `request.notFound` for a name that is none of `files`. */
  file(name: string): Readable {
    const day = name.slice(namePrefix.length, -'.gz'.length);
    const from = monthStart(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1);
    if (Number.isNaN(from) || fileName(from) !== name) throw new CentralinoError('request.notFound', name);
    const start = new Date(from);
    return Readable.from(this.#lines(from, monthStart(start.getUTCFullYear(), start.getUTCMonth() + 1))).pipe(createGzip());
  }

  async *#lines(from: number, to: number): AsyncGenerator<string> {
    for (let after = 0; ;) {
      const rows = await this.#db
        .selectFrom('notification_attempts')
        .selectAll()
        .where('at', '>=', from)
        .where('at', '<', to)
        .where('id', '>', after)
        .orderBy('id')
        .limit(pageSize)
        .execute();
      for (const row of rows) yield lineOf(row);
      if (rows.length < pageSize) return;
      after = rows.at(-1)?.id ?? after;
    }
  }

  /** Since when lines are kept. */
  keptSince(): number {
    const now = new Date(this.#now());
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - keptMonths, now.getUTCDate());
  }

  async sweep(): Promise<void> {
    await this.#db.deleteFrom('notification_attempts').where('at', '<', this.keptSince()).execute();
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** One attempt in one line. */
function lineOf(row: Row<'notification_attempts'>): string {
  const words = [
    new Date(row.at).toISOString(),
    `[${oneLine(row.record_name)}]`,
    `${row.call_type}/${row.event}`,
    row.interaction_id ?? '-',
    `attempt ${row.attempt}`,
    row.outcome,
    row.method,
    row.url,
    row.status === null ? '-' : String(row.status),
    `${row.duration_ms}ms`,
    row.error === null ? '' : `error: ${oneLine(row.error)}`,
    row.answer === null || row.answer === '' ? '' : `answer: ${oneLine(row.answer)}`,
  ];
  return `${words.filter((word) => word !== '').join(' ')}\n`;
}

const attemptOf = (row: Row<'notification_attempts'>): NotificationAttempt => ({
  id: row.id,
  deliveryId: row.delivery_id,
  recordId: row.record_id,
  recordName: row.record_name,
  interactionId: row.interaction_id,
  callType: row.call_type,
  event: row.event,
  at: row.at,
  attempt: row.attempt,
  method: row.method,
  url: row.url,
  status: row.status,
  durationMs: row.duration_ms,
  outcome: row.outcome,
  error: row.error,
  answer: row.answer,
});

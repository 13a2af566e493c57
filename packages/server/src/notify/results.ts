import type { AttemptOutcome, DeliveryState } from '@centralino/protocol';
import { sql, type Kysely } from 'kysely';
import type { Clock } from '../engine/index.ts';
import type { Logger } from '../store/connection.ts';
import type { Database, NewRow } from '../store/database.ts';
import { messageOf } from '../store/errors.ts';

export interface DeliveryChange {
  id: number;
  state: DeliveryState;
  attempts: number;
  next_at: number | null;
  last_error: string | null;
}

export type AttemptRow = Omit<NewRow<'notification_attempts'>, 'id'> & { outcome: AttemptOutcome };

const flushAfterMs = 20;
const againAfterMs = 1_000;
const maxBatch = 500;

const attemptColumns = sql.raw(
  'delivery_id, record_id, record_name, interaction_id, call_type, event, at, attempt, method, url, status, duration_ms, outcome, error, answer',
);

/** Writes what came of attempts, many at a time. What is not written yet when the process dies is tried again after the start. */
export class Results {
  readonly #db: Kysely<Database>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #attempts: AttemptRow[] = [];
  #changes = new Map<number, DeliveryChange>();
  #cancel: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { db: Kysely<Database>; clock: Clock; logger: Logger }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** What becomes of a delivery. */
  change(change: DeliveryChange): void {
    this.#changes.set(change.id, change);
    this.#later(flushAfterMs);
  }

  /** A line of the log. */
  add(attempt: AttemptRow): void {
    this.#attempts.push(attempt);
    if (this.#attempts.length >= maxBatch) void this.flush();
    else this.#later(flushAfterMs);
  }

  /** Resolves when all that was added is written, or could not be and waits for the next time. */
  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    return (this.#writing = this.#writing.then(() => this.#write()));
  }

  #later(ms: number): void {
    this.#cancel ??= this.#clock.after(ms, () => {
      this.#cancel = null;
      void this.flush();
    });
  }

  async #write(): Promise<void> {
    const attempts = this.#attempts;
    const changes = this.#changes;
    if (attempts.length === 0 && changes.size === 0) return;
    this.#attempts = [];
    this.#changes = new Map();
    try {
      await this.#db.transaction().execute(async (tx) => {
        await sql`
          insert into notification_attempts (${attemptColumns})
          select ${attemptColumns} from json_populate_recordset(null::notification_attempts, ${JSON.stringify(attempts)}::json)`.execute(
          tx,
        );
        await sql`
          update notification_deliveries d set state = r.state, attempts = r.attempts, next_at = r.next_at, last_error = r.last_error
          from json_populate_recordset(null::notification_deliveries, ${JSON.stringify([...changes.values()])}::json) r
          where d.id = r.id`.execute(tx);
      });
    } catch (error) {
      this.#logger.warn(
        { error: messageOf(error), attempts: attempts.length },
        'Results of notifications could not be written: trying again',
      );
      this.#attempts = [...attempts, ...this.#attempts];
      this.#changes = new Map([...changes, ...this.#changes]);
      this.#later(againAfterMs);
    }
  }
}

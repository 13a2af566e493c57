import type pg from 'pg';
import { messageOf } from '../store/errors.ts';
import type { Logger } from '../store/connection.ts';
import { EngineError } from './errors.ts';

export interface LeaseOptions {
  pool: pg.Pool;
  /** Who we are, for people who read the table: unique for every engine that ever started. */
  holder: string;
  logger: Logger;
  /** A renewal failed (with why), or one succeeded (null): the database is written to when nothing else is. */
  onRenewed?: (error: unknown) => void;
  /** Nobody else can be writing, as the database is this process's alone: the lease of one that was killed need not expire. Default false. */
  alone?: boolean;
  /** How long the lease lasts without renewal, by the database's clock. Default 2 s. */
  leaseMs?: number;
  /** How often it is renewed. Default 500 ms. */
  renewMs?: number;
  /** How long a start waits for another engine to stop or expire. Default 5 s. */
  patienceMs?: number;
}

const databaseNow = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * The right to write the log. One engine has it at a time; each taking raises the epoch, and every commit checks holder and epoch in
 * its own transaction, so an engine that was replaced without knowing it (a paused machine, a lost network) can write nothing.
 */
export class Lease {
  readonly holder: string;
  #epoch = 0;
  readonly #options: Required<LeaseOptions>;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;

  constructor(options: LeaseOptions) {
    this.#options = { alone: false, leaseMs: 2_000, renewMs: 500, patienceMs: 5_000, onRenewed: () => {}, ...options };
    this.holder = options.holder;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Takes the lease, waiting for the end of another's; then renews it until `release`. `onLost`: another engine has it now. */
  async take(onLost: () => void): Promise<void> {
    const { pool, logger, alone, leaseMs, patienceMs } = this.#options;
    const until = Date.now() + patienceMs;
    for (let told = false; ; told = true) {
      const { rows } = await pool.query<{ epoch: number }>(
        `update engine_lease set holder = $1, epoch = epoch + 1, expires_at = ${databaseNow} + $2
         where id = 1 and ($3 or expires_at <= ${databaseNow}) returning epoch`,
        [this.holder, leaseMs, alone],
      );
      if (rows[0] !== undefined) {
        this.#epoch = rows[0].epoch;
        break;
      }
      const other = await this.#look();
      if (Date.now() >= until) {
        throw new EngineError(
          'engine.leaseHeld',
          `Another Centralino (${other.holder}) writes to this database. Stop it first, or give this one a database of its own.`,
        );
      }
      if (!told) logger.info(`Waiting for the engine of ${other.holder} to end`);
      await new Promise((resolve) => setTimeout(resolve, Math.min(200, Math.max(20, other.leftMs))));
    }
    this.#renewLater(onLost);
  }

  /** Lets another engine start at once. */
  async release(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#renewing;
    await this.#options.pool.query(`update engine_lease set expires_at = 0 where id = 1 and holder = $1 and epoch = $2`, [
      this.holder,
      this.#epoch,
    ]);
  }

  /** Stops renewing: for an engine that lost the lease, or whose process is as good as dead. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #renewLater(onLost: () => void): void {
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew(onLost);
    }, this.#options.renewMs);
  }

  async #renew(onLost: () => void): Promise<void> {
    const { pool, logger, leaseMs, onRenewed } = this.#options;
    // A database that hangs does not say that it fails.
    const late = setTimeout(() => onRenewed(new Error('the lease was not renewed in time')), leaseMs);
    try {
      const { rowCount } = await pool.query(
        `update engine_lease set expires_at = ${databaseNow} + $3 where id = 1 and holder = $1 and epoch = $2`,
        [this.holder, this.#epoch, leaseMs],
      );
      if (rowCount === 0) {
        this.abandon();
        onLost();
        return;
      }
      onRenewed(null);
    } catch (error) {
      onRenewed(error);
      // Not yet lost: as long as nobody else takes it, commits go through; if somebody does, they don't.
      logger.warn({ error: messageOf(error) }, 'The engine’s lease could not be renewed');
    } finally {
      clearTimeout(late);
    }
    if (this.#timer !== undefined) this.#renewLater(onLost);
  }

  async #look(): Promise<{ holder: string; leftMs: number }> {
    const { rows } = await this.#options.pool.query<{ holder: string; left: number }>(
      `select holder, expires_at - ${databaseNow} as left from engine_lease where id = 1`,
    );
    return { holder: rows[0]?.holder ?? 'nobody', leftMs: rows[0]?.left ?? 0 };
  }
}

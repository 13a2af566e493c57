import type { DomainEvent } from '@centralino/protocol';
import type pg from 'pg';
import { messageOf } from '../store/errors.ts';
import type { Logger } from '../store/connection.ts';
import { changedNothing } from '../store/unavailable.ts';
import { commitGroup, isPermanent, isTaken, lastSeqFenced, type Fence } from './commit.ts';
import type { DeliveryRow, ReadRows } from './domain.ts';
import { EngineError } from './errors.ts';
import type { Committed } from './writer.ts';

export interface CommitterOptions {
  pool: pg.Pool;
  lease: Fence;
  logger: Logger;
  /** Called before every further attempt: may bring the database back. */
  repair(): Promise<void>;
  /** An attempt failed (with why), or one succeeded (null). */
  attempted?(error: unknown): void;
  /** A commit has not got through for so long that nobody should wait for it; it is still being tried. */
  overdue?(error: unknown): void;
}

export interface Committer {
  commit(events: readonly DomainEvent[], rows: ReadRows, deliveries?: readonly DeliveryRow[]): Promise<Committed>;
  /** Another engine has the lease: nothing can be committed any more. */
  lost(): void;
  onLost(listener: (error: EngineError) => void): void;
  /** No further attempts: what is not committed now never will be. */
  giveUp(): void;
}

const firstWaitMs = 50;
const longestWaitMs = 2_000;
const overdueMs = 3_000;

/** Commits groups, and goes on trying as long as the database may come back; nobody is told anything before the outcome is certain. */
export function createCommitter({ pool, lease, logger, repair, attempted = () => {}, overdue = () => {} }: CommitterOptions): Committer {
  let over: EngineError | null = null;
  let wake: (() => void) | null = null;
  let tellLost: (error: EngineError) => void = () => {};

  function end(error: EngineError): EngineError {
    over ??= error;
    wake?.();
    return over;
  }

  /** Whether a group whose commit broke off is in the log all the same. */
  async function wentThrough(events: readonly DomainEvent[]): Promise<boolean> {
    const last = await lastSeqFenced(pool, lease);
    const first = events[0]?.seq ?? 0;
    if (last === first - 1) return false;
    if (last === events.at(-1)?.seq) return true;
    throw new EngineError(
      'engine.logDamaged',
      `The log ends with event ${last}, but ${first - 1} was the last one that this engine wrote.`,
    );
  }

  async function attempt(
    events: readonly DomainEvent[],
    rows: ReadRows,
    deliveries: readonly DeliveryRow[],
    again: boolean,
  ): Promise<void> {
    if (again && (await wentThrough(events))) return;
    try {
      await commitGroup(pool, lease, events, rows, deliveries);
    } catch (error) {
      // Our own commit, believed lost on the way, may have arrived after we looked.
      if (isTaken(error) && again && (await wentThrough(events))) return;
      throw error;
    }
  }

  return {
    async commit(events, rows, deliveries = []) {
      const since = performance.now();
      let toldOverdue = false;
      let lastError: unknown;
      for (let tries = 0; ; tries++) {
        if (over !== null) return { kind: 'fatal', error: over };
        try {
          await attempt(events, rows, deliveries, tries > 0);
          if (tries > 0) logger.info('The database is back: nothing was lost');
          attempted(null);
          return { kind: 'done' };
        } catch (error) {
          if (error instanceof EngineError) return { kind: 'fatal', error: end(error) };
          if (isPermanent(error)) return { kind: 'impossible', reason: error };
          attempted(error);
          lastError = error;
          if (tries === 0 && changedNothing(error)) return { kind: 'noRoom', reason: error };
          logger.error({ error: messageOf(error), tries: tries + 1 }, 'The database does not take our events: trying again');
        }
        if (!toldOverdue && performance.now() - since > overdueMs) {
          toldOverdue = true;
          overdue(lastError);
        }
        await pause(Math.min(longestWaitMs, firstWaitMs * 2 ** tries));
        await repair().catch((error: unknown) => {
          attempted(error);
          logger.warn({ error: messageOf(error) }, 'The database can’t be brought back yet');
        });
      }
    },
    lost() {
      tellLost(end(new EngineError('engine.fenced', `Another engine took over: ${lease.holder} may not write any more.`)));
    },
    onLost(listener) {
      tellLost = listener;
    },
    giveUp() {
      end(new EngineError('engine.fenced', 'The engine was stopped before the database took its last events.'));
    },
  };

  async function pause(ms: number): Promise<void> {
    if (over !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = null;
  }
}

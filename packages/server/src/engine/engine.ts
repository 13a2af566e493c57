import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { World } from '@centralino/core';
import { CentralinoError, type CommandRequest, type DomainEvent } from '@centralino/protocol';
import { messageOf } from '../store/errors.ts';
import type { Logger } from '../store/connection.ts';
import type { Store } from '../store/open-store.ts';
import { SteadyTime, systemClock, type Clock } from './clock.ts';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../store/database.ts';
import { cannotSave } from '../store/unavailable.ts';
import { probeRoom } from './commit.ts';
import { createCommitter } from './committer.ts';
import { coreDomain } from './core-domain.ts';
import { Deadlines } from './deadlines.ts';
import type { Domain, Outbox } from './domain.ts';
import { EngineError } from './errors.ts';
import { Health } from './health.ts';
import { loadWorld, takeSnapshot } from './history.ts';
import { Lease } from './lease.ts';
import { readEvents, type ReadEvents } from './log.ts';
import { Writer } from './writer.ts';

export interface EngineOptions {
  store: Pick<Store, 'db' | 'enginePool' | 'alone' | 'repair' | 'suspect' | 'hasRoom'>;
  logger: Logger;
  /** Default: the machine's. */
  clock?: Clock;
  /** Shown to whoever finds this engine in his way. Default: the machine's name. */
  nodeName?: string;
  /** Events between two snapshots. Default 20,000. */
  snapshotEvery?: number;
  /** Receivers of notifications. Default: none. */
  outbox?: Outbox;
  lease?: { leaseMs?: number; renewMs?: number; patienceMs?: number };
}

/** The single writer of a Centralino, over the world `W` of its domain. */
export interface EngineOf<W> {
  /** Resolves with the command's events once they are committed; rejects with `CentralinoError` when it is refused (nothing changed). */
  send(request: CommandRequest): Promise<DomainEvent[]>;
  /** The world as it is committed: the only one that may be told to anybody. Read it, never change it. */
  readonly committed: W;
  /** The last committed event. */
  readonly seq: number;
  /** The engine's time: never goes back. */
  now(): number;
  /** Whether what is sent now can be saved. */
  readonly health: Pick<Health, 'obstacle' | 'notReady' | 'onChange'>;
  /** Every group of committed events, in order, after `committed` has them. Answers how to stop listening. */
  onCommitted(listener: (events: DomainEvent[]) => void): () => void;
  /** The engine has ended by itself, because another took over or its log is damaged: the program must end too. */
  onFatal(listener: (error: EngineError) => void): () => void;
  /**
   * Work on the database that only the writer may do, in one transaction that holds the lease: no commit comes in between. Throws
   * `engine.fenced`.
   */
  fenced<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T>;
  /** Writes the world as it is now, and removes every older picture of it. */
  renewSnapshot(): Promise<void>;
  /** Committed events from the log, for whoever missed some. */
  readEvents(options: ReadEvents): Promise<DomainEvent[]>;
  /** Finishes what was sent, writes a snapshot, gives the lease back. Later commands are refused. */
  stop(): Promise<void>;
}

export type Engine = EngineOf<World>;

/** Starts the engine: takes the lease, reads the log, and tells the world that a new process has begun (`engine.started`). */
export const createEngine = (options: EngineOptions): Promise<Engine> => createEngineOf(coreDomain, options);

/** How long `stop` waits for a database that does not answer. */
const drainMs = 10_000;

/** The engine over any domain: tests bring small ones. */
export async function createEngineOf<W>(domain: Domain<W>, options: EngineOptions): Promise<EngineOf<W>> {
  const { store, logger, clock = systemClock, nodeName = hostname(), snapshotEvery = 20_000 } = options;
  const { db, enginePool: pool } = store;
  const listeners = new Set<(events: DomainEvent[]) => void>();
  const fatalListeners = new Set<(error: EngineError) => void>();

  const holder = `${nodeName}/${process.pid}/${randomBytes(4).toString('hex')}`;
  const health = new Health();
  let idleProof = () => {};
  const lease = new Lease({
    pool,
    holder,
    logger,
    alone: store.alone,
    onRenewed(error) {
      if (error === null) {
        health.worked('lease');
        idleProof();
        void lookAtDisk();
      } else {
        health.failed('lease', error);
        store.suspect();
      }
    },
    ...options.lease,
  });
  const lookAtDisk = async () => {
    if (await store.hasRoom()) health.worked('room');
    else health.failed('room', Object.assign(new Error('The disk is full'), { code: 'ENOSPC' }));
  };
  let lost = () => {};
  await lease.take(() => lost());

  const begun = await loadWorld(db, domain, logger).catch(async (error: unknown) => {
    await lease.release().catch(() => undefined);
    throw error;
  });
  const time = new SteadyTime(clock, begun.at);
  const committer = createCommitter({
    pool,
    lease,
    logger,
    repair: () => store.repair(),
    attempted: (error) => (error === null ? health.worked('commit') : health.failed('commit', error)),
    overdue: (error) => writer.refuseWishes(cannotSave(health.obstacle ?? 'database', error)),
  });
  lost = () => committer.lost();

  let snapshotSeq = begun.seq;
  let storing: Promise<void> | null = null;
  function snapshot(): Promise<void> {
    if (storing !== null || writer.committed.seq === snapshotSeq) return storing ?? Promise.resolve();
    snapshotSeq = writer.committed.seq;
    storing = takeSnapshot(
      domain,
      writer.committed,
    )(db)
      .catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'The snapshot was not written: the next start takes longer'))
      .finally(() => (storing = null));
    return storing;
  }

  const writer = new Writer<W>({
    domain,
    start: begun,
    time,
    logger,
    commit: committer.commit,
    outbox: options.outbox,
    publish(events) {
      for (const listener of [...listeners]) {
        try {
          listener([...events]);
        } catch (error) {
          logger.error({ err: error }, 'A listener of committed events failed');
        }
      }
      if (writer.committed.seq - snapshotSeq >= snapshotEvery) void snapshot();
    },
    stepped: () => deadlines.rearm(),
    fatal(error) {
      deadlines.stop();
      lease.abandon();
      committer.giveUp();
      logger.error(error.message);
      for (const listener of [...fatalListeners]) listener(error);
    },
  });
  committer.onLost((error) => writer.fail(error));

  const deadlines = new Deadlines({
    clock,
    logger,
    now: () => time.now(),
    nextDeadlineAt: () => domain.nextDeadlineAt(writer.decided),
    dueStreams: (at) => domain.dueStreams(writer.decided, at),
    send: (request) => writer.send(request),
  });

  // Commits failed and nobody wants one now: without this nobody would ever find out that they work again.
  let probing = false;
  idleProof = () => {
    if (!health.commitsFail || !writer.quiet || probing) return;
    probing = true;
    probeRoom(pool)
      .then(
        () => {
          if (!writer.quiet) return;
          writer.goOn();
          health.worked('commit');
        },
        (error: unknown) => health.failed('commit', error),
      )
      .finally(() => (probing = false));
  };

  let accepting = true;
  let stopping: Promise<void> | undefined;

  async function stop(): Promise<void> {
    accepting = false;
    deadlines.stop();
    const limit = setTimeout(() => committer.giveUp(), drainMs);
    await writer.idle();
    clearTimeout(limit);
    const healthy = !writer.ended;
    writer.end(new CentralinoError('server.stopping'));
    if (!healthy) return;
    await storing;
    await snapshot();
    await lease.release().catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'The engine’s lease expires by itself'));
  }

  try {
    await writer.send({ type: 'engine.started' });
  } catch (error) {
    deadlines.stop();
    await lease.release().catch(() => undefined);
    throw error;
  }
  deadlines.rearm();
  logger.info({ seq: writer.committed.seq, epoch: lease.epoch }, 'The engine has started');

  return {
    send: (request) => (accepting ? writer.send(request) : Promise.reject(new CentralinoError('server.stopping'))),
    get committed() {
      return writer.committed.world;
    },
    get seq() {
      return writer.committed.seq;
    },
    health,
    now: () => time.now(),
    onCommitted(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onFatal(listener) {
      fatalListeners.add(listener);
      return () => void fatalListeners.delete(listener);
    },
    fenced: (work) =>
      db.transaction().execute(async (tx) => {
        const held =
          await sql`select 1 from engine_lease where id = 1 and holder = ${lease.holder} and epoch = ${lease.epoch} for update`.execute(tx);
        if (held.rows.length === 0) throw new EngineError('engine.fenced', 'Another engine took over.');
        return work(tx);
      }),
    async renewSnapshot() {
      await storing;
      snapshotSeq = writer.committed.seq;
      const seq = snapshotSeq;
      await takeSnapshot(domain, writer.committed)(db);
      await db.deleteFrom('snapshots').where('seq', '<', seq).execute();
    },
    readEvents: (request) => readEvents(db, request),
    stop: () => (stopping ??= stop()),
  };
}

import { interactionStream, type DomainEvent } from '@centralino/protocol';
import { sql, type Kysely } from 'kysely';
import type { Logger } from '../store/connection.ts';
import { toJson, type Database } from '../store/database.ts';
import { messageOf } from '../store/errors.ts';
import type { Domain } from './domain.ts';
import { EngineError } from './errors.ts';
import { readEvents } from './log.ts';

/** A world and its place in the log. */
export interface Loaded<W> {
  world: W;
  /** The last event that is in it; 0 = none. */
  seq: number;
  /** Time of that event, or of the snapshot. */
  at: number;
  /** Last version of every stream that can still get events. */
  versions: Map<string, number>;
}

/** Raised when the shape of saved worlds changes without core noticing by itself; others are then ignored. */
const snapshotFormat = 1;

interface SavedState {
  format: number;
  versions: Record<string, number>;
  world: unknown;
}

const pageSize = 5_000;
/** While replaying, only what was over for this much longer than `forgettable` asks is dropped: late ratings may still come. */
const replayMarginMs = 3_600_000;

/** The world as the log tells it: the newest usable snapshot and the events after it. */
export async function loadWorld<W>(db: Kysely<Database>, domain: Domain<W>, logger: Logger): Promise<Loaded<W>> {
  const loaded = (await fromSnapshot(db, domain, logger)) ?? { world: domain.create(), seq: 0, at: 0, versions: new Map<string, number>() };
  const from = loaded.seq;
  for (;;) {
    const events = await readEvents(db, { afterSeq: loaded.seq, limit: pageSize });
    for (const event of events) fold(loaded, domain, event);
    forgetOld(loaded, domain, loaded.at - replayMarginMs);
    if (events.length < pageSize) break;
  }
  if (loaded.seq > from) logger.debug(`Replayed ${loaded.seq - from} events after ${from}`);
  return loaded;
}

/** Adds one event of the log; a gap means that the log is damaged, and nothing may be decided on a damaged log. */
export function fold<W>(loaded: Loaded<W>, domain: Domain<W>, event: DomainEvent): void {
  const expected = (loaded.versions.get(event.stream) ?? 0) + 1;
  if (event.seq !== loaded.seq + 1 || event.version !== expected) {
    throw new EngineError(
      'engine.logDamaged',
      `The log is damaged: after event ${loaded.seq} comes ${event.seq}, version ${event.version} of ${event.stream} where ${expected} is expected. Restore the database from a backup.`,
    );
  }
  try {
    domain.evolve(loaded.world, event);
  } catch (error) {
    throw new EngineError(
      'engine.logDamaged',
      `Event ${event.seq} (${event.type}, ${event.stream}) can't be applied: ${messageOf(error)}`,
      error,
    );
  }
  loaded.seq = event.seq;
  loaded.at = Math.max(loaded.at, event.at);
  loaded.versions.set(event.stream, event.version);
}

/**
 * Drops interactions that are over for long from memory. The log and the read tables keep them.
 * @param except streams to keep
 * @param alike a second world, in which the same ones are dropped
 */
export function forgetOld<W>(loaded: Loaded<W>, domain: Domain<W>, at: number, except?: ReadonlySet<string>, alike?: Loaded<W>): void {
  for (const id of domain.forgettable(loaded.world, at)) {
    const stream = interactionStream(id);
    if (except?.has(stream) === true) continue;
    for (const one of alike === undefined ? [loaded] : [loaded, alike]) {
      domain.forget(one.world, id);
      one.versions.delete(stream);
    }
  }
}

async function fromSnapshot<W>(db: Kysely<Database>, domain: Domain<W>, logger: Logger): Promise<Loaded<W> | null> {
  const { last } = await db
    .selectFrom('events')
    .select((e) => e.fn.coalesce(e.fn.max('seq'), sql<number>`0`).as('last'))
    .executeTakeFirstOrThrow();
  const snapshots = await db.selectFrom('snapshots').select('seq').where('seq', '<=', last).orderBy('seq', 'desc').execute();
  for (const { seq } of snapshots) {
    try {
      const { at, state } = await db.selectFrom('snapshots').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow();
      const saved = state as SavedState;
      if (saved.format !== snapshotFormat) throw new Error(`format ${saved.format}`);
      return { world: domain.load(saved.world), seq, at, versions: new Map(Object.entries(saved.versions)) };
    } catch (error) {
      // Of an older version, perhaps: the log has everything, it only takes longer.
      logger.warn({ error: messageOf(error) }, `The snapshot at event ${seq} can't be used`);
    }
  }
  return null;
}

/** Takes the picture now and answers how to store it: by then the world may have gone on. */
export function takeSnapshot<W>(domain: Domain<W>, { world, seq, at, versions }: Loaded<W>): (db: Kysely<Database>) => Promise<void> {
  const saved: SavedState = { format: snapshotFormat, versions: Object.fromEntries(versions), world: domain.save(world) };
  const row = { seq, at, state: toJson(saved) };
  return async (db) => {
    await db
      .insertInto('snapshots')
      .values(row)
      .onConflict((conflict) => conflict.column('seq').doUpdateSet({ at: row.at, state: row.state }))
      .execute();
    const newest = db.selectFrom('snapshots').select('seq').orderBy('seq', 'desc').limit(2);
    await db.deleteFrom('snapshots').where('seq', 'not in', newest).execute();
  };
}

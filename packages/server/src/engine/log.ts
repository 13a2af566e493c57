import type { DomainEvent } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';

export interface ReadEvents {
  /** Events after this one; 0 = from the beginning. */
  afterSeq: number;
  /** Only these streams; left out = all. */
  streams?: readonly string[];
  limit: number;
}

/** Committed events in the order of the log. */
export async function readEvents(db: Kysely<Database>, { afterSeq, streams, limit }: ReadEvents): Promise<DomainEvent[]> {
  let query = db.selectFrom('events').selectAll().where('seq', '>', afterSeq).orderBy('seq').limit(limit);
  if (streams !== undefined) {
    if (streams.length === 0) return [];
    query = query.where('stream', 'in', streams);
  }
  // The log holds what core made: the pairing of type and data is its own.
  return (await query.execute()) as unknown as DomainEvent[];
}

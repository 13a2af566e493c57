import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  CentralinoError,
  type CommandRequest,
  type InteractionView,
  type Recording,
  type RecordingFile,
  type RecordingList,
} from '@centralino/protocol';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, RecordingsTable } from '../store/database.ts';
import type { StoredFile } from './archive.ts';
import type { ByteRange, FileStore } from './file-store.ts';

type Row = Selectable<RecordingsTable>;

/** Whose voice a file carries, by name. The customer's is that of the interaction, where it is erased with them. */
const speakerOf = (
  { party, legId, agentId }: StoredFile,
  view: InteractionView | null,
  names: ReadonlyMap<string, string>,
): string | null => {
  if (party === 'mixed') return null;
  if (party === 'customer') return view?.customer.name ?? null;
  const part = view?.segments.findLast((segment) => segment.legId === legId);
  const origin = view?.origin.kind === 'agent' && legId === view.customerLeg.id ? view.origin.agentName : null;
  return part?.agentName ?? (agentId == null ? undefined : names.get(agentId)) ?? origin;
};

/** Names of users, for tracks of recordings. */
export async function userNames(db: Kysely<Database>, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ files }) => files.flatMap(({ agentId }) => agentId ?? [])))];
  if (ids.length === 0) return new Map();
  const users = await db.selectFrom('users').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(users.map(({ id, name }) => [id, name]));
}

export const shownRecording = (
  { id, interaction_id, by_agent_id, started_at, ended_at, result, files }: Row,
  view: InteractionView | null,
  names: ReadonlyMap<string, string>,
): Recording => ({
  id,
  interactionId: interaction_id,
  by: by_agent_id,
  startedAt: started_at,
  endedAt: ended_at,
  result,
  files: files.map(({ key: _key, ...file }) => ({ ...file, speaker: speakerOf({ key: _key, ...file }, view, names) })),
});

/** What recordings need of the engine: their interactions say what became of them. */
export type RecordingsEngine = {
  send(request: CommandRequest): Promise<unknown>;
  fenced<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T>;
};

/**
 * Saved recordings, as people may hear them. `onlyOf`: whoever asks is an agent, and hears recordings of interactions in which they
 * talked; everything else does not exist for them. null: all.
 */
export class Recordings {
  readonly #db: Kysely<Database>;
  readonly #engine: RecordingsEngine;
  readonly #stores: readonly FileStore[];

  /** `stores`: those in which recordings are or were kept. */
  constructor(db: Kysely<Database>, engine: RecordingsEngine, stores: readonly FileStore[]) {
    this.#db = db;
    this.#engine = engine;
    this.#stores = stores;
  }

  /** Those that are there, and which were removed. Throws `interaction.unknown`. */
  async list(interactionId: string, onlyOf: string | null): Promise<RecordingList> {
    const there = await this.#db.selectFrom('interactions').select('view').where('id', '=', interactionId).executeTakeFirst();
    if (there === undefined || !(await this.#mayHear(interactionId, onlyOf))) throw new CentralinoError('interaction.unknown');
    const rows = await this.#db
      .selectFrom('recordings')
      .selectAll()
      .where('interaction_id', '=', interactionId)
      .orderBy('started_at')
      .orderBy('id')
      .execute();
    const removed = (there.view?.recordings ?? []).filter(({ state }) => state === 'removed');
    const names = await userNames(this.#db, rows);
    return { recordings: rows.map((row) => shownRecording(row, there.view, names)), removed: removed.map(({ id }) => id) };
  }

  /** Throws `recording.unknown`, also for a file that it does not have. */
  async file(
    id: string,
    index: number,
    onlyOf: string | null,
  ): Promise<{ file: RecordingFile; read(range: ByteRange): Promise<Readable> }> {
    const row = await this.#row(id);
    if (!(await this.#mayHear(row.interaction_id, onlyOf))) throw new CentralinoError('recording.unknown');
    const file = row.files.find((one: StoredFile) => one.index === index);
    if (file === undefined) throw new CentralinoError('recording.unknown');
    return { file, read: async (range) => this.#storeOf(row).read(file.key, range) };
  }

  /** All files of a recording, one in memory at a time. Throws `recording.unknown`. */
  async *read(id: string): AsyncGenerator<{ name: string; content: Uint8Array }> {
    const row = await this.#row(id);
    const store = this.#storeOf(row);
    for (const { key, name, bytes } of row.files) {
      yield { name, content: await buffer(await store.read(key, { start: 0, end: bytes - 1 })) };
    }
  }

  /** Files first, the row last: what can't be removed now is still there to be removed again. Throws `recording.unknown`. */
  async remove(id: string): Promise<void> {
    const row = await this.#row(id);
    const store = this.#storeOf(row);
    for (const { key } of row.files) await store.remove(key);
    await this.#tellRemoved(id, row.interaction_id);
    await this.#db.deleteFrom('recordings').where('id', '=', id).execute();
  }

  async #tellRemoved(recordingId: string, interactionId: string): Promise<void> {
    try {
      await this.#engine.send({ type: 'recording.remove', interactionId, recordingId });
    } catch (error) {
      if (!(error instanceof CentralinoError) || error.code !== 'recording.unknown') throw error;
      // The engine has forgotten the interaction since: only its view in the database is left to say it.
      await this.#engine.fenced((tx) =>
        sql`update interactions set view = jsonb_set(view, '{recordings}', (
          select coalesce(jsonb_agg(case when one->>'id' = ${recordingId} then one || '{"state": "removed", "result": null}' else one end
            order by place), '[]')
          from jsonb_array_elements(view->'recordings') with ordinality as all_of_it (one, place)
        )) where id = ${interactionId}`.execute(tx),
      );
    }
  }

  async #row(id: string): Promise<Row> {
    const row = await this.#db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new CentralinoError('recording.unknown');
    return row;
  }

  #storeOf(row: Row): FileStore {
    const store = this.#stores.find(({ kind }) => kind === row.store);
    if (store === undefined) throw new CentralinoError('recording.unavailable', 'it is in an S3 store, and none is configured now');
    return store;
  }

  async #mayHear(interactionId: string, agentId: string | null): Promise<boolean> {
    if (agentId === null) return true;
    const talked = await this.#db
      .selectFrom('segments')
      .select('id')
      .where('interaction_id', '=', interactionId)
      .where('agent_id', '=', agentId)
      .where('online_at', 'is not', null)
      .executeTakeFirst();
    if (talked !== undefined) return true;
    const called = this.#db.selectFrom('interactions').select('id').where('id', '=', interactionId).where('origin_agent_id', '=', agentId);
    return (await called.executeTakeFirst()) !== undefined;
  }
}

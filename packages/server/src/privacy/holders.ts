import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** A part of the product that keeps something about interactions besides the log and its read tables. */
export interface PersonalDataHolder {
  /** Its name in reports. */
  readonly name: 'recordings' | 'deliveries' | 'popups';
  /** Removes what it has about these interactions; may be asked again. Answers how many things it removed. */
  erase(interactionIds: readonly string[]): Promise<number>;
  /** What it has about them, for the person who asks: files of an archive. */
  files(interactionIds: readonly string[]): AsyncIterable<{ path: string; content: string | Uint8Array }>;
}

const isThere = async (db: Kysely<Database>, table: string): Promise<boolean> =>
  (await sql<{ found: string | null }>`select to_regclass(${table})::text as found`.execute(db)).rows[0]?.found != null;

/** Rows of tables with a column `interaction_id`; a table that this server does not have holds nothing. */
export function rowsHolder(db: Kysely<Database>, name: PersonalDataHolder['name'], tables: readonly string[]): PersonalDataHolder {
  return {
    name,
    async erase(interactionIds) {
      let removed = 0;
      for (const table of tables) {
        if (!(await isThere(db, table))) continue;
        const { numAffectedRows } =
          await sql`delete from ${sql.table(table)} where interaction_id = any (${[...interactionIds]}::text[])`.execute(db);
        removed += Number(numAffectedRows ?? 0);
      }
      return removed;
    },
    async *files(interactionIds) {
      for (const table of tables) {
        if (!(await isThere(db, table))) continue;
        const { rows } = await sql`select * from ${sql.table(table)} where interaction_id = any (${[...interactionIds]}::text[])`.execute(
          db,
        );
        if (rows.length > 0) yield { path: `${name}/${table}.json`, content: JSON.stringify(rows, null, 2) };
      }
    },
  };
}

/** What removes and reads a recording with its files. */
export interface RecordingStore {
  remove(recordingId: string): Promise<void>;
  read(recordingId: string): AsyncIterable<{ name: string; content: Uint8Array }>;
}

/** Recordings with their files, and what is kept on this machine of those that failed (`failedOf`: their folders). */
export function recordingsHolder(
  db: Kysely<Database>,
  store: RecordingStore,
  archive: { failedOf(interactionIds: readonly string[]): Promise<string[]> },
): PersonalDataHolder {
  const idsOf = async (interactionIds: readonly string[]): Promise<string[]> => {
    const rows = await db
      .selectFrom('recordings')
      .select('id')
      .where('interaction_id', 'in', [...interactionIds])
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  };
  return {
    name: 'recordings',
    async erase(interactionIds) {
      if (interactionIds.length === 0) return 0;
      const ids = await idsOf(interactionIds);
      for (const id of ids) await store.remove(id);
      const failed = await archive.failedOf(interactionIds);
      for (const folder of failed) await rm(folder, { recursive: true, force: true });
      return ids.length + failed.length;
    },
    async *files(interactionIds) {
      if (interactionIds.length === 0) return;
      for (const id of await idsOf(interactionIds)) {
        for await (const { name, content } of store.read(id)) yield { path: `recordings/${id}/${name}`, content };
      }
      for (const folder of await archive.failedOf(interactionIds)) {
        for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
          const path = join(entry.parentPath, entry.name);
          const name = relative(folder, path);
          if (entry.isFile()) yield { path: `recordings/failed/${basename(folder)}/${name}`, content: await readFile(path) };
        }
      }
    },
  };
}

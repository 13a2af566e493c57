import {
  CentralinoError,
  type ContactFields,
  type ContactImport,
  emptyContactFields,
  type ImportBody,
  type ImportPreview,
  type ImportProblem,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../../store/connection.ts';
import { type Database, type NewRow, toJson } from '../../store/database.ts';
import { contactOf, rowOf, telOf } from '../contact-row.ts';
import { given } from '../contacts.ts';
import { mergedFields } from '../duplicates.ts';
import { phoneKeyOf } from '../phone-number.ts';
import { mailKeyOf } from '../search-keys.ts';
import { type FileRow, readFileRows } from './read-file.ts';

const shownRows = 20;
const mostProblems = 1_000;
/** Rows of one transaction; after each the import writes down how far it is. */
const batchSize = 500;

/** A file may be wrong throughout: the first problems say enough. */
function note(problems: ImportProblem[], problem: ImportProblem): void {
  if (problems.length < mostProblems) problems.push(problem);
}

/** What a file would bring: the first rows, and everything that is wrong. Throws `import.unreadable`. */
export async function previewImport(body: ImportBody): Promise<ImportPreview> {
  const preview: ImportPreview = { headers: [], columns: [], rows: [], contacts: [], total: 0, problems: [], bad: 0 };
  const rows = readFileRows(body, ({ headers, columns }) => Object.assign(preview, { headers, columns }));
  const seen = new Set<string>();
  for await (const each of rows) {
    const { row, cells, fields, problems } = each;
    preview.total += 1;
    if (fields === null) preview.bad += 1;
    else if (preview.contacts.length < shownRows) preview.contacts.push(fields);
    if (body.existing === 'update') {
      // An id tells people apart who share a number.
      const keys = keysOf(each);
      const own = keys[0]?.startsWith('id ') === true ? keys.slice(0, 1) : keys;
      if (own.some((key) => seen.has(key))) note(preview.problems, { row, column: null, code: 'same' });
      for (const key of keys) seen.add(key);
    }
    if (preview.rows.length < shownRows) preview.rows.push(cells.map((cell) => cell.slice(0, 200)));
    for (const { column, code } of problems) note(preview.problems, { row, column, code });
  }
  return preview;
}

/** Imports that run in the background; how far they are and what they did stays in the database. */
export class ContactImports {
  readonly #db: Kysely<Database>;
  readonly #now: () => number;
  readonly #logger: Pick<Logger, 'error'>;
  readonly #running = new Map<string, Promise<void>>();
  #stopping = false;

  constructor(db: Kysely<Database>, logger: Pick<Logger, 'error'>, now: () => number = Date.now) {
    this.#db = db;
    this.#logger = logger;
    this.#now = now;
  }

  /** Begins, and answers at once. Throws `book.unknown`, `import.unreadable`. */
  async start(body: ImportBody, by: string): Promise<ContactImport> {
    const book = await this.#db.selectFrom('address_books').select('id').where('id', '=', body.bookId).executeTakeFirst();
    if (book === undefined) throw new CentralinoError('book.unknown', body.bookId);
    const { total } = await previewImport(body);
    const state: ContactImport = {
      id: randomUUID(),
      state: 'running',
      total,
      done: 0,
      created: 0,
      updated: 0,
      skipped: 0,
      bad: 0,
      problems: [],
    };
    await this.#db
      .insertInto('contact_imports')
      .values({ id: state.id, by, created_at: this.#now(), state: toJson(state) })
      .execute();
    const work = this.#run(body, state).finally(() => this.#running.delete(state.id));
    this.#running.set(state.id, work);
    return { ...state };
  }

  /** Throws `import.unknown`. One that says it runs, but does not here, ended with the server. */
  async get(id: string): Promise<ContactImport> {
    // Asked before it is read: one that ends in between has written down before how it ended, and is not taken for lost.
    const runs = this.#running.has(id);
    const row = await this.#db.selectFrom('contact_imports').select('state').where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new CentralinoError('import.unknown');
    return row.state.state === 'running' && !runs ? { ...row.state, state: 'failed' } : row.state;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running.values());
  }

  async #run(body: ImportBody, state: ContactImport): Promise<void> {
    try {
      let batch: FileRow[] = [];
      let told = 0;
      const keys = new Set<string>();
      const touched = new Set<string>();
      for await (const row of readFileRows(body, () => undefined)) {
        for (const { column, code } of row.problems) note(state.problems, { row: row.row, column, code });
        const own = keysOf(row);
        // A row that is about the same as one before it has to find what that one made.
        if (batch.length >= batchSize || own.some((key) => keys.has(key))) {
          await this.#write(body, batch, state, touched);
          batch = [];
          keys.clear();
          if (state.done - told >= batchSize) {
            await this.#save(state);
            told = state.done;
          }
        }
        for (const key of own) keys.add(key);
        batch.push(row);
        if (this.#stopping) throw new Error('the server stops');
      }
      await this.#write(body, batch, state, touched);
      state.state = 'done';
    } catch (error) {
      state.state = 'failed';
      if (!this.#stopping) this.#logger.error({ err: error }, 'An import of contacts failed');
    }
    await this.#save(state).catch((error: unknown) => this.#logger.error({ err: error }, 'The state of an import was not written'));
  }

  async #save(state: ContactImport): Promise<void> {
    await this.#db
      .updateTable('contact_imports')
      .set({ state: toJson(state) })
      .where('id', '=', state.id)
      .execute();
  }

  /** `touched`: what this import has written so far. One transaction: after a crash a row is there as a whole or not at all. */
  async #write(body: ImportBody, batch: readonly FileRow[], state: ContactImport, touched: Set<string>): Promise<void> {
    if (batch.length === 0) return;
    const counts = { created: 0, updated: 0, skipped: 0, bad: 0 };
    const same: number[] = [];
    await this.#db.transaction().execute(async (tx) => {
      const known = body.existing === 'create' ? new Map<string, ReturnType<typeof contactOf>>() : await existing(tx, body.bookId, batch);
      const now = this.#now();
      const fresh: NewRow<'contacts'>[] = [];
      const changed = new Map<string, NewRow<'contacts'>>();
      for (const row of batch) {
        if (row.fields === null) {
          counts.bad += 1;
          continue;
        }
        const fields = given(row.fields);
        let before = keysOf(row)
          .map((key) => known.get(key))
          .find((one) => one !== undefined);
        if (before !== undefined && changed.has(before.id)) {
          // Found by other keys than the row before it that is about the same.
          await overwrite(tx, [...changed.values()]);
          changed.clear();
          before = contactOf(await tx.selectFrom('contacts').selectAll().where('id', '=', before.id).executeTakeFirstOrThrow());
        }
        if (before === undefined) {
          counts.created += 1;
          const id = randomUUID();
          touched.add(id);
          fresh.push(rowOf(id, { ...emptyContactFields, ...fields, bookId: body.bookId }, { createdAt: now, updatedAt: now }));
        } else if (body.existing === 'skip') counts.skipped += 1;
        else {
          counts.updated += 1;
          // Two rows of the file have become one contact: whoever imports has to know.
          if (touched.has(before.id)) same.push(row.row);
          touched.add(before.id);
          const named = { ...before, ...fields, tel: before.tel, mail: before.mail, web: before.web };
          const merged = mergedFields(named, contactLike({ ...before, ...fields }));
          // Most rows of a file that is imported again say nothing new.
          if (JSON.stringify(merged) === JSON.stringify(mergedFields(before, before))) continue;
          const times = { createdAt: before.createdAt, updatedAt: Math.max(now, before.updatedAt + 1) };
          changed.set(before.id, rowOf(before.id, merged, times));
        }
      }
      await overwrite(tx, [...changed.values()]);
      if (fresh.length > 0) await tx.insertInto('contacts').values(fresh).execute();
    });
    state.done += batch.length;
    state.created += counts.created;
    state.updated += counts.updated;
    state.skipped += counts.skipped;
    state.bad += counts.bad;
    for (const row of same) note(state.problems, { row, column: null, code: 'same' });
  }
}

/** Writes contacts that are there, all in one statement. */
async function overwrite(db: Kysely<Database>, rows: readonly NewRow<'contacts'>[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = (Object.keys(first) as (keyof typeof first)[]).filter((column) => column !== 'id' && column !== 'created_at');
  await db
    .insertInto('contacts')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)]))),
    )
    .execute();
}

type ContactLike = Parameters<typeof mergedFields>[1];
/** What a row says, with the forms of its numbers, as something that can be merged. */
const contactLike = (fields: Omit<ContactLike, 'tel' | 'mail' | 'web'> & Pick<ContactFields, 'tel' | 'mail' | 'web'>): ContactLike =>
  ({
    ...fields,
    tel: fields.tel.map((tel) => telOf({ ...tel, id: tel.id ?? '' })),
  }) as ContactLike;

/** By what a row is recognised among contacts that are there: its id, its numbers, its emails. */
function keysOf({ fields }: FileRow): string[] {
  if (fields === null) return [];
  const { externalId, tel = [], mail = [] } = fields;
  return [
    ...(externalId === undefined || externalId === '' ? [] : [`id ${externalId}`]),
    ...tel.map(({ value }) => phoneKeyOf(value)).filter((number) => number !== null),
    ...mail.map(({ value }) => mailKeyOf(value)),
  ];
}

async function existing(
  db: Kysely<Database>,
  bookId: string,
  batch: readonly FileRow[],
): Promise<Map<string, ReturnType<typeof contactOf>>> {
  const keys = [...new Set(batch.flatMap(keysOf))];
  if (keys.length === 0) return new Map();
  const ids = keys.filter((key) => key.startsWith('id ')).map((key) => key.slice(3));
  const rows = await db
    .selectFrom('contacts')
    .selectAll()
    .where('book_id', '=', bookId)
    .where('merged_into', 'is', null)
    .where(
      sql<boolean>`(external_id = any (${ids}::text[]) and external_id <> '' or id = any (${ids}::text[])
      or numbers && ${keys}::text[] or mails && ${keys}::text[])`,
    )
    .orderBy('created_at', 'desc')
    .forUpdate()
    .execute();
  // The oldest of several wins: it is written last.
  const found = new Map<string, ReturnType<typeof contactOf>>();
  for (const row of rows) {
    for (const key of [`id ${row.external_id}`, `id ${row.id}`, ...row.numbers, ...row.mails]) found.set(key, contactOf(row));
  }
  return found;
}

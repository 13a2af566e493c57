import {
  CentralinoError,
  type ContactFields,
  type ContactImport,
  type CreateContactBody,
  emptyContactFields,
  type ImportBody,
  type ImportPreview,
  type ImportProblem,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../../store/connection.ts';
import { type Database, type NewRow, toJson } from '../../store/database.ts';
import { codeOf } from '../../store/errors.ts';
import { contactOf, rowOf, telOf } from '../contact-row.ts';
import { given } from '../contacts.ts';
import { mergedFields } from '../duplicates.ts';
import { phoneKeyOf } from '../phone-number.ts';
import { mailKeyOf } from '../search-keys.ts';
import { type FileRow, readFileRows } from './read-file.ts';
import { identityOf, SharedNumbers } from './shared-numbers.ts';

const shownRows = 20;
const mostProblems = 1_000;
/** Rows of one transaction; after each the import writes down how far it is. */
const batchSize = 500;

/** A file may be wrong throughout: the first problems say enough. */
function note(problems: ImportProblem[], problem: ImportProblem): void {
  if (problems.length < mostProblems) problems.push(problem);
}

/** What a file would bring: the first rows, everything that is wrong, and who shares a number. Throws `import.unreadable`. */
export async function previewImport(db: Kysely<Database>, body: ImportBody): Promise<ImportPreview> {
  const preview: ImportPreview = {
    headers: [],
    columns: [],
    rows: [],
    contacts: [],
    total: 0,
    problems: [],
    bad: 0,
    unreadable: 0,
    shared: [],
    sharedTotal: 0,
  };
  const rows = readFileRows(
    body,
    ({ headers, columns }) => Object.assign(preview, { headers, columns }),
    (count) => (preview.unreadable += count),
  );
  const seen = new Set<string>();
  const shared = new SharedNumbers();
  for await (const each of rows) {
    const { row, cells, fields, problems } = each;
    preview.total += 1;
    if (fields === null) preview.bad += 1;
    else if (preview.contacts.length < shownRows) preview.contacts.push(fields);
    if (body.existing === 'update') {
      // An id tells people apart who share a number.
      const keys = rowKeysOf(each, body);
      const own = keys[0]?.startsWith('id ') === true ? keys.slice(0, 1) : keys;
      if (own.some((key) => seen.has(key))) note(preview.problems, { row, column: null, code: 'same' });
      for (const key of keys) seen.add(key);
    }
    if (body.existing !== 'create' && fields !== null) shared.add(row, fields);
    if (preview.rows.length < shownRows) preview.rows.push(cells.map((cell) => cell.slice(0, 200)));
    for (const { column, code } of problems) note(preview.problems, { row, column, code });
  }
  return { ...preview, ...(await shared.found(db, body.bookId)) };
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
    let total = 0;
    for await (const _row of readFileRows(body, () => undefined)) total += 1;
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
        const own = rowKeysOf(row, body);
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

  /** One row that can't be stored does not keep the others out: they are written one by one then. */
  async #write(body: ImportBody, batch: readonly FileRow[], state: ContactImport, touched: Set<string>): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.#writeBatch(body, batch, state, touched);
    } catch (error) {
      if (!isOfRow(error)) throw error;
      await this.#writeSingly(body, batch, state, touched);
    }
  }

  async #writeSingly(body: ImportBody, batch: readonly FileRow[], state: ContactImport, touched: Set<string>): Promise<void> {
    for (const row of batch) {
      if (this.#stopping) throw new Error('the server stops');
      await this.#writeBatch(body, [row], state, touched).catch((error: unknown) => {
        if (!isOfRow(error)) throw error;
        state.done += 1;
        state.bad += 1;
        note(state.problems, { row: row.row, column: null, code: 'notStored' });
      });
    }
  }

  /** `touched`: what this import has written so far. One transaction: after a crash a row is there as a whole or not at all. */
  async #writeBatch(body: ImportBody, batch: readonly FileRow[], state: ContactImport, before: Set<string>): Promise<void> {
    const counts = { created: 0, updated: 0, skipped: 0, bad: 0 };
    const same: number[] = [];
    const touched = new Set<string>();
    await this.#db.transaction().execute(async (tx) => {
      const known = body.existing === 'create' ? new Map<string, ReturnType<typeof contactOf>>() : await existing(tx, body, batch);
      const now = this.#now();
      const fresh: NewRow<'contacts'>[] = [];
      const changed = new Map<string, NewRow<'contacts'>>();
      for (const row of batch) {
        if (row.fields === null) {
          counts.bad += 1;
          continue;
        }
        const fields = given(row.fields);
        let there = rowKeysOf(row, body)
          .map((key) => known.get(key))
          .find((one) => one !== undefined);
        if (there !== undefined && changed.has(there.id)) {
          // Found by other keys than the row before it that is about the same.
          await overwrite(tx, [...changed.values()]);
          changed.clear();
          there = contactOf(await tx.selectFrom('contacts').selectAll().where('id', '=', there.id).executeTakeFirstOrThrow());
        }
        if (there === undefined) {
          counts.created += 1;
          const id = randomUUID();
          touched.add(id);
          fresh.push(rowOf(id, { ...emptyContactFields, ...fields, bookId: body.bookId }, { createdAt: now, updatedAt: now }));
        } else if (body.existing === 'skip') counts.skipped += 1;
        else {
          counts.updated += 1;
          // Two rows of the file have become one contact: whoever imports has to know.
          if (touched.has(there.id) || before.has(there.id)) same.push(row.row);
          touched.add(there.id);
          const named = { ...there, ...fields, tel: there.tel, mail: there.mail, web: there.web };
          const merged = mergedFields(named, contactLike({ ...there, ...fields }));
          // Most rows of a file that is imported again say nothing new.
          if (JSON.stringify(merged) === JSON.stringify(mergedFields(there, there))) continue;
          const times = { createdAt: there.createdAt, updatedAt: Math.max(now, there.updatedAt + 1) };
          changed.set(there.id, rowOf(there.id, merged, times));
        }
      }
      await overwrite(tx, [...changed.values()]);
      if (fresh.length > 0) await tx.insertInto('contacts').values(fresh).execute();
    });
    for (const id of touched) before.add(id);
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

/** The values of a row that the database refuses (SQLSTATE classes 22 and 23, and 54: too large), or that no contact may have. */
const isOfRow = (error: unknown): boolean => error instanceof CentralinoError || /^(?:22|23|54)/.test(codeOf(error));

type Recognised = Pick<ImportBody, 'sharedNumber'>;
const rowKeysOf = ({ fields }: FileRow, how: Recognised): string[] => (fields === null ? [] : keysOf(fields, how));

/**
 * By what somebody is recognised among contacts that are there: an id, an email, a number together with the name. A number alone is many
 * people's who sit behind it, unless whoever imports says otherwise.
 */
function keysOf(fields: CreateContactBody, { sharedNumber }: Recognised): string[] {
  const { externalId, tel = [], mail = [] } = fields;
  const name = identityOf(fields);
  return [
    ...(externalId === undefined || externalId === '' ? [] : [`id ${externalId}`]),
    ...mail.map(({ value }) => mailKeyOf(value)),
    ...tel
      .map(({ value }) => phoneKeyOf(value))
      .filter((number) => number !== null)
      .map((number) => (sharedNumber === 'together' ? `number ${number}` : `number ${number} ${name}`)),
  ];
}

async function existing(
  db: Kysely<Database>,
  body: ImportBody,
  batch: readonly FileRow[],
): Promise<Map<string, ReturnType<typeof contactOf>>> {
  const fields = batch.flatMap((row) => row.fields ?? []);
  const ids = fields.flatMap(({ externalId = '' }) => (externalId === '' ? [] : [externalId]));
  const mails = fields.flatMap(({ mail = [] }) => mail.map(({ value }) => mailKeyOf(value)));
  const numbers = fields.flatMap(({ tel = [] }) => tel.flatMap(({ value }) => phoneKeyOf(value) ?? []));
  if (ids.length + mails.length + numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('contacts')
    .selectAll()
    .where('book_id', '=', body.bookId)
    .where('merged_into', 'is', null)
    .where(
      sql<boolean>`(external_id = any (${ids}::text[]) and external_id <> '' or id = any (${ids}::text[])
      or numbers && ${numbers}::text[] or mails && ${mails}::text[])`,
    )
    .orderBy('created_at', 'desc')
    .forUpdate()
    .execute();
  // The oldest of several wins: it is written last.
  const found = new Map<string, ReturnType<typeof contactOf>>();
  for (const row of rows) {
    const contact = contactOf(row);
    for (const key of [`id ${row.id}`, ...keysOf(contact, body)]) found.set(key, contact);
  }
  return found;
}

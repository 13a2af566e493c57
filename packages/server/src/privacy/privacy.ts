import { CentralinoError, type CommandRequest, contactNameOf, type Erasure, type ErasureReport } from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Contacts } from '../contacts/contacts.ts';
import { folded } from '../contacts/search-keys.ts';
import type { Logger } from '../store/connection.ts';
import { type Database, type Row, toJson } from '../store/database.ts';
import { forgetInLog } from './forget.ts';
import type { PersonalDataHolder } from './holders.ts';
import { findPerson } from './person.ts';

/** What erasing needs of the engine. */
export interface PrivacyEngine {
  send(request: CommandRequest): Promise<unknown>;
  fenced<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T>;
  renewSnapshot(): Promise<void>;
}

const nothing: ErasureReport = { contacts: 0, interactions: 0, events: 0, notes: 0, others: {} };

/**
 * Persons' rights over what is kept of them. The log is the truth, so erasing rewrites it: first the running engine forgets, then log and
 * read tables are rewritten in one fenced transaction, then old snapshots go. What is to be erased is written down before, and done to its
 * end at the next start if the server dies in between.
 */
export class Privacy {
  readonly #db: Kysely<Database>;
  readonly #engine: PrivacyEngine;
  readonly #contacts: Contacts;
  readonly #holders: readonly PersonalDataHolder[];
  readonly #now: () => number;
  readonly #logger: Pick<Logger, 'error'>;

  constructor(options: {
    db: Kysely<Database>;
    engine: PrivacyEngine;
    contacts: Contacts;
    holders: readonly PersonalDataHolder[];
    logger: Pick<Logger, 'error'>;
    now?: () => number;
  }) {
    this.#db = options.db;
    this.#engine = options.engine;
    this.#contacts = options.contacts;
    this.#holders = options.holders;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /** Whom and how much it is about. Throws `contact.unknown`. */
  async preview(contactId: string): Promise<{ name: string; contacts: number; interactions: number }> {
    const contact = await this.#contacts.get(contactId);
    const person = await findPerson(this.#db, await this.#contacts.idsOf(contact.id));
    return { name: contactNameOf(contact), contacts: person.contacts.length, interactions: person.interactionIds.length };
  }

  /** Everything that is kept of a person, as files of an archive. Throws `contact.unknown` before the first. */
  async export(contactId: string): Promise<AsyncGenerator<{ path: string; content: string | Uint8Array }>> {
    const { id } = await this.#contacts.get(contactId);
    const { contacts, interactionIds } = await findPerson(this.#db, await this.#contacts.idsOf(id));
    const [db, holders] = [this.#db, this.#holders];
    return (async function* () {
      yield { path: 'contact.json', content: JSON.stringify(contacts, null, 2) };
      for (const interactionId of interactionIds) {
        const row = await db.selectFrom('interactions').select('view').where('id', '=', interactionId).executeTakeFirst();
        const events = await db
          .selectFrom('events')
          .select(['type', 'at', 'data'])
          .where('stream', '=', `interaction:${interactionId}`)
          .orderBy('version')
          .execute();
        yield { path: `interactions/${interactionId}.json`, content: JSON.stringify({ interaction: row?.view ?? null, events }, null, 2) };
      }
      for (const holder of holders) yield* holder.files(interactionIds);
    })();
  }

  /**
   * Erases a person; answers what was removed. `name`: the contact's, as somebody typed it. Throws `contact.unknown`, `privacy.name`,
   * `privacy.open`; then nothing was removed.
   */
  async erase(contactId: string, name: string, by: string): Promise<Erasure> {
    const contact = await this.#contacts.get(contactId);
    const same = (text: string): string => folded(text).replace(/\s+/g, ' ').trim();
    if (same(name) !== same(contactNameOf(contact))) throw new CentralinoError('privacy.name');
    const contactIds = await this.#contacts.idsOf(contact.id);
    const { interactionIds, open } = await findPerson(this.#db, contactIds);
    if (open) throw new CentralinoError('privacy.open');
    const row = await this.#db
      .insertInto('erasures')
      .values({
        id: randomUUID(),
        contact_ids: contactIds,
        interaction_ids: interactionIds,
        by,
        reason: 'person',
        started_at: this.#now(),
        finished_at: null,
        report: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return this.#finish(row);
  }

  /** Forgets interactions whose time is over. */
  async forget(interactionIds: readonly string[]): Promise<void> {
    if (interactionIds.length === 0) return;
    const row = await this.#db
      .insertInto('erasures')
      .values({
        id: randomUUID(),
        contact_ids: [],
        interaction_ids: [...interactionIds],
        by: 'retention',
        reason: 'retention',
        started_at: this.#now(),
        finished_at: null,
        report: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await this.#finish(row);
  }

  /** Goes on with what an earlier process began. Call it before anything is served. */
  async resume(): Promise<void> {
    for (const row of await this.#db.selectFrom('erasures').selectAll().where('finished_at', 'is', null).execute()) {
      await this.#finish(row).catch((error: unknown) =>
        this.#logger.error({ err: error, id: row.id }, 'An erasure could not be completed: it is tried again at the next start'),
      );
    }
  }

  /** Newest first. */
  async list(): Promise<Erasure[]> {
    return (await this.#db.selectFrom('erasures').selectAll().orderBy('started_at', 'desc').limit(500).execute()).map(erasureOf);
  }

  async #finish(row: Row<'erasures'>): Promise<Erasure> {
    const { contact_ids: contactIds, interaction_ids: interactionIds } = row;
    const report: ErasureReport = { ...nothing, interactions: interactionIds.length, others: {} };
    for (const holder of this.#holders) report.others[holder.name] = await holder.erase(interactionIds);
    for (const interactionId of interactionIds) {
      // Of what memory has forgotten already only the log is left.
      await this.#engine.send({ type: 'interaction.erase', interactionId }).catch((error: unknown) => {
        if (!(error instanceof CentralinoError) || error.code !== 'interaction.unknown') throw error;
      });
    }
    await this.#engine.fenced(async (tx) => {
      if (contactIds.length > 0) {
        const removed = await tx.deleteFrom('contacts').where('id', 'in', contactIds).executeTakeFirst();
        report.contacts = Number(removed.numDeletedRows);
      }
      Object.assign(report, await forgetInLog(tx, interactionIds, this.#now()));
    });
    await this.#engine.renewSnapshot();
    const done = await this.#db
      .updateTable('erasures')
      .set({ finished_at: this.#now(), report: toJson(report) })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return erasureOf(done);
  }
}

const erasureOf = (row: Row<'erasures'>): Erasure => ({
  id: row.id,
  by: row.by,
  reason: row.reason,
  contactIds: row.contact_ids,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  report: row.report,
});

import { CentralinoError, NotificationRecordConfig, type NotificationRecordBody } from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Database, type Row, toJson } from '../store/database.ts';
import type { SecretBox } from './secret-box.ts';
import { newWebhookSecret } from './webhook-signature.ts';

/** What a record needs to prove who we are. Never answered to anybody. */
export interface RecordSecrets {
  password: string | null;
  /** PEM, of SALESFORCE. */
  privateKey: string | null;
  /** Of WEBHOOK, newest first. `until`: it signs no longer after that. */
  webhook: { secret: string; createdAt: number; until: number | null }[];
}

export interface StoredRecord {
  config: NotificationRecordConfig;
  secrets: RecordSecrets;
  /** The receiver answered 410 Gone. */
  gone: boolean;
  updatedAt: number;
}

/** The receivers of notifications: in the database, and in memory for whoever needs them at every event. */
export class NotificationRecords {
  readonly #db: Kysely<Database>;
  readonly #box: SecretBox;
  readonly #now: () => number;
  readonly #records = new Map<string, StoredRecord>();
  readonly #listeners = new Set<(id: string) => void>();

  constructor(db: Kysely<Database>, box: SecretBox, now: () => number) {
    this.#db = db;
    this.#box = box;
    this.#now = now;
  }

  /** Reads all of them: once, before the engine starts. */
  async load(): Promise<void> {
    const rows = await this.#db.selectFrom('notification_records').selectAll().orderBy('created_at').orderBy('id').execute();
    this.#records.clear();
    for (const row of rows) this.#records.set(row.id, this.#stored(row));
  }

  /** In the order in which they were made. */
  list(): StoredRecord[] {
    return [...this.#records.values()];
  }

  find(id: string): StoredRecord | undefined {
    return this.#records.get(id);
  }

  /** Throws `notification.unknown`. */
  get(id: string): StoredRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new CentralinoError('notification.unknown', id);
    return record;
  }

  /** After every change, with the id of the record; also when it was removed. */
  onChange(listener: (id: string) => void): void {
    this.#listeners.add(listener);
  }

  async create(body: NotificationRecordBody, id: string = randomUUID()): Promise<StoredRecord> {
    const now = this.#now();
    const stored: StoredRecord = {
      config: configOf(id, body),
      secrets: secretsOf(body, { password: null, privateKey: null, webhook: [] }, now),
      gone: false,
      updatedAt: now,
    };
    await this.#db
      .insertInto('notification_records')
      .values({ id, config: toJson(stored.config), secrets: this.#sealed(stored), created_at: now, updated_at: now })
      .execute();
    return this.#put(stored);
  }

  async update(id: string, body: NotificationRecordBody): Promise<StoredRecord> {
    const before = this.get(id);
    // Who switches it on again knows that the receiver is back.
    const gone = before.gone && !body.enabled;
    return this.#save({ config: configOf(id, body), secrets: secretsOf(body, before.secrets, this.#now()), gone, updatedAt: this.#now() });
  }

  /** Its deliveries that are still to be made go with it; the log stays. */
  async remove(id: string): Promise<void> {
    this.get(id);
    await this.#db.transaction().execute(async (tx) => {
      await tx.deleteFrom('notification_records').where('id', '=', id).execute();
      await tx.deleteFrom('notification_deliveries').where('record_id', '=', id).execute();
    });
    this.#records.delete(id);
    this.#tell(id);
  }

  /** A new signing secret; those before it go on signing for `keepOldMs`. */
  async rotate(id: string, keepOldMs: number): Promise<string> {
    const before = this.get(id);
    if (before.config.type !== 'WEBHOOK') throw new CentralinoError('notification.noSecret', before.config.name);
    const now = this.#now();
    const secret = newWebhookSecret();
    const old = before.secrets.webhook
      .map((one) => ({ ...one, until: Math.min(one.until ?? Infinity, now + keepOldMs) }))
      .filter(({ until }) => until > now)
      .slice(0, 4);
    await this.#save({
      ...before,
      secrets: { ...before.secrets, webhook: [{ secret, createdAt: now, until: null }, ...old] },
      updatedAt: now,
    });
    return secret;
  }

  /** The receiver wants no more of it. */
  async setGone(id: string): Promise<void> {
    const before = this.find(id);
    if (before === undefined || before.gone) return;
    await this.#save({ ...before, config: { ...before.config, enabled: false }, gone: true, updatedAt: this.#now() });
  }

  async #save(stored: StoredRecord): Promise<StoredRecord> {
    const { config, gone, updatedAt } = stored;
    await this.#db
      .updateTable('notification_records')
      .set({ config: toJson(config), secrets: this.#sealed(stored), gone, updated_at: updatedAt })
      .where('id', '=', config.id)
      .execute();
    return this.#put(stored);
  }

  #put(stored: StoredRecord): StoredRecord {
    this.#records.set(stored.config.id, stored);
    this.#tell(stored.config.id);
    return stored;
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  #sealed({ secrets }: StoredRecord): string {
    return this.#box.seal(JSON.stringify(secrets));
  }

  #stored(row: Row<'notification_records'>): StoredRecord {
    return {
      config: NotificationRecordConfig.parse(row.config),
      secrets: JSON.parse(this.#box.open(row.secrets)) as RecordSecrets,
      gone: row.gone,
      updatedAt: row.updated_at,
    };
  }
}

const configOf = (id: string, body: NotificationRecordBody): NotificationRecordConfig => NotificationRecordConfig.parse({ ...body, id });

/** A WEBHOOK has a secret from its first moment. */
function secretsOf(body: NotificationRecordBody, before: RecordSecrets, now: number): RecordSecrets {
  const first =
    body.type === 'WEBHOOK' && before.webhook.length === 0 ? [{ secret: newWebhookSecret(), createdAt: now, until: null }] : before.webhook;
  return {
    password: body.password === undefined ? before.password : body.password,
    privateKey: body.privateKey === undefined ? before.privateKey : body.privateKey,
    webhook: first,
  };
}

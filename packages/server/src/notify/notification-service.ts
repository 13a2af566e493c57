import type {
  Contact,
  NotificationLogQuery,
  NotificationDeliveryQuery,
  NotificationRecord,
  NotificationRecordBody,
  NotificationReplayBody,
  NotificationTestReply,
} from '@centralino/protocol';
import { CentralinoError } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Readable } from 'node:stream';
import { systemClock, type Clock, type DeliveryRow, type Outbox } from '../engine/index.ts';
import type { TargetGuard } from '../net/index.ts';
import type { Logger } from '../store/connection.ts';
import type { Database } from '../store/database.ts';
import { messageOf } from '../store/errors.ts';
import { Deliveries } from './deliveries.ts';
import { attemptRow, changeOf } from './attempt-row.ts';
import type { Queued } from './lanes.ts';
import { NotificationLog } from './log.ts';
import { NotificationOutbox } from './outbox.ts';
import { NotificationRecords, type StoredRecord } from './records.ts';
import { Results, type AttemptRow } from './results.ts';
import { nextAttemptAt } from './retry.ts';
import { sampleContact, sampleFact } from './sample.ts';
import type { SecretBox } from './secret-box.ts';
import { Sender, type Sent, shownRequest } from './sender.ts';
import { TellingOrder } from './telling-order.ts';
import { RecordWorker, type AttemptResult } from './worker.ts';

export interface NotificationServiceOptions {
  db: Kysely<Database>;
  logger: Logger;
  guard: TargetGuard;
  box: SecretBox;
  /** Throws when there is no such contact. */
  contacts: { get(id: string): Promise<Contact> };
  clock?: Clock;
}

const sweepEveryMs = 6 * 3_600_000;
/** How long a contact is not read again. */
const contactMs = 2_000;
/** How long attempts under way are waited for at the end: they are made again after the start. */
const stopMs = 2_000;

interface Receiver {
  worker: RecordWorker;
  sender: Sender;
  /** What came of attempts whose result is being settled. */
  sent: Map<number, Sent>;
}

/** Tells receivers what happens: records, outbox, one worker for each record, log. */
export class NotificationService {
  readonly records: NotificationRecords;
  readonly #options: NotificationServiceOptions;
  readonly #clock: Clock;
  readonly #outbox: NotificationOutbox;
  readonly #deliveries: Deliveries;
  readonly #results: Results;
  readonly #log: NotificationLog;
  readonly #order: TellingOrder;
  readonly #receivers = new Map<string, Receiver>();
  readonly #contacts = new Map<string, { until: number; contact: Promise<Contact | null> }>();
  /** Answers that are still read, for the log only. */
  readonly #answers = new Set<Promise<void>>();
  #started = false;
  #cancelSweep: (() => void) | null = null;

  private constructor(options: NotificationServiceOptions) {
    const { db, logger, box, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.records = new NotificationRecords(db, box, () => clock.now());
    this.#outbox = new NotificationOutbox(this.records, (rows) => this.#deliver(rows));
    this.#deliveries = new Deliveries(db);
    this.#results = new Results({ db, clock, logger });
    this.#log = new NotificationLog(db, () => clock.now());
    this.#order = new TellingOrder(clock, (id) => this.#receivers.get(id)?.worker.nudge());
    this.records.onChange((id) => this.#changed(id));
  }

  /** Reads the records: before the engine starts, whose outbox needs them. */
  static async open(options: NotificationServiceOptions): Promise<NotificationService> {
    const service = new NotificationService(options);
    await service.records.load();
    service.#outbox.refresh();
    return service;
  }

  get outbox(): Outbox {
    return this.#outbox;
  }

  /** Begins to deliver, what was left over first. */
  start(): void {
    this.#started = true;
    this.#orderPages();
    for (const { config } of this.records.list()) if (config.enabled) this.#receiver(config.id);
    void this.#sweep();
  }

  /** Resolves when no attempt of any receiver is under way: for tests that turn the clock. */
  async idleForTesting(): Promise<void> {
    await Promise.all([...this.#receivers.values()].map(({ worker }) => worker.idle()));
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#cancelSweep?.();
    this.#order.stop();
    const stopped = [...this.#receivers.values()].map(({ worker }) => worker.stop());
    let cancel = (): void => {};
    await Promise.race([Promise.all(stopped), new Promise<void>((resolve) => (cancel = this.#clock.after(stopMs, resolve)))]);
    cancel();
    for (const { sender } of this.#receivers.values()) sender.close();
    this.#receivers.clear();
    await Promise.all(this.#answers);
    await this.#results.flush();
  }

  async list(): Promise<NotificationRecord[]> {
    const counts = await this.#deliveries.counts();
    return this.records.list().map((record) => this.#view(record, counts.get(record.config.id)));
  }

  async get(id: string): Promise<NotificationRecord> {
    const record = this.records.get(id);
    return this.#view(record, (await this.#deliveries.counts()).get(id));
  }

  async create(body: NotificationRecordBody, id?: string): Promise<NotificationRecord> {
    return this.#view(await this.records.create(body, id), undefined);
  }

  async update(id: string, body: NotificationRecordBody): Promise<NotificationRecord> {
    await this.records.update(id, body);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.records.remove(id);
  }

  /** The new signing secret of a WEBHOOK, which is not shown again. */
  rotateSecret(id: string, keepOldMs: number): Promise<string> {
    return this.records.rotate(id, keepOldMs);
  }

  /** The receiver is back: deliveries go on at once. */
  async resetBreaker(id: string): Promise<NotificationRecord> {
    this.records.get(id);
    this.#receivers.get(id)?.worker.reset();
    return this.get(id);
  }

  /** Sends sample data as this event row would, once, and shows what went out and what came back. */
  async test(id: string, rowIndex: number): Promise<NotificationTestReply> {
    const record = this.records.get(id);
    const row = record.config.events[rowIndex];
    if (row === undefined) throw new CentralinoError('notification.unknown', `event row ${rowIndex}`);
    const sender = this.#sender((contactId) => Promise.resolve(contactId === sampleContact.id ? sampleContact : null));
    const at = this.#clock.now();
    const fact = sampleFact(row, at);
    const sent = await sender.send(record, `msg_test_${at}`, fact, row);
    const answer = await sent.answer;
    sender.close();
    this.#results.add(attemptRow(record, fact, sent, answer, { deliveryId: null, attempt: 1, at, again: false }));
    await this.#results.flush();
    const request = sent.request ?? {
      method: record.config.type === 'GET' ? 'GET' : 'POST',
      url: record.config.uri,
      headers: {},
      body: null,
      connectTimeoutMs: 0,
      responseTimeoutMs: 0,
    };
    const { status, error, durationMs } = sent;
    return { request: shownRequest(request, record.secrets), status, answer, error, durationMs };
  }

  /** Makes deliveries again; answers how many. */
  async replay(body: NotificationReplayBody): Promise<number> {
    await this.#results.flush();
    const { records, replayed } = await this.#deliveries.replay(
      body,
      this.records.list().map(({ config }) => config.id),
    );
    this.#order.reopened();
    for (const id of records) this.#receivers.get(id)?.worker.rewind();
    return replayed;
  }

  deliveries(query: NotificationDeliveryQuery): ReturnType<Deliveries['page']> {
    return this.#deliveries.page(query);
  }

  async log(query: NotificationLogQuery): ReturnType<NotificationLog['page']> {
    await this.#results.flush();
    return this.#log.page(query);
  }

  logFiles(): ReturnType<NotificationLog['files']> {
    return this.#log.files();
  }

  logFile(name: string): Readable {
    return this.#log.file(name);
  }

  /** After they were committed. */
  #deliver(rows: readonly DeliveryRow[]): void {
    const [first] = rows;
    if (!this.#started || first === undefined) return;
    this.#order.add(rows);
    const byRecord = new Map<string, DeliveryRow[]>();
    for (const row of rows) {
      const of = byRecord.get(row.record_id);
      if (of === undefined) byRecord.set(row.record_id, [row]);
      else of.push(row);
    }
    for (const [id, of] of byRecord) this.#receivers.get(id)?.worker.accept(of);
  }

  /** A record that is switched off keeps what it was to be told until it is switched on again. */
  #changed(id: string): void {
    if (!this.#started) return;
    const enabled = this.records.find(id)?.config.enabled === true;
    const receiver = this.#receivers.get(id);
    this.#orderPages();
    if (enabled && receiver === undefined) this.#receiver(id);
    if (enabled || receiver === undefined) return;
    this.#receivers.delete(id);
    void receiver.worker.stop().then(() => receiver.sender.close());
  }

  #orderPages(): void {
    const enabled = this.records.list().filter(({ config }) => config.enabled);
    this.#order.setPages(
      enabled.map(({ config: { id, uri, type } }) => ({ id, origin: new URL(uri).origin, repeatsSoon: type !== 'WEBHOOK' })),
    );
  }

  /** The next deliveries of a record; what other pages of its receiver are to be told before them counts for their order. */
  async #load(id: string, afterId: number, limit: number): Promise<Queued[]> {
    const page = await this.#deliveries.pending(id, afterId, limit);
    const others = this.#order.othersOf(id);
    const last = page.at(-1);
    if (others.length === 0 || last === undefined) return page;
    await this.#results.flush();
    const interactions = [...new Set(page.map(({ interaction_id: interaction }) => interaction))];
    this.#order.add([...page, ...(await this.#deliveries.pendingBefore(others, interactions, last.id))], true);
    return page;
  }

  #receiver(id: string): void {
    const sent = new Map<number, Sent>();
    const sender = this.#sender((contactId) => this.#contact(contactId));
    const worker = new RecordWorker({
      clock: this.#clock,
      mayGo: (delivery, wake) => this.#order.mayGo(delivery, wake),
      attempt: (delivery) => this.#attempt(sender, sent, delivery),
      settle: (delivery, result) => this.#settle(sent, delivery, result),
      load: (afterId, limit) => this.#load(id, afterId, limit),
      failedToLoad: (error) => this.#options.logger.warn({ error: messageOf(error) }, 'Notifications could not be read: trying again'),
    });
    this.#receivers.set(id, { worker, sender, sent });
    worker.start();
  }

  async #attempt(sender: Sender, sent: Map<number, Sent>, delivery: Queued): Promise<AttemptResult> {
    const record = this.records.find(delivery.record_id);
    if (record === undefined) return { kind: 'permanent', error: 'the record was removed' };
    this.#order.begins(delivery);
    const made = await sender.send(record, `msg_${delivery.id}`, delivery.fact, delivery.mapping);
    sent.set(delivery.id, made);
    return made.result;
  }

  #settle(sent: Map<number, Sent>, delivery: Queued, result: AttemptResult): number | null {
    const made = sent.get(delivery.id);
    const record = this.records.find(delivery.record_id);
    sent.delete(delivery.id);
    if (made === undefined || record === undefined) {
      this.#order.ended(delivery, { ok: false, again: false, unreachable: false, askedToWait: false });
      return null;
    }
    const now = this.#clock.now();
    const retried = result.kind === 'transient' ? nextAttemptAt(record.config, delivery.attempts, delivery.at, now) : null;
    const again =
      retried !== null && result.kind === 'transient' && result.waitMs !== null ? Math.max(retried, now + result.waitMs) : retried;
    const described = { deliveryId: delivery.id, attempt: delivery.attempts, at: now, again: again !== null };
    this.#results.change(changeOf(delivery, result, again));
    this.#note(made, (answer) => attemptRow(record, delivery.fact, made, answer, described));
    const askedToWait = result.kind === 'transient' && result.waitMs !== null;
    this.#order.ended(delivery, { ok: result.kind === 'delivered', again: again !== null, unreachable: made.unreachable, askedToWait });
    if (result.kind === 'gone') {
      this.records
        .setGone(record.config.id)
        .catch((error: unknown) => this.#options.logger.warn({ error: messageOf(error) }, 'A record could not be switched off'));
    }
    return again;
  }

  /** Writes a line of the log when the answer is there; nothing waits for it. */
  #note(made: Sent, row: (answer: string | null) => AttemptRow): void {
    const noted = made.answer.then((answer) => {
      this.#results.add(row(answer));
      this.#answers.delete(noted);
    });
    this.#answers.add(noted);
  }

  #sender(contact: (id: string) => Promise<Contact | null>): Sender {
    return new Sender({ guard: this.#options.guard, contact, now: () => this.#clock.now() });
  }

  #contact(id: string): Promise<Contact | null> {
    const now = this.#clock.now();
    const known = this.#contacts.get(id);
    if (known !== undefined && known.until > now) return known.contact;
    if (this.#contacts.size > 1_000) this.#contacts.clear();
    const contact = this.#options.contacts.get(id).catch((error: unknown) => {
      if (error instanceof CentralinoError) return null;
      this.#contacts.delete(id);
      throw error;
    });
    this.#contacts.set(id, { until: now + contactMs, contact });
    return contact;
  }

  async #sweep(): Promise<void> {
    try {
      await this.#log.sweep();
      await this.#deliveries.sweep(this.#log.keptSince());
    } catch (error) {
      this.#options.logger.warn({ error: messageOf(error) }, 'Old notifications could not be removed');
    }
    if (this.#started) this.#cancelSweep = this.#clock.after(sweepEveryMs, () => void this.#sweep());
  }

  #view({ config, secrets, gone, updatedAt }: StoredRecord, counts: { pending: number; failed: number } | undefined): NotificationRecord {
    const now = this.#clock.now();
    return {
      ...config,
      hasPassword: secrets.password !== null,
      hasPrivateKey: secrets.privateKey !== null,
      secrets: secrets.webhook
        .filter(({ until }) => until === null || until > now)
        .map(({ secret, createdAt, until }) => ({ hint: `…${secret.slice(-4)}`, createdAt, until })),
      breaker: this.#receivers.get(config.id)?.worker.breaker ?? {
        state: 'closed',
        since: updatedAt,
        until: null,
        failures: 0,
        lastError: null,
      },
      pending: counts?.pending ?? 0,
      failed: counts?.failed ?? 0,
      gone,
      updatedAt,
    };
  }
}

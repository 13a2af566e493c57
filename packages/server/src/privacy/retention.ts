import type { Channel } from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../engine/clock.ts';
import type { Logger } from '../store/connection.ts';
import type { Database } from '../store/database.ts';
import type { PersonalDataHolder } from './holders.ts';
import type { Privacy } from './privacy.ts';

const dayMs = 86_400_000;
const sweepMs = 3_600_000;
/** So many at once: each is a transaction that the engine waits for. */
const batchSize = 200;

type Kept = { interactionDays: number | null; recordingDays: number | null; deliveryDays: number | null };

/** Removes what is personal when its time is over: at the start and every hour, per service and channel. */
export class Retention {
  readonly #db: Kysely<Database>;
  readonly #privacy: Pick<Privacy, 'forget'>;
  readonly #holders: readonly PersonalDataHolder[];
  readonly #clock: Clock;
  readonly #logger: Pick<Logger, 'error'>;
  #stopTimer: () => void = () => undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: {
    db: Kysely<Database>;
    privacy: Pick<Privacy, 'forget'>;
    holders: readonly PersonalDataHolder[];
    clock: Clock;
    logger: Pick<Logger, 'error'>;
  }) {
    this.#db = options.db;
    this.#privacy = options.privacy;
    this.#holders = options.holders;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  start(): void {
    if (this.#stopped) return;
    this.#sweeping = this.sweep().catch((error: unknown) => this.#logger.error({ err: error }, 'What is too old could not be removed'));
    this.#stopTimer = this.#clock.after(sweepMs, () => this.start());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer();
    await this.#sweeping;
  }

  /** Removes everything whose time is over now. */
  async sweep(): Promise<void> {
    const now = this.#clock.now();
    const services = await this.#db.selectFrom('services').select(['code', 'config']).execute();
    for (const { code, config } of services) {
      const rules = config.retention ?? [];
      const channels = await this.#db.selectFrom('interactions').select('channel').where('service', '=', code).distinct().execute();
      for (const { channel } of channels) {
        // The rule of the channel itself goes before the one of all.
        const rule = rules.find((one) => one.channel === channel) ?? rules.find((one) => one.channel === null);
        if (rule !== undefined) await this.#sweepOne(code, channel as Channel, rule, now);
      }
    }
  }

  async #sweepOne(service: string, channel: Channel, kept: Kept, now: number): Promise<void> {
    if (kept.interactionDays !== null) {
      for (;;) {
        const ids = await this.#closed(service, channel, now - kept.interactionDays * dayMs, true);
        if (ids.length === 0 || this.#stopped) break;
        await this.#privacy.forget(ids);
      }
    }
    for (const [days, name] of [
      [kept.recordingDays, 'recordings'],
      [kept.deliveryDays, 'deliveries'],
    ] as const) {
      const holder = this.#holders.find((one) => one.name === name);
      if (days === null || holder === undefined) continue;
      for (let after = ''; !this.#stopped;) {
        const ids = await this.#closed(service, channel, now - days * dayMs, false, after);
        const last = ids.at(-1);
        if (last === undefined) break;
        await holder.erase(ids);
        after = last;
      }
    }
  }

  async #closed(service: string, channel: Channel, before: number, unerased: boolean, after = ''): Promise<string[]> {
    let query = this.#db
      .selectFrom('interactions')
      .select('id')
      .where('service', '=', service)
      .where('channel', '=', channel)
      .where('closed_at', '<', before)
      // What the archive still tries to save is not lost to it.
      .where(sql<boolean>`not (view->'recordings' @> '[{"state": "saving"}]')`)
      .where('id', '>', after)
      .orderBy(sql`id`)
      .limit(batchSize);
    if (unerased) query = query.where('erased_at', 'is', null);
    return (await query.execute()).map(({ id }) => id);
  }
}

import type { Clock, DeliveryRow } from '../engine/index.ts';

type Told = Pick<DeliveryRow, 'id' | 'record_id' | 'interaction_id' | 'fact'>;

interface Entry {
  readonly told: Told;
  readonly addedAt: number;
  readonly attempted: Promise<void>;
  readonly resolve: () => void;
}

/** A receiver that answers within this is waited for, and nothing waits longer. */
export const promptMs = 300;
const maxInteractions = 10_000;

/**
 * Several records are often pages of one receiver (`hangup.php`, `transfer.php`), which changes the same call at each. Records have workers
 * of their own, so events that follow closely would race: here the first attempt of a delivery waits until what happened before in its
 * interaction was attempted at the same origin. Only for receivers that are prompt: one that is slow or dead delays nobody.
 */
export class TellingOrder {
  readonly #clock: Clock;
  readonly #originOf: (recordId: string) => string;
  readonly #open = new Map<string, Entry[]>();
  /** Records whose last attempt failed or took long. */
  readonly #late = new Set<string>();

  constructor(clock: Clock, originOf: (recordId: string) => string) {
    this.#clock = clock;
    this.#originOf = originOf;
  }

  /** New deliveries, in their order, before they are given to the workers. */
  add(rows: readonly Told[]): void {
    // The ones of records that were switched off since are never attempted.
    if (this.#open.size > maxInteractions) this.#open.clear();
    const addedAt = this.#clock.now();
    for (const told of rows) {
      if (this.#late.has(told.record_id)) continue;
      let resolve = (): void => {};
      const attempted = new Promise<void>((done) => (resolve = done));
      const key = this.#keyOf(told);
      this.#open.set(key, [...this.#recent(key), { told, addedAt, attempted, resolve }]);
    }
  }

  /** Resolves when this delivery may be attempted for the first time. One event may go to several records at once. */
  async turn(delivery: Told): Promise<void> {
    const before = this.#recent(this.#keyOf(delivery)).filter(
      ({ told }) =>
        told.id < delivery.id && told.fact !== delivery.fact && told.record_id !== delivery.record_id && !this.#late.has(told.record_id),
    );
    if (before.length === 0) return;
    let cancel = (): void => {};
    const patience = new Promise<void>((resolve) => (cancel = this.#clock.after(promptMs, resolve)));
    await Promise.race([Promise.all(before.map(({ attempted }) => attempted)), patience]);
    cancel();
  }

  /** It was attempted. `prompt`: it was taken without delay. */
  attempted(delivery: Told, prompt: boolean): void {
    if (prompt) this.#late.delete(delivery.record_id);
    else this.#late.add(delivery.record_id);
    const key = this.#keyOf(delivery);
    const entries = this.#open.get(key) ?? [];
    entries.find(({ told }) => told.id === delivery.id)?.resolve();
    const left = entries.filter(({ told }) => told.id !== delivery.id);
    if (left.length > 0) this.#open.set(key, left);
    else this.#open.delete(key);
  }

  #keyOf({ record_id: recordId, interaction_id: interactionId }: Told): string {
    return `${interactionId} ${this.#originOf(recordId)}`;
  }

  #recent(key: string): Entry[] {
    const since = this.#clock.now() - promptMs;
    return (this.#open.get(key) ?? []).filter(({ addedAt }) => addedAt >= since);
  }
}

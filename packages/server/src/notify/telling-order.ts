import type { Clock, DeliveryRow } from '../engine/index.ts';

/** What the order of a delivery depends on. */
export type Told = Pick<DeliveryRow, 'id' | 'record_id' | 'interaction_id' | 'call_type' | 'event' | 'at'>;

/** A record, as far as its order among others goes. */
export interface Page {
  id: string;
  origin: string;
  /** Its schedule repeats soon enough that later events of the interaction may wait for it. */
  repeatsSoon: boolean;
}

/** How an attempt ended. */
export interface Ending {
  ok: boolean;
  /** It is made again. */
  again: boolean;
  /** There was not even a connection: no page of this receiver is to be had. */
  unreachable: boolean;
  /** The receiver said how long it wants to be left alone. */
  askedToWait: boolean;
}

interface Entry extends Omit<Told, 'interaction_id'> {
  /** When the attempt under way began; null: none is. */
  startedAt: number | null;
  started: number;
  /** When it was added or the last attempt ended, and that as a count of everything that happened. */
  touchedAt: number;
  touched: number;
  attempted: boolean;
  /** The receiver said how long it wants to be left alone with it. */
  askedToWait: boolean;
}

interface State extends Page {
  /** Attempts that failed in a row, since and until when (as counts), and what the last one was like. */
  failures: number;
  failingSince: number;
  lastFailedStart: number;
  last: Ending | null;
  /** It answers, but takes long. */
  slow: boolean;
  succeeded: number;
  /** The other records of the same receiver. */
  others: State[];
}

/** An attempt that takes longer is not waited for. */
export const patienceMs = 3_000;
/** How long the first repetitions of an attempt are waited for, in any case. */
export const firstRepeatsMs = 10_000;
/** After an attempt in vain, later deliveries may try, too: no longer than this, so that the earlier one is the first again when the receiver is back. */
const turnMs = 250;
/** Nothing is waited for longer: more than the longest pause between two attempts. */
export const longestHoldMs = 900_000;
/** A record that failed so often in a row does not work at the moment. */
const failuresToDoubt = 3;
const maxEntries = 200_000;
const maxSettled = 20_000;

/**
 * Several records are often pages of one receiver (`hangup.php`, `transfer.php`), which changes the same call at each. Records have workers
 * of their own, so their events would race. Here a delivery waits until what happened before in its interaction was told to the other
 * pages of the same origin: also while attempts are repeated, so that an outage of the receiver does not change the order.
 * A page that fails or is slow while others work is not waited for.
 */
export class TellingOrder {
  readonly #clock: Clock;
  readonly #nudge: (recordId: string) => void;
  readonly #states = new Map<string, State>();
  readonly #open = new Map<string, Entry[]>();
  readonly #waiting = new Map<string, Set<() => void>>();
  /** What was done with lately: a page of the database that was read before may still call it pending. */
  readonly #settled = new Set<number>();
  #size = 0;
  #count = 0;

  /** `nudge`: another page of this record's receiver answers again, so that trying it now is worth while. */
  constructor(clock: Clock, nudge: (recordId: string) => void = () => {}) {
    this.#clock = clock;
    this.#nudge = nudge;
  }

  /** The records that are switched on, after every change. */
  setPages(pages: readonly Page[]): void {
    const before = new Map(this.#states);
    this.#states.clear();
    for (const page of pages) {
      const known = before.get(page.id);
      const fresh = { failures: 0, failingSince: 0, lastFailedStart: 0, last: null, slow: false, succeeded: 0, others: [] };
      this.#states.set(page.id, { ...(known?.origin === page.origin ? known : fresh), ...page });
    }
    for (const state of this.#states.values()) {
      state.others = [...this.#states.values()].filter(({ id, origin }) => origin === state.origin && id !== state.id);
    }
    // What is still to be told when a record is switched on again is read anew.
    for (const [interaction, entries] of this.#open) {
      const left = entries.filter(({ record_id }) => this.#states.has(record_id));
      this.#size -= entries.length - left.length;
      if (left.length > 0) this.#open.set(interaction, left);
      else this.#open.delete(interaction);
    }
    for (const interaction of [...this.#waiting.keys()]) this.#wake(interaction);
  }

  /** The other records of the same receiver. */
  othersOf(recordId: string): string[] {
    return (this.#states.get(recordId)?.others ?? []).map(({ id }) => id);
  }

  /** Deliveries that are still to be made, before they are given to the workers. */
  add(rows: readonly Told[]): void {
    for (const { id, record_id, interaction_id, call_type, event, at } of rows) {
      if (this.#size >= maxEntries || this.#settled.has(id) || this.othersOf(record_id).length === 0) continue;
      const entries = this.#open.get(interaction_id) ?? [];
      if (entries.some((one) => one.id === id)) continue;
      const told = { id, record_id, call_type, event, at };
      const fresh = { startedAt: null, started: 0, touchedAt: this.#clock.now(), touched: ++this.#count };
      entries.push({ ...told, ...fresh, attempted: false, askedToWait: false });
      this.#open.set(interaction_id, entries);
      this.#size += 1;
    }
  }

  /** Deliveries that were done with are made again. */
  reopened(): void {
    this.#settled.clear();
  }

  /** Whether this delivery may be attempted now. If not, `wake` is called once when it is worth asking again. */
  mayGo(delivery: Told, wake: () => void): boolean {
    const now = this.#clock.now();
    const until = Math.min(
      ...(this.#open.get(delivery.interaction_id) ?? []).map((entry) => this.#holds(entry, delivery, now) ?? Infinity),
    );
    if (until === Infinity) return true;
    const interaction = delivery.interaction_id;
    const waiters = this.#waiting.get(interaction) ?? new Set();
    const once = (): void => {
      cancel();
      this.#waiting.get(interaction)?.delete(once);
      wake();
    };
    const cancel = this.#clock.after(Math.max(1, until - now), once);
    this.#waiting.set(interaction, waiters.add(once));
    return false;
  }

  begins(delivery: Told): void {
    const entry = this.#entry(delivery);
    if (entry !== undefined) Object.assign(entry, { startedAt: this.#clock.now(), started: ++this.#count });
  }

  ended(delivery: Told, ending: Ending): void {
    const now = this.#clock.now();
    const entry = this.#entry(delivery);
    const state = this.#states.get(delivery.record_id);
    if (state !== undefined) {
      state.last = ending;
      if (ending.ok) {
        Object.assign(state, { failures: 0, succeeded: ++this.#count, slow: now - (entry?.startedAt ?? now) > patienceMs });
      } else if (ending.again) {
        if (state.failures === 0) state.failingSince = this.#count;
        state.failures += 1;
        state.lastFailedStart = entry?.started ?? 0;
      }
    }
    if (entry !== undefined) {
      Object.assign(entry, { startedAt: null, touchedAt: now, touched: ++this.#count, attempted: true, askedToWait: ending.askedToWait });
      if (!ending.again) this.#drop(delivery);
    }
    this.#wake(delivery.interaction_id);
    if (!ending.ok || state === undefined) return;
    for (const other of state.others) {
      if (other.failures > 0 && other.last?.askedToWait !== true && !this.#isAstray(other)) this.#nudge(other.id);
    }
  }

  /** Until when an earlier delivery holds this one at the latest; null: it does not. */
  #holds(entry: Entry, delivery: Told, now: number): number | null {
    const theirs = this.#states.get(entry.record_id);
    const own = this.#states.get(delivery.record_id);
    if (entry.id >= delivery.id || entry.record_id === delivery.record_id) return null;
    if (theirs === undefined || own === undefined || theirs.origin !== own.origin) return null;
    // One event may go to several pages at once.
    if (entry.call_type === delivery.call_type && entry.event === delivery.event && entry.at === delivery.at) return null;
    if (theirs.slow || this.#isAstray(theirs)) return null;
    if (!theirs.repeatsSoon && (entry.attempted || theirs.failures > 0)) return null;
    const me = this.#entry(delivery);
    const longest = (me ?? entry).touchedAt + longestHoldMs;
    const within = (until: number): number | null => (until > now ? until : null);
    if (entry.startedAt !== null) return within(theirs.failures === 0 ? entry.startedAt + patienceMs : longest);
    if (entry.askedToWait) return within(entry.touchedAt + firstRepeatsMs);
    // It works: what failed before is on its way again.
    if (theirs.failures === 0) return within(longest);
    if (theirs.failures < failuresToDoubt) {
      const soon = within(entry.attempted ? entry.touchedAt + firstRepeatsMs : longest);
      if (soon !== null) return soon;
    }
    // This one would not get through either.
    if (theirs.last?.unreachable === true) return within(longest);
    // It was tried just now, in vain: this one may try, too, and shows whether only that page is out of order.
    if (entry.attempted && entry.touched > (me?.touched ?? 0) && now - entry.touchedAt < turnMs) return null;
    if (own.failures === 0 && own.succeeded < theirs.failingSince) return null;
    return within(longest);
  }

  /** It went on failing when another page of its receiver worked. */
  #isAstray(state: State): boolean {
    if (state.failures < failuresToDoubt) return false;
    return state.others.some(({ succeeded }) => succeeded > state.failingSince && succeeded < state.lastFailedStart);
  }

  #entry({ id, interaction_id: interaction }: Told): Entry | undefined {
    return this.#open.get(interaction)?.find((entry) => entry.id === id);
  }

  #drop({ id, interaction_id: interaction }: Told): void {
    const left = (this.#open.get(interaction) ?? []).filter((entry) => entry.id !== id);
    this.#size -= 1;
    if (left.length > 0) this.#open.set(interaction, left);
    else this.#open.delete(interaction);
    this.#settled.add(id);
    if (this.#settled.size > maxSettled) for (const oldest of this.#settled) if (this.#settled.delete(oldest)) break;
  }

  #wake(interaction: string): void {
    const waiters = [...(this.#waiting.get(interaction) ?? [])];
    this.#waiting.delete(interaction);
    for (const wake of waiters) wake();
  }
}

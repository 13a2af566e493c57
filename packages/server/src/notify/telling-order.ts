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

/** A delivery that is not done with. Times in milliseconds; `…No`: when, as a count of everything that happened. */
interface Entry extends Omit<Told, 'interaction_id'> {
  addedNo: number;
  /** It was left over from before, not told as it happened. */
  backlog: boolean;
  /** When it was added, or its last attempt ended. */
  touchedAt: number;
  /** When the attempt under way began; null: none is. */
  startedAt: number | null;
  startedNo: number;
  /** When its first attempt in vain ended; 0: there was none. */
  failedNo: number;
  /** It went on failing when its page worked for others: it is the delivery, not the page. */
  hopeless: boolean;
  askedToWait: boolean;
}

interface Waiter {
  wake: () => void;
  cancel: () => void;
}

interface State extends Page {
  /** Attempts in vain in a row. */
  failures: number;
  /** When the first of these ended, when the last of them had begun, when it worked last, when it worked again after failing. */
  failingNo: number;
  lastFailedStartNo: number;
  workedNo: number;
  recoveredNo: number;
  last: Ending | null;
  lastEndedAt: number;
  lastEndedNo: number;
  lastStartedNo: number;
  nudgedNo: number;
  /** Its last answer took longer than is waited for. */
  slow: boolean;
  underway: Set<Entry>;
  /** The other records of the same receiver. */
  others: State[];
}

/** An attempt that takes longer is not waited for, nor a page that does not come to a new delivery within this. */
export const patienceMs = 1_000;
/** The same with a page that has never worked yet. */
export const firstPatienceMs = 300;
/** How long the next attempt is waited for after one or two in vain. */
export const firstRepeatsMs = 3_000;
/** After an attempt in vain, other pages may try, too: no longer than this, so that the earliest is the first again when the receiver is back. */
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
 *
 * One slow page delays no other, though: pages that work wait for one that fails, stalls or falls behind for a moment at most (`patienceMs`,
 * `firstRepeatsMs`). Only pages that do not get through either wait for its turn, as they would for their own.
 */
export class TellingOrder {
  readonly #clock: Clock;
  readonly #nudge: (recordId: string) => void;
  readonly #states = new Map<string, State>();
  readonly #open = new Map<string, Entry[]>();
  readonly #waiting = new Map<string, Set<Waiter>>();
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
      this.#states.set(page.id, { ...(known?.origin === page.origin ? known : fresh()), ...page });
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
    this.#wakeAll();
  }

  /** Nobody is woken any more. */
  stop(): void {
    for (const waiters of this.#waiting.values()) for (const { cancel } of waiters) cancel();
    this.#waiting.clear();
  }

  /** The other records of the same receiver. */
  othersOf(recordId: string): string[] {
    return (this.#states.get(recordId)?.others ?? []).map(({ id }) => id);
  }

  /** Deliveries that are still to be made, before they are given to the workers. `backlog`: from the database, not just now. */
  add(rows: readonly Told[], backlog = false): void {
    for (const { id, record_id, interaction_id, call_type, event, at } of rows) {
      if (this.#size >= maxEntries || this.#settled.has(id)) continue;
      if ((this.#states.get(record_id)?.others.length ?? 0) === 0) continue;
      const entries = this.#open.get(interaction_id) ?? [];
      if (entries.some((one) => one.id === id)) continue;
      entries.push({
        id,
        record_id,
        call_type,
        event,
        at,
        backlog,
        addedNo: ++this.#count,
        touchedAt: this.#clock.now(),
        startedAt: null,
        startedNo: 0,
        failedNo: 0,
        hopeless: false,
        askedToWait: false,
      });
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
    const entries = this.#open.get(delivery.interaction_id) ?? [];
    // What holds it at all holds it until then; then it is looked at again.
    const until = Math.min(...entries.map((entry) => this.#heldUntil(entry, delivery, now)).filter((at) => at > now));
    if (until === Infinity) return true;
    const interaction = delivery.interaction_id;
    const waiters = this.#waiting.get(interaction) ?? new Set();
    const cancel = this.#clock.after(until - now, () => {
      waiters.delete(waiter);
      if (waiters.size === 0) this.#waiting.delete(interaction);
      wake();
    });
    const waiter = { wake, cancel };
    this.#waiting.set(interaction, waiters.add(waiter));
    return false;
  }

  begins(delivery: Told): void {
    const entry = this.#entry(delivery);
    const state = this.#states.get(delivery.record_id);
    if (state !== undefined) state.lastStartedNo = ++this.#count;
    if (entry === undefined) return;
    entry.startedAt = this.#clock.now();
    entry.startedNo = this.#count;
    state?.underway.add(entry);
  }

  ended(delivery: Told, ending: Ending): void {
    const entry = this.#entry(delivery);
    const state = this.#states.get(delivery.record_id);
    if (state !== undefined) this.#note(state, entry, ending);
    if (entry !== undefined) {
      if (!ending.ok && entry.failedNo > 0 && (state?.workedNo ?? 0) > entry.failedNo) entry.hopeless = true;
      if (!ending.ok && entry.failedNo === 0) entry.failedNo = this.#count;
      Object.assign(entry, { startedAt: null, touchedAt: this.#clock.now(), askedToWait: ending.askedToWait });
      if (!ending.again) this.#drop(delivery);
    }
    this.#wake(delivery.interaction_id);
    if (state === undefined) return;
    if (ending.ok) this.#cheer(state);
    // The other pages get their turn.
    else if (state.failures >= failuresToDoubt && !ending.unreachable && !this.#isAstray(state)) this.#wakeAll();
  }

  #note(state: State, entry: Entry | undefined, ending: Ending): void {
    const now = this.#clock.now();
    const no = ++this.#count;
    const startedAt = entry?.startedAt ?? now;
    if (entry !== undefined) state.underway.delete(entry);
    Object.assign(state, { last: ending, lastEndedAt: now, lastEndedNo: no });
    if (ending.ok) {
      if (state.failures > 0) state.recoveredNo = no;
      Object.assign(state, { failures: 0, workedNo: no, slow: now - startedAt > patienceMs });
    } else if (ending.again) {
      if (state.failures === 0) state.failingNo = no;
      state.failures += 1;
      state.lastFailedStartNo = entry?.startedNo ?? 0;
    }
  }

  /** A page works: others of its receiver that did not are tried now, once. If they fail again, it is not the receiver. */
  #cheer(state: State): void {
    for (const other of state.others) {
      const tried = other.nudgedNo > other.lastEndedNo;
      if (other.failures === 0 || tried || other.last?.askedToWait === true || this.#isAstray(other)) continue;
      other.nudgedNo = ++this.#count;
      this.#nudge(other.id);
    }
  }

  /** Until when an earlier delivery holds this one, unless something happens before; a time that is past: it does not. */
  #heldUntil(entry: Entry, delivery: Told, now: number): number {
    const theirs = this.#states.get(entry.record_id);
    const own = this.#states.get(delivery.record_id);
    if (entry.id >= delivery.id || entry.record_id === delivery.record_id || entry.hopeless) return 0;
    if (theirs === undefined || own === undefined || theirs.origin !== own.origin) return 0;
    // One event may go to several pages at once.
    if (entry.call_type === delivery.call_type && entry.event === delivery.event && entry.at === delivery.at) return 0;
    if (!theirs.repeatsSoon && (entry.failedNo > 0 || theirs.failures > 0)) return 0;
    const longest = (this.#entry(delivery) ?? entry).touchedAt + longestHoldMs;
    const patience = theirs.workedNo > 0 ? patienceMs : firstPatienceMs;
    if (entry.askedToWait) return entry.touchedAt + firstRepeatsMs;
    if (theirs.failures === 0) {
      const [oldest] = theirs.underway;
      // It works: what it had to leave for later is on its way, however much that is, as long as it goes on.
      const late = entry.backlog || entry.failedNo > 0 || entry.addedNo < theirs.recoveredNo;
      return theirs.slow
        ? 0
        : Math.min((oldest?.startedAt ?? now) + patience, late || entry.startedAt !== null ? longest : entry.touchedAt + patience);
    }
    if (theirs.failures < failuresToDoubt) return entry.touchedAt + (entry.failedNo > 0 ? firstRepeatsMs : patience);
    if (this.#isAstray(theirs)) return 0;
    // No page is to be had: this one would not get through either.
    if (theirs.last?.unreachable === true) return longest;
    // This one works, or may try for itself: either shows whether only that page is out of order.
    const itsTurn = now - theirs.lastEndedAt < turnMs && own.lastStartedNo < theirs.lastEndedNo;
    return own.failures === 0 || itsTurn ? 0 : longest;
  }

  /** It went on failing when another page of its receiver worked. */
  #isAstray(state: State): boolean {
    if (state.failures < failuresToDoubt) return false;
    return state.others.some(({ workedNo }) => workedNo > state.failingNo && workedNo < state.lastFailedStartNo);
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

  #wakeAll(): void {
    for (const interaction of [...this.#waiting.keys()]) this.#wake(interaction);
  }

  #wake(interaction: string): void {
    const waiters = [...(this.#waiting.get(interaction) ?? [])];
    this.#waiting.delete(interaction);
    for (const { cancel, wake } of waiters) {
      cancel();
      wake();
    }
  }
}

const fresh = (): Omit<State, keyof Page> => ({
  failures: 0,
  failingNo: 0,
  lastFailedStartNo: 0,
  workedNo: 0,
  recoveredNo: 0,
  last: null,
  lastEndedAt: 0,
  lastEndedNo: 0,
  lastStartedNo: 0,
  nudgedNo: 0,
  slow: false,
  underway: new Set<Entry>(),
  others: [],
});

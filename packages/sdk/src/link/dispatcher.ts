import type { SdkLogEntry, SdkOutcomeEvent } from '@centralino/protocol';

/** A contact or agent event on its way to callbacks. */
export interface Delivery {
  entry: Extract<SdkLogEntry, { kind: 'contact' | 'agent' }>;
  /** The page, or an earlier life of it, could already know: it happened before the page came, and is told again. */
  replayed: boolean;
}

type Callback<T> = (item: T) => void;

/**
 * Callbacks of one sort of event. What comes before the first callback is kept for it, so a page that binds late misses nothing; callbacks
 * bound in the same turn all get it. Afterwards an event goes to whoever is bound at that moment, once per binding, in order of binding.
 */
export class Listeners<T> {
  private readonly bound: { key: unknown; call: Callback<T> }[] = [];
  private backlog: T[] | null = [];
  private scheduled = false;
  private readonly onCaughtUp: () => void;

  constructor(onCaughtUp: () => void = () => {}) {
    this.onCaughtUp = onCaughtUp;
  }

  /** True while events wait for a first callback. */
  get behind(): boolean {
    return this.backlog !== null;
  }

  add(key: unknown, call: Callback<T>): void {
    this.bound.push({ key, call });
    if (this.backlog === null || this.scheduled) return;
    this.scheduled = true;
    void Promise.resolve().then(() => {
      this.scheduled = false;
      if (this.bound.length === 0) return;
      const backlog = this.backlog ?? [];
      this.backlog = null;
      for (const item of backlog) this.deliver(item);
      this.onCaughtUp();
    });
  }

  /** Removes every binding of this key; none is fine too. */
  remove(key: unknown): void {
    for (let index = this.bound.length - 1; index >= 0; index -= 1) {
      if (this.bound[index]?.key === key) this.bound.splice(index, 1);
    }
  }

  deliver(item: T): void {
    if (this.backlog !== null) {
      this.backlog.push(item);
      return;
    }
    for (const { call } of [...this.bound]) {
      try {
        call(item);
      } catch (error) {
        // One page's mistake must not keep the next callback, or the cursor, from going on; the browser reports it as uncaught.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  /** Forgets what nobody has heard yet (it was another agent's). */
  forget(): void {
    if (this.backlog !== null) this.backlog = [];
  }
}

/** Spreads the entries of the log to callbacks and says up to where they have been heard. */
export class Dispatcher {
  readonly main: Listeners<Delivery>;
  readonly outcomes = new Listeners<SdkOutcomeEvent>();
  private readonly heard: (cursor: number) => void;
  private last = -1;
  private log: string | null = null;

  constructor(heard: (cursor: number) => void) {
    this.heard = heard;
    this.main = new Listeners(() => {
      if (this.last >= 0) this.heard(this.last);
    });
  }

  take(entries: readonly SdkLogEntry[], replayed: (entry: SdkLogEntry) => boolean): void {
    for (const entry of entries) {
      this.last = entry.cursor;
      if (entry.kind === 'outcome') this.outcomes.deliver(entry.data);
      else this.main.deliver({ entry, replayed: replayed(entry) });
      if (!this.main.behind) this.heard(entry.cursor);
    }
  }

  /** Entries that come now belong to this log. */
  follow(log: string): void {
    if (this.log !== null && this.log !== log) {
      this.last = -1;
      this.main.forget();
      this.outcomes.forget();
    }
    this.log = log;
  }
}

import { SortedList } from './sorted-list.ts';

interface Timer {
  readonly at: number;
  readonly stream: string;
}

const compareTimers = (a: Timer, b: Timer): number => a.at - b.at || (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0);

/** The next deadline of each stream, in order of time. */
export class TimerIndex {
  readonly #timers = new SortedList<Timer>(compareTimers);

  /** Moves a stream's deadline; null: none. */
  move(stream: string, before: number | null, after: number | null): void {
    if (before === after) return;
    if (before !== null) this.#timers.delete({ at: before, stream });
    if (after !== null) this.#timers.add({ at: after, stream });
  }

  get nextAt(): number | null {
    return this.#timers.first?.at ?? null;
  }

  /** Streams that are due, earliest first. */
  due(at: number): string[] {
    const streams: string[] = [];
    for (const timer of this.#timers) {
      if (timer.at > at) break;
      streams.push(timer.stream);
    }
    return streams;
  }
}

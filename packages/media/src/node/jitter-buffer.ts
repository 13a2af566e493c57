import { sequenceDistance } from './rtp.ts';

/** What is to be played next. `late`: the stream is behind, wait for it; `idle`: it has stopped, or has not begun. */
export type Next = { kind: 'packet'; payload: Uint8Array } | { kind: 'gap' } | { kind: 'lost' } | { kind: 'late' } | { kind: 'idle' };

/** Packets in reserve before playing begins: one is played at once, the other covers a packet that is a little late. */
const prebuffered = 2;
/** After so many missed turns the sender has stopped rather than being late. */
const idleAfterTurns = 5;
const maxBuffered = 25;
/** More packets in reserve than needed, in every one of so many turns: the delay can be less. A large reserve goes sooner. */
const surplusRules = [
  { turns: 100, reserve: 2 },
  { turns: 15, reserve: 5 },
];
/** A longer jump of the sequence numbers is a new beginning. */
const maxJump = 100;

const late: Next = { kind: 'late' };
const idle: Next = { kind: 'idle' };
const lost: Next = { kind: 'lost' };
const gap: Next = { kind: 'gap' };

/**
 * Puts the packets of one stream in order and evens out their arrival. The delay adapts by itself: a packet that comes too late is waited
 * for, which leaves all later ones in reserve; `hasSurplus` tells when the reserve was not needed for a while.
 */
export class JitterBuffer {
  readonly #packets = new Map<number, Uint8Array | null>();
  #ssrc: number | null = null;
  /** Sequence number to be played next; counted on over the 16-bit wrap. */
  #next = 0;
  #highest = 0;
  #playing = false;
  #missedTurns = 0;
  #lowest = surplusRules.map(() => ({ turns: 0, reserve: Infinity }));

  /** Takes a packet; `payload` null stands for one that carries no audio (a telephone event). True when a new stream has begun. */
  put(ssrc: number, sequence: number, payload: Uint8Array | null): boolean {
    const isNew = ssrc !== this.#ssrc || Math.abs(sequenceDistance(this.#highest & 0xffff, sequence)) > maxJump;
    if (isNew) this.#restart(ssrc, sequence);
    const extended = this.#highest + sequenceDistance(this.#highest & 0xffff, sequence);
    if (extended < this.#next) {
      // Before the first one is played, the beginning may still move to the front.
      if (this.#playing || this.#highest - extended >= prebuffered) return isNew;
      this.#next = extended;
    }
    this.#highest = Math.max(this.#highest, extended);
    this.#packets.set(extended, payload);
    while (this.#packets.size > maxBuffered) this.#drop();
    return isNew;
  }

  take(): Next {
    if (!this.#playing) {
      if (this.#packets.size < prebuffered) return idle;
      this.#playing = true;
      this.#missedTurns = 0;
      // What was lost while nobody waited is not made up.
      this.#next = this.#oldest();
      this.#forgetSurplus();
    }
    // Something was already played in the place of lost packets while we waited for them: not a second time.
    if (this.#missedTurns > 0 && this.#packets.size > 0) {
      this.#next += Math.min(this.#oldest() - this.#next, this.#missedTurns);
      this.#missedTurns = 0;
    }
    const payload = this.#packets.get(this.#next);
    if (payload !== undefined) {
      this.#packets.delete(this.#next++);
      this.#missedTurns = 0;
      this.#noteReserve();
      return payload === null ? gap : { kind: 'packet', payload };
    }
    // Later ones are there: this one is lost, unless it is just overtaken and nothing forces us to go on.
    if (this.#packets.size > 0) {
      this.#next++;
      this.#noteReserve();
      return lost;
    }
    if (++this.#missedTurns <= idleAfterTurns) return late;
    this.#playing = false;
    this.#next = this.#highest + 1;
    return idle;
  }

  /** More is in reserve than arrival needs. Asking takes note: the next answer is about the time from now on. */
  hasSurplus(): boolean {
    const found = surplusRules.some((rule, i) => this.#lowest[i]!.turns >= rule.turns && this.#lowest[i]!.reserve >= rule.reserve);
    if (found) this.#forgetSurplus();
    return found;
  }

  #oldest(): number {
    return Math.min(...this.#packets.keys());
  }

  #noteReserve(): void {
    surplusRules.forEach((rule, i) => {
      const lowest = this.#lowest[i]!;
      if (lowest.turns >= rule.turns) this.#lowest[i] = { turns: 1, reserve: this.#packets.size };
      else this.#lowest[i] = { turns: lowest.turns + 1, reserve: Math.min(lowest.reserve, this.#packets.size) };
    });
  }

  #forgetSurplus(): void {
    this.#lowest = surplusRules.map(() => ({ turns: 0, reserve: Infinity }));
  }

  /** Drops the oldest. */
  #drop(): void {
    while (!this.#packets.delete(this.#next++));
  }

  #restart(ssrc: number, sequence: number): void {
    this.#packets.clear();
    this.#ssrc = ssrc;
    this.#next = this.#highest = sequence + 0x10000;
    this.#playing = false;
    this.#forgetSurplus();
  }
}

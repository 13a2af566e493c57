import type { RealtimeLimits } from './limits.ts';

export type HeartbeatLimits = Pick<RealtimeLimits, 'idlePingMs' | 'idleDeadMs' | 'ringPingMs' | 'ringDeadMs' | 'ringHungMs'>;

/**
 * Finds out that a browser is gone although its TCP connection still looks open. Calm in quiet times; while an offer rings it asks
 * every second, at once to begin with, so that a customer does not ring at a dead browser for more than two seconds.
 *
 * Anything that the page sends counts as a sign of its life. A browser answers pings of the socket (RFC 6455 section 5.5.2) also while its
 * page is too busy to: while an offer rings such a page gets more time than a browser that is silent altogether.
 */
export class Heartbeat {
  readonly #limits: HeartbeatLimits;
  readonly #ping: () => void;
  readonly #dead: () => void;
  readonly #now: () => number;
  #heardAt: number;
  #browserHeardAt: number;
  #ringing = false;
  /** Silence is counted from here at the earliest: before the first ping of a ringing phase nobody had to answer. */
  #countedFrom: number;
  #pingTimer: NodeJS.Timeout | undefined;
  #deadTimer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(options: { limits: HeartbeatLimits; ping: () => void; dead: () => void; now: () => number }) {
    this.#limits = options.limits;
    this.#ping = options.ping;
    this.#dead = options.dead;
    this.#now = options.now;
    this.#heardAt = this.#now();
    this.#browserHeardAt = this.#heardAt;
    this.#countedFrom = this.#heardAt;
  }

  start(): void {
    this.#stopped = false;
    this.#heardAt = this.#now();
    this.#countedFrom = this.#heardAt;
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#pingTimer);
    clearTimeout(this.#deadTimer);
  }

  heard(): void {
    this.#heardAt = this.#now();
  }

  /** The browser has answered a ping of the socket. */
  heardBrowser(): void {
    this.#browserHeardAt = this.#now();
  }

  setRinging(ringing: boolean): void {
    if (ringing === this.#ringing) return;
    this.#ringing = ringing;
    if (this.#stopped) return;
    this.#countedFrom = this.#now();
    if (ringing) this.#ping();
    this.#arm();
  }

  #arm(): void {
    clearInterval(this.#pingTimer);
    this.#pingTimer = setInterval(this.#ping, this.#ringing ? this.#limits.ringPingMs : this.#limits.idlePingMs);
    this.#watch();
  }

  /** Time until it is dead, if nothing is heard. */
  #leftMs(): number {
    const { idleDeadMs, ringDeadMs, ringHungMs } = this.#limits;
    const page = Math.max(this.#heardAt, this.#countedFrom);
    const deadAt = this.#ringing ? Math.min(Math.max(page, this.#browserHeardAt) + ringDeadMs, page + ringHungMs) : page + idleDeadMs;
    return deadAt - this.#now();
  }

  #watch(): void {
    clearTimeout(this.#deadTimer);
    this.#deadTimer = setTimeout(
      () => {
        // When this process itself was busy, the answer may be waiting in the socket's buffer: read it before judging.
        setImmediate(() => {
          if (this.#stopped) return;
          if (this.#leftMs() > 0) this.#watch();
          else {
            this.stop();
            this.#dead();
          }
        });
      },
      Math.max(0, this.#leftMs()),
    );
  }
}

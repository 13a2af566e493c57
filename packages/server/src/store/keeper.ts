import { messageOf } from './errors.ts';
import type { Logger } from './connection.ts';

export interface KeeperOptions {
  /** Brings the database back if it is gone, and does nothing when it is there. Rejects while it can't be had. */
  mend(): Promise<void>;
  logger: Logger;
  /** Between two attempts. Default 500 ms. */
  pauseMs?: number;
}

/**
 * The one place that decides when the database is repaired. Everybody who meets a sign of its death (a lost connection, a refused one, a
 * lease that can't be renewed, a commit that broke off) only says so; the keeper looks, repairs, and goes on until it is back.
 */
export class Keeper {
  readonly #options: Required<KeeperOptions>;
  #mending: Promise<void> | null = null;
  #watching = false;
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(options: KeeperOptions) {
    this.#options = { pauseMs: 500, ...options };
  }

  /** Something failed that should not: see to it that the database is there, however long that takes. Never throws; cheap to call often. */
  suspect(): void {
    if (this.#watching || this.#closed) return;
    this.#watching = true;
    void this.#watch();
  }

  /** One attempt, shared by all who ask for it at the same time. */
  repair(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#mending ??= this.#options.mend().finally(() => (this.#mending = null));
    return this.#mending;
  }

  /** No attempt begins any more; the one under way has ended when this resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#mending?.catch(() => undefined);
  }

  async #watch(): Promise<void> {
    let told = '';
    while (!this.#closed) {
      try {
        await this.repair();
        break;
      } catch (error) {
        const message = messageOf(error);
        // Once for each reason: a full disk can last for hours.
        if (message !== told) this.#options.logger.warn({ error: message }, 'The database can’t be brought back yet: trying on');
        told = message;
      }
      await this.#pause();
    }
    this.#watching = false;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

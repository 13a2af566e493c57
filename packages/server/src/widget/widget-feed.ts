import type { FastifyBaseLogger } from 'fastify';
import { Coalesce } from '../realtime/coalesce.ts';
import { interactionOfStream } from '../realtime/desk-missed.ts';
import type { EnginePort } from '../realtime/ports.ts';

/** A widget's socket as the feed sees it. */
export interface WidgetListener {
  /** The interaction of this customer, if any. */
  readonly interactionId: string | null;
  /** The own interaction changed. */
  interactionChanged(): void;
  /** Something changed that may move queue positions and availability. */
  statusChanged(): void;
}

/** Takes committed events to the widgets whom they concern: their own interaction at once, places and availability now and then. */
export class WidgetFeed {
  readonly #listeners = new Set<WidgetListener>();
  readonly #byInteraction = new Map<string, Set<WidgetListener>>();
  readonly #status: Coalesce;
  readonly #unsubscribe: () => void;
  readonly #logger: FastifyBaseLogger;

  constructor(options: { engine: EnginePort; statusMs: number; now: () => number; logger: FastifyBaseLogger }) {
    this.#logger = options.logger;
    this.#status = new Coalesce(
      options.statusMs,
      () => {
        for (const listener of this.#listeners) this.#tell(() => listener.statusChanged());
      },
      options.now,
    );
    this.#unsubscribe = options.engine.onCommitted((events) => {
      if (this.#listeners.size === 0) return;
      const changed = new Set<string>();
      for (const event of events) {
        const interactionId = interactionOfStream(event.stream);
        if (interactionId !== null) changed.add(interactionId);
      }
      for (const interactionId of changed) {
        for (const listener of this.#byInteraction.get(interactionId) ?? []) this.#tell(() => listener.interactionChanged());
      }
      this.#status.touch();
    });
  }

  add(listener: WidgetListener): void {
    this.#listeners.add(listener);
    if (listener.interactionId === null) return;
    const listeners = this.#byInteraction.get(listener.interactionId) ?? new Set();
    listeners.add(listener);
    this.#byInteraction.set(listener.interactionId, listeners);
  }

  remove(listener: WidgetListener): void {
    this.#listeners.delete(listener);
    if (listener.interactionId === null) return;
    const listeners = this.#byInteraction.get(listener.interactionId);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#byInteraction.delete(listener.interactionId);
  }

  stop(): void {
    this.#unsubscribe();
    this.#status.stop();
  }

  #tell(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#logger.error({ err: error }, 'could not tell a widget of a change');
    }
  }
}

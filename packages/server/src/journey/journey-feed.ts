import { interactionView } from '@centralino/core';
import type { DeskPush, DomainEvent } from '@centralino/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Reader } from '../contacts/address-books.ts';
import type { Contacts } from '../contacts/contacts.ts';
import { Coalesce } from '../realtime/coalesce.ts';
import { interactionOfStream } from '../realtime/desk-missed.ts';
import type { EnginePort, StorePort } from '../realtime/ports.ts';
import type { Pusher } from '../realtime/session.ts';
import { readJourneyEntry } from './journey.ts';

/** A call brings a dozen events within a second: people see its state, not each step. */
const everyMs = 250;

type Watcher = {
  contactId: string;
  ids: ReadonlySet<string>;
  reader: Reader;
  client: Pusher;
  changed: Set<string>;
  soon: Coalesce;
};

/** Takes the history of a contact to those who have its card open, as it happens. */
export class JourneyFeed {
  readonly #engine: EnginePort;
  readonly #db: StorePort['db'];
  readonly #contacts: Contacts;
  readonly #now: () => number;
  readonly #logger: FastifyBaseLogger;
  /** By socket. */
  readonly #watchers = new Map<string, Watcher>();
  readonly #unsubscribe: () => void;

  constructor(options: { engine: EnginePort; store: StorePort; contacts: Contacts; now: () => number; logger: FastifyBaseLogger }) {
    this.#engine = options.engine;
    this.#db = options.store.db;
    this.#contacts = options.contacts;
    this.#now = options.now;
    this.#logger = options.logger;
    this.#unsubscribe = this.#engine.onCommitted((events) => this.#committed(events));
  }

  /** From now on this socket hears of this contact, and of no other. Throws `contact.unknown`. */
  async watch(client: Pusher, reader: Reader, contactId: string): Promise<void> {
    const contact = await this.#contacts.get(contactId, reader);
    const ids = new Set(await this.#contacts.idsOf(contact.id));
    this.forget(client.id);
    const changed = new Set<string>();
    const watcher: Watcher = {
      contactId,
      ids,
      reader,
      client,
      changed,
      soon: new Coalesce(everyMs, () => void this.#tell(watcher), this.#now),
    };
    this.#watchers.set(client.id, watcher);
  }

  forget(clientId: string): void {
    this.#watchers.get(clientId)?.soon.stop();
    this.#watchers.delete(clientId);
  }

  stop(): void {
    this.#unsubscribe();
    for (const id of [...this.#watchers.keys()]) this.forget(id);
  }

  #committed(events: readonly DomainEvent[]): void {
    if (this.#watchers.size === 0) return;
    for (const event of events) {
      const id = interactionOfStream(event.stream);
      const view = id === null ? null : interactionView(this.#engine.committed, id);
      if (view === null) continue;
      // A consultation is told with what it is about.
      const subject = (view.origin.kind === 'agent' ? view.origin.consultFor?.interactionId : undefined) ?? view.id;
      for (const watcher of this.#watchers.values()) {
        const theirs = view.customer.contactId !== null && watcher.ids.has(view.customer.contactId);
        // Linked to somebody else, or to nobody: who shows it has to let go of it.
        if (!theirs && event.type !== 'interaction.contactLinked' && event.type !== 'interaction.erased') continue;
        watcher.changed.add(subject);
        watcher.soon.touch();
      }
    }
  }

  async #tell(watcher: Watcher): Promise<void> {
    const ids = [...watcher.changed];
    watcher.changed.clear();
    for (const interactionId of ids) {
      try {
        const entry = await readJourneyEntry(this.#db, [...watcher.ids], watcher.reader, interactionId, this.#now());
        if (this.#watchers.get(watcher.client.id) !== watcher) return;
        watcher.client.push('journey', { contactId: watcher.contactId, interactionId, entry } satisfies DeskPush<'journey'>);
      } catch (error) {
        this.#logger.error({ err: error, interactionId }, 'could not tell a desk of a contact’s history');
      }
    }
  }
}

import {
  CentralinoError,
  emptyContactFields,
  type Contact,
  type ContactFields,
  type ContactImport,
  type CreateContactBody,
  type DuplicateList,
  type ImportBody,
  type ImportPreview,
  type JourneyEntry,
  type ServiceStatus,
  type TargetList,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { fakeColleagues } from './fake-people.ts';

/** What a route answers. */
export interface FakeReply {
  status: number;
  value: unknown;
}
const reply = (value: unknown, status = 200): FakeReply => ({ value, status });

/** The address book of the fake server, and what its routes answer. */
export class FakeBook {
  readonly contacts = new Map<string, Contact>();
  /** Contacts that fit the caller, and what happened with any contact. */
  matches: Contact[] = [];
  journey: JourneyEntry[] = [];
  /** Contacts that may be the same person. */
  duplicates: DuplicateList['groups'] = [];
  /** Colleagues as the search finds them. */
  colleagues: TargetList['agents'] = fakeColleagues.map((colleague) => ({
    ...colleague,
    presence: { kind: 'ready' },
    activity: 'idle',
    connected: true,
    callable: true,
  }));
  #import: ContactImport | null = null;
  #preview: ImportPreview | null = null;
  #merged: { groups: DuplicateList['groups']; other: Contact | undefined } | null = null;

  /** Whom one can call: colleagues, services, and contacts with a number. */
  protected targets(query: string, services: ServiceStatus[]): TargetList {
    const has = (...texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(query));
    return {
      agents: this.colleagues.filter(({ name, username }) => has(name, username)),
      services: services.filter(({ name, code }) => has(name, code)).map((service) => ({ ...service, channels: ['webcall', 'video'] })),
      contacts: [...this.contacts.values()]
        .filter((contact) => query !== '' && contact.tel.length > 0 && has(contact.firstName, contact.lastName, contact.company))
        .map(({ id, firstName, lastName, company, tel }) => ({
          contactId: id,
          name: `${firstName} ${lastName}`.trim(),
          company,
          number: tel[0]?.value ?? '',
        })),
    };
  }

  /** Answers a request about contacts; null: it is about something else. `route`: method and path below `/api/v1`. */
  protected bookReply(route: string, url: URL, body: unknown): FakeReply | null {
    const [method] = route.split(' ', 1);
    if (route === 'GET /contacts/matches') return reply({ contacts: this.matches });
    if (route === 'GET /address-books') {
      return reply({ books: [{ id: 'main', name: 'Contacts', services: [], contacts: this.contacts.size }] });
    }
    if (/^GET \/contacts\/[^/]+\/journey$/.test(route)) {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const limit = Number(url.searchParams.get('limit') ?? 50);
      const channel = url.searchParams.get('channel');
      const fits = this.journey.filter((entry) => channel === null || entry.channel === channel);
      const next = from + limit < fits.length ? String(from + limit) : null;
      const services = [{ code: 'customercare', name: 'Customer Care' }];
      return reply({
        entries: fits.slice(from, from + limit),
        next,
        total: from === 0 ? fits.length : null,
        services: from === 0 ? services : null,
      });
    }
    const imported = this.#importReply(route, body) ?? this.#duplicatesReply(route, body);
    if (imported !== null) return imported;
    const contactId = /^\/api\/v1\/contacts\/(.+)$/.exec(url.pathname)?.[1];
    if (route === 'GET /contacts') {
      const q = (url.searchParams.get('q') ?? '').toLowerCase();
      return reply({ contacts: [...this.contacts.values()].filter((contact) => JSON.stringify(contact).toLowerCase().includes(q)) });
    }
    if (route === 'POST /contacts' || (contactId !== undefined && method === 'PATCH')) {
      const old = contactId === undefined ? undefined : this.contacts.get(contactId);
      const given = body as Partial<ContactFields>;
      /** As the real one: what has no id gets one. */
      const tel = given.tel?.map((one, at) => ({
        ...one,
        id: one.id ?? `t${at + 1}`,
        e164: /^[\d ]+$/.test(one.value) ? `+39${one.value.replaceAll(' ', '')}` : null,
      }));
      const mail = given.mail?.map((one, at) => ({ ...one, id: one.id ?? `m${at + 1}` }));
      const known = { ...this.contact({}), ...old };
      const contact = {
        ...known,
        ...given,
        tel: tel ?? known.tel,
        mail: mail ?? known.mail,
        web: known.web,
        updatedAt: Date.now(),
      } as Contact;
      this.contacts.set(contact.id, contact);
      return reply(contact, old === undefined ? 201 : 200);
    }
    if (contactId !== undefined) {
      const contact = this.contacts.get(contactId);
      if (contact === undefined) throw new CentralinoError('contact.unknown');
      return reply(contact);
    }
    return null;
  }

  /** Reads what the fake has to read: lines of `name;surname;email`; a line without a name is bad. It takes two looks until all is there. */
  #importReply(route: string, body: unknown): FakeReply | null {
    if (route === 'POST /contact-imports/preview') {
      const text = Buffer.from((body as ImportBody).data ?? '', 'base64').toString('utf8');
      const [head = '', ...lines] = text.replace('\uFEFF', '').trim().split(/\r?\n/);
      const rows = lines.map((line) => line.split(';'));
      const contacts = rows
        .filter(([name = '']) => name !== '')
        .map(([firstName = '', lastName = '', mail = '']): CreateContactBody => ({
          firstName,
          lastName,
          mail: [{ value: mail, type: 'INTERNET_WORK' }],
        }));
      const columns = (body as ImportBody).columns ?? ['name', 'surname', null];
      const problems = rows.flatMap(([name], at) => (name === '' ? [{ row: at + 1, column: null, code: 'empty' }] : []));
      // Those who have a number in common and no more ask a question.
      const people = rows.map((row, at) => ({ row: at + 1, name: row[0] ?? '', number: row[3] ?? '' }));
      const shared = [...new Set(people.map(({ number }) => number))]
        .map((number) => ({
          number,
          rows: people.filter((one) => one.number === number).map(({ row, name }) => ({ row, name })),
          contacts: [],
        }))
        .filter((one) => one.number !== '' && one.rows.length > 1);
      this.#preview = {
        headers: head.split(';'),
        columns,
        rows,
        contacts,
        total: rows.length,
        problems,
        bad: problems.length,
        unreadable: text.split('\uFFFD').length - 1,
        shared,
        sharedTotal: shared.length,
      };
      return reply(this.#preview);
    }
    if (route === 'POST /contact-imports' && this.#preview !== null) {
      const { total } = this.#preview;
      this.#import = { id: 'im1', state: 'running', total, done: 0, created: 0, updated: 0, skipped: 0, bad: 0, problems: [] };
      return reply(this.#import, 202);
    }
    if (route !== 'GET /contact-imports/im1' || this.#import === null || this.#preview === null) return null;
    const { contacts, problems, bad, total } = this.#preview;
    if (this.#import.done === 0) this.#import = { ...this.#import, done: 1 };
    else if (this.#import.state === 'running') {
      for (const { firstName = '', lastName = '' } of contacts) {
        const contact = this.contact({ firstName, lastName });
        this.contacts.set(contact.id, contact);
      }
      this.#import = { ...this.#import, state: 'done', done: total, created: contacts.length, bad, problems };
    }
    return reply(this.#import);
  }

  #duplicatesReply(route: string, body: unknown): FakeReply | null {
    if (route === 'GET /contacts/duplicates') return reply({ groups: this.duplicates, more: false });
    const kept = /^POST \/contacts\/([^/]+)\/merge$/.exec(route)?.[1];
    const contact = this.contacts.get(kept ?? '');
    if (contact !== undefined) {
      const { other } = body as { other: string };
      this.#merged = { groups: this.duplicates, other: this.contacts.get(other) };
      this.contacts.delete(other);
      this.duplicates = [];
      return reply({ id: 'm1', contact });
    }
    if (route !== 'DELETE /contact-merges/m1' || this.#merged?.other === undefined) return null;
    const { groups, other } = this.#merged;
    this.duplicates = groups;
    this.contacts.set(other.id, other);
    return reply(other);
  }

  /** A contact with an id of its own; not yet in the address book. `phone` and `email`: its only number and mail. */
  contact({ phone, email, ...fields }: Partial<Contact> & { phone?: string; email?: string }): Contact {
    const now = Date.now();
    return {
      id: randomUUID(),
      ...emptyContactFields,
      tel: phone === undefined ? [] : [{ id: 't1', value: phone, type: 'MAIN', e164: null }],
      mail: email === undefined ? [] : [{ id: 'm1', value: email, type: 'INTERNET_WORK' }],
      web: [],
      createdAt: now,
      updatedAt: now,
      ...fields,
    };
  }
}

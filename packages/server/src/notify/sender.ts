import type { Contact, NotificationFact, NotificationTestReply } from '@centralino/protocol';
import { type AnswerHead, GuardedClient, type OutgoingRequest, RequestFailed, type TargetGuard } from '../net/index.ts';
import type { RecordSecrets, StoredRecord } from './records.ts';
import { renderRequest, type Mapping, withoutSecrets } from './render.ts';
import { retryAfterMs } from './retry.ts';
import { SalesforceToken } from './salesforce.ts';
import { valuesOf } from './variables.ts';
import type { AttemptResult } from './worker.ts';

/** One attempt, with all that the log says of it. */
export interface Sent {
  result: AttemptResult;
  request: OutgoingRequest | null;
  status: number | null;
  /** What was answered, as far as it came; it may take its time. Never rejects. */
  answer: Promise<string | null>;
  error: string | null;
  durationMs: number;
  /** There was not even a connection. */
  unreachable: boolean;
}

export interface SenderOptions {
  guard: TargetGuard;
  /** null: there is no such contact (any more). */
  contact(id: string): Promise<Contact | null>;
  now(): number;
}

/** Requests to one record's receiver: with connections and, of SALESFORCE, an access token of its own. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #client: GuardedClient;
  readonly #token = new SalesforceToken();

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#client = new GuardedClient(options.guard);
  }

  /** Never rejects. `messageId`: the same for every attempt of one delivery. */
  async send(record: StoredRecord, messageId: string, fact: NotificationFact, mapping: Mapping): Promise<Sent> {
    const { now } = this.#options;
    let request: OutgoingRequest | null = null;
    try {
      const values = valuesOf(fact, await this.#contactsOf(fact));
      const { config, secrets } = record;
      const telling = { messageId, fact, mapping, values };
      const render = async (): Promise<OutgoingRequest> => renderRequest(config, secrets, telling, now(), await this.#accessToken(record));
      request = await render();
      let answer = await this.#client.open(request);
      if (config.type === 'SALESFORCE' && answer.status === 401) {
        // The token has expired or was revoked: once more with a new one.
        this.#token.drop();
        request = await render();
        answer = await this.#client.open(request);
      }
      return { ...judged(record, answer, now()), request };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const refused = error instanceof RequestFailed && error.kind === 'refused';
      const result: AttemptResult = refused ? { kind: 'permanent', error: message } : { kind: 'transient', error: message, waitMs: null };
      const durationMs = error instanceof RequestFailed ? error.durationMs : 0;
      const unreachable = error instanceof RequestFailed && error.unreachable;
      return { result, request, status: null, answer: Promise.resolve(null), error: message, durationMs, unreachable };
    }
  }

  close(): void {
    this.#client.close();
  }

  async #accessToken({ config, secrets }: StoredRecord): Promise<string | null> {
    if (config.type !== 'SALESFORCE' || config.salesforce === null) return null;
    const { connectTimeoutMs, responseTimeoutMs } = config;
    const limits = { connectTimeoutMs, responseTimeoutMs, now: this.#options.now() };
    return this.#token.get(this.#client, config.salesforce, secrets.privateKey, limits);
  }

  async #contactsOf({ caller, called }: NotificationFact): Promise<{ caller: Contact | null; called: Contact | null }> {
    const contact = (id: string | null): Promise<Contact | null> => (id === null ? Promise.resolve(null) : this.#options.contact(id));
    return { caller: await contact(caller.contactId), called: await contact(called.contactId) };
  }
}

const passing = new Set([408, 425, 429]);

/** What an answer means for the delivery: its status says it, whatever becomes of the body. */
function judged({ config }: StoredRecord, { status, headers, body, durationMs }: AnswerHead, now: number): Omit<Sent, 'request'> {
  const of = (result: AttemptResult): Omit<Sent, 'request'> => {
    const error = result.kind === 'delivered' ? null : result.error;
    return { result, status, answer: body.then(({ text }) => text), error, durationMs, unreachable: false };
  };
  if (status >= 200 && status < 300) return of({ kind: 'delivered' });
  const error = status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
  if (config.type === 'WEBHOOK' && status === 410) return of({ kind: 'gone', error: 'answered 410 Gone: the record was switched off' });
  if (status >= 500 || passing.has(status)) {
    const asks = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : null;
    return of({ kind: 'transient', error, waitMs: asks });
  }
  // Standard Webhooks: everything that is not 2xx is tried again.
  return of(config.type === 'WEBHOOK' ? { kind: 'transient', error, waitMs: null } : { kind: 'permanent', error });
}

const hidden = new Set(['authorization']);

/** A request as an administrator may see it. */
export function shownRequest(request: OutgoingRequest, secrets: RecordSecrets): NotificationTestReply['request'] {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, hidden.has(name) ? '***' : value]));
  const password = secrets.password ?? '';
  const clean = (text: string): string => (password === '' ? text : text.replaceAll(encodeURIComponent(password), '***'));
  return { method: request.method, url: clean(withoutSecrets(request.url)), headers, body: request.body === null ? null : request.body };
}

import { CentralinoError } from '@centralino/protocol';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import type { TargetGuard } from './target-guard.ts';

export interface OutgoingRequest {
  method: 'GET' | 'HEAD' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  connectTimeoutMs: number;
  /** From the connection to the headers of the answer, and from these to its end. */
  responseTimeoutMs: number;
}

/** Redirects are answers like others: none is followed. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** At most its first 8 KB. */
  body: string;
  durationMs: number;
}

/** An answer whose headers have come: its status is known, whatever becomes of the rest. */
export interface AnswerHead extends Omit<Answer, 'body'> {
  /** Never rejects. `failed`: why it is not whole, of one that did not come to its end in time or broke off. */
  body: Promise<{ text: string; failed: RequestFailed | null }>;
}

/** Why there was no answer, in words for people. */
export class RequestFailed extends Error {
  readonly kind: 'refused' | 'connect' | 'connectTimeout' | 'responseTimeout' | 'broken';
  readonly durationMs: number;
  constructor(kind: RequestFailed['kind'], message: string, durationMs: number, cause?: unknown) {
    super(message, { cause });
    this.name = 'RequestFailed';
    this.kind = kind;
    this.durationMs = durationMs;
  }

  /** There was not even a connection. */
  get unreachable(): boolean {
    return this.kind === 'connect' || this.kind === 'connectTimeout';
  }
}

const maxAnswerBytes = 8_192;
/** Bodies that are read at the same time; of more the oldest is cut. Reading on lets the other side finish its work undisturbed. */
const maxReading = 16;

/** Sends requests to addresses that people configured, past the guard, over connections that are kept for the next one. */
export class GuardedClient {
  readonly #guard: TargetGuard;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #reading = new Set<() => void>();

  constructor(guard: TargetGuard, maxSockets = 8 + maxReading) {
    this.#guard = guard;
    this.#http = new HttpAgent({ keepAlive: true, maxSockets, timeout: 30_000 });
    this.#https = new HttpsAgent({ keepAlive: true, maxSockets, timeout: 30_000 });
  }

  /** Resolves with any answer, when it is there as a whole; rejects with `RequestFailed`. */
  async send(outgoing: OutgoingRequest): Promise<Answer> {
    const { body, ...head } = await this.open(outgoing);
    const { text, failed } = await body;
    if (failed !== null) throw failed;
    return { ...head, body: text };
  }

  /** Resolves as soon as the headers of an answer have come; rejects with `RequestFailed`. */
  open(outgoing: OutgoingRequest): Promise<AnswerHead> {
    const from = performance.now();
    const elapsed = (): number => Math.round(performance.now() - from);
    return new Promise((resolve, reject) => {
      const url = new URL(outgoing.url);
      try {
        this.#guard.checkHost(url.hostname);
      } catch (error) {
        return reject(new RequestFailed('refused', (error as Error).message, 0, error));
      }
      const secure = url.protocol === 'https:';
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: outgoing.method,
        agent: secure ? this.#https : this.#http,
        lookup: this.#guard.lookup,
        headers: {
          'user-agent': 'Centralino',
          accept: '*/*',
          ...outgoing.headers,
          ...(outgoing.body === null ? {} : { 'content-length': Buffer.byteLength(outgoing.body) }),
        },
      });
      const giveUp = (kind: RequestFailed['kind'], message: string): void => {
        clearTimeout(timer);
        reject(new RequestFailed(kind, message, elapsed()));
        request.destroy();
      };
      let timer = setTimeout(
        () => giveUp('connectTimeout', `no connection within ${outgoing.connectTimeoutMs} ms`),
        outgoing.connectTimeoutMs,
      );
      let connected = false;
      const onConnected = (): void => {
        if (connected) return;
        connected = true;
        clearTimeout(timer);
        timer = setTimeout(
          () => giveUp('responseTimeout', `connected, but no answer within ${outgoing.responseTimeoutMs} ms`),
          outgoing.responseTimeoutMs,
        );
      };
      request.on('socket', (socket) => {
        if (!socket.connecting) onConnected();
        else socket.once(secure ? 'secureConnect' : 'connect', onConnected);
      });
      let answered = false;
      request.on('response', (response) => {
        answered = true;
        clearTimeout(timer);
        const head = { status: response.statusCode ?? 0, headers: headersOf(response), durationMs: elapsed() };
        resolve({ ...head, body: this.#read(request, response, outgoing.responseTimeoutMs, elapsed) });
      });
      request.on('error', (error) => {
        if (answered) return;
        clearTimeout(timer);
        // The server had closed a kept connection just when we used it again: that says nothing about the request.
        if (request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return resolve(this.open(outgoing));
        const kind = error instanceof CentralinoError ? 'refused' : connected ? 'broken' : 'connect';
        reject(new RequestFailed(kind, wordsOf(error), elapsed(), error));
      });
      request.end(outgoing.body ?? undefined);
    });
  }

  /** Reads the body until it ends, is long enough, takes too long, or too many others came after it. */
  async #read(
    request: ClientRequest,
    response: IncomingMessage,
    patienceMs: number,
    elapsed: () => number,
  ): Promise<{ text: string; failed: RequestFailed | null }> {
    const chunks: Buffer[] = [];
    const text = (): string => Buffer.concat(chunks).toString('utf8');
    let late = false;
    const cut = (): void => void request.destroy();
    const timer = setTimeout(() => {
      late = true;
      cut();
    }, patienceMs);
    const [oldest] = this.#reading;
    if (this.#reading.size >= maxReading) oldest?.();
    this.#reading.add(cut);
    try {
      const complete = await readAnswer(response, chunks);
      if (!complete) request.destroy();
      return { text: text(), failed: null };
    } catch (error) {
      const failed = late
        ? new RequestFailed('responseTimeout', `answered, but not completely within ${patienceMs} ms`, elapsed())
        : new RequestFailed('broken', `the answer broke off: ${wordsOf(error)}`, elapsed(), error);
      return { text: text(), failed };
    } finally {
      clearTimeout(timer);
      this.#reading.delete(cut);
    }
  }

  /** Ends connections, also those that are still read from. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

/** What is left of an error of several addresses, or of one without a message. */
const wordsOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(wordsOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
};

const headersOf = (response: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );

/** Collects the first 8 KB; answers whether that is all. */
async function readAnswer(response: IncomingMessage, chunks: Buffer[]): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, maxAnswerBytes - bytes));
    bytes += chunk.length;
    if (bytes >= maxAnswerBytes) return bytes === maxAnswerBytes && response.complete;
  }
  return true;
}

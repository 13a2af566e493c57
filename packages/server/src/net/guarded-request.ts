import { CentralinoError } from '@centralino/protocol';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import type { TargetGuard } from './target-guard.ts';

export interface OutgoingRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  connectTimeoutMs: number;
  /** From the connection to the end of the answer. */
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

/** Sends requests to addresses that people configured, past the guard, over connections that are kept for the next one. */
export class GuardedClient {
  readonly #guard: TargetGuard;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(guard: TargetGuard, maxSockets = 8) {
    this.#guard = guard;
    this.#http = new HttpAgent({ keepAlive: true, maxSockets, timeout: 30_000 });
    this.#https = new HttpsAgent({ keepAlive: true, maxSockets, timeout: 30_000 });
  }

  /** Resolves with any answer; rejects with `RequestFailed`. */
  send(outgoing: OutgoingRequest): Promise<Answer> {
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
          () => giveUp('responseTimeout', `connected, but no complete answer within ${outgoing.responseTimeoutMs} ms`),
          outgoing.responseTimeoutMs,
        );
      };
      request.on('socket', (socket) => {
        if (!socket.connecting) onConnected();
        else socket.once(secure ? 'secureConnect' : 'connect', onConnected);
      });
      request.on('response', (response) => {
        readAnswer(response).then(
          ({ body, complete }) => {
            clearTimeout(timer);
            if (!complete) request.destroy();
            resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body, durationMs: elapsed() });
          },
          (error: unknown) => giveUp('broken', `the answer broke off: ${wordsOf(error)}`),
        );
      });
      request.on('error', (error) => {
        clearTimeout(timer);
        // The server had closed a kept connection just when we used it again: that says nothing about the request.
        if (request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return resolve(this.send(outgoing));
        const kind = error instanceof CentralinoError ? 'refused' : connected ? 'broken' : 'connect';
        reject(new RequestFailed(kind, wordsOf(error), elapsed(), error));
      });
      request.end(outgoing.body ?? undefined);
    });
  }

  /** Ends connections that are kept open. */
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

async function readAnswer(response: IncomingMessage): Promise<{ body: string; complete: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, maxAnswerBytes - bytes));
    bytes += chunk.length;
    if (bytes >= maxAnswerBytes)
      return { body: Buffer.concat(chunks).toString('utf8'), complete: bytes === maxAnswerBytes && response.complete };
  }
  return { body: Buffer.concat(chunks).toString('utf8'), complete: true };
}

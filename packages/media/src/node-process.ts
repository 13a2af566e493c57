import { fork, type ChildProcess } from 'node:child_process';
import {
  CentralinoError,
  errorRegistry,
  type ErrorCode,
  type MediaEvent,
  type MediaMethod,
  type MediaParams,
  type MediaResult,
} from '@centralino/protocol';
import type { NodeConfig, NodeIpc } from './ipc.ts';
import type { Logger } from './logger.ts';

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Loading the engine on a busy machine takes seconds. */
const startWithinMs = 20_000;

export interface NodeProcessOptions {
  entry: string;
  config: NodeConfig;
  logger: Logger;
  onEvent(event: MediaEvent): void;
  /** Once, when the process is gone, whatever the reason; never after `close`. */
  onExit(reason: string): void;
  requestTimeoutMs: number;
  pingEveryMs: number;
  /** A node that is silent for so long hangs: it is killed. */
  pongWithinMs: number;
}

/** One forked media-node process: requests, heart-beat, logs. It does not restart itself: that is the plane's business. */
export class NodeProcess {
  readonly ready: Promise<void>;
  readonly #options: NodeProcessOptions;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #markReady!: () => void;
  #failReady!: (error: Error) => void;
  #lastId = 0;
  #unansweredPings = 0;
  #pingTimer: NodeJS.Timeout;
  #started = false;
  #gone = false;
  #closing = false;

  constructor(options: NodeProcessOptions) {
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#markReady = resolve;
      this.#failReady = reject;
    });
    this.ready.catch(() => undefined);
    // Loaders and inspectors of the parent are not for the engine. For --expose-gc see node/native-garbage.ts.
    this.#child = fork(options.entry, [], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'json',
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.on('message', (message) => this.#onMessage(message as NodeIpc));
    this.#child.once('error', (error) => this.#onGone(`it could not be started: ${error.message}`));
    this.#child.once('exit', (code, signal) => this.#onGone(signal === null ? `exit code ${code}` : `signal ${signal}`));
    this.#pingTimer = setInterval(() => this.#ping(), options.pingEveryMs);
    this.#pingTimer.unref();
    this.#send({ kind: 'start', config: options.config });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  request<M extends MediaMethod>(method: M, params: MediaParams<M>): Promise<MediaResult<M>> {
    if (this.#gone) return Promise.reject(new CentralinoError('media.unavailable', 'the media node is restarting'));
    const id = ++this.#lastId;
    return new Promise<MediaResult<M>>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new CentralinoError('media.unavailable', `the media node did not answer ${method} in ${this.#options.requestTimeoutMs} ms`));
      }, this.#options.requestTimeoutMs);
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject, timer });
      this.#send({ kind: 'request', id, method, params });
    });
  }

  /** Lets the process close its legs and end; kills it when it does not. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 3_000);
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) await this.#exited;
    clearTimeout(kill);
    this.#onGone('closed');
  }

  #send(message: NodeIpc): void {
    // A failed send shows as the exit of the process, which rejects what is pending.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #onMessage(message: NodeIpc): void {
    switch (message.kind) {
      case 'reply':
        this.#settle(message.id, (pending) => pending.resolve(message.result));
        break;
      case 'error':
        this.#settle(message.id, (pending) => pending.reject(errorOf(message.code, message.detail)));
        break;
      case 'event':
        if (message.event.type === 'node.ready') {
          this.#started = true;
          this.#unansweredPings = 0;
          this.#markReady();
        }
        if (!this.#closing) this.#options.onEvent(message.event);
        break;
      case 'pong':
        this.#unansweredPings = 0;
        break;
      case 'log':
        this.#options.logger[message.level]({ ...message.fields, mediaNode: this.pid }, message.message);
        break;
      case 'failed':
        this.#onGone(message.detail);
        break;
      case 'start':
      case 'ping':
      case 'request':
        break;
    }
  }

  #settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    how(pending);
  }

  #ping(): void {
    // Counted in pings, not by the clock: after a parent that was held up itself (or a machine that slept) one ping is due, and the pongs that
    // wait for it come before the next.
    const silentMs = this.#unansweredPings * this.#options.pingEveryMs;
    const allowedMs = this.#started ? this.#options.pongWithinMs : startWithinMs;
    if (silentMs > allowedMs) {
      this.#options.logger.error({ mediaNode: this.pid, silentMs }, 'media node hangs: killing it');
      this.#child.kill('SIGKILL');
      return;
    }
    this.#unansweredPings += 1;
    this.#send({ kind: 'ping', id: ++this.#lastId });
  }

  #onGone(reason: string): void {
    if (this.#gone) return;
    this.#gone = true;
    clearInterval(this.#pingTimer);
    const error = new CentralinoError('media.unavailable', `a media node ended: ${reason}`);
    this.#failReady(error);
    for (const id of [...this.#pending.keys()]) this.#settle(id, (pending) => pending.reject(error));
    if (!this.#closing) this.#options.onExit(reason);
  }
}

function errorOf(code: string, detail: string): CentralinoError {
  const known = code in errorRegistry ? (code as ErrorCode) : 'server.error';
  return detail === '' ? new CentralinoError(known) : new CentralinoError(known, detail);
}

import { sdkMark, sdkMethods, sdkProtocolVersion, type SdkMethod } from '@centralino/protocol/sdk-words';
import type {
  SdkDeskMessage,
  SdkFrameIdentity,
  SdkHello,
  SdkLogEntry,
  SdkParams,
  SdkPassingEvent,
  SdkRefused,
  SdkRequest,
  SdkResult,
  SdkResume,
  SdkWelcome,
} from '@centralino/protocol';
import { followEscape } from './escape.ts';
import { parentOrigin, randomText, readIdentity, type FrameWindow, type Port } from './frame.ts';
import { createMemory, type Memory } from './memory.ts';
import { SdkError } from './sdk-error.ts';

export const sdkVersion = '0.1.0';

/** Pauses between two hellos while the desk does not answer; the last one goes on. */
const helloPausesMs = [100, 200, 400, 800, 1_500, 3_000, 5_000];
const explainAfterMs = 10_000;
const maxWaiting = 200;

export interface LinkOptions {
  frame: FrameWindow;
  /** Origins at which a desk may be; for the script file that of its own URL. Nobody else is spoken to or listened to. */
  deskOrigins: readonly string[];
  /** Explains to the page's developer what does not work and why. */
  explain: (text: string) => void;
  /** Events of the log, in order. `replayed`: this page, or an earlier life of it, could already know. */
  onEntries: (entries: readonly SdkLogEntry[], replayed: (entry: SdkLogEntry) => boolean) => void;
  onPassing: (event: SdkPassingEvent) => void;
  /** Each time the desk has welcomed this page. */
  onOpen: (welcome: SdkWelcome) => void;
  /** The page is not in a desk, or the desk does not take it. */
  onRefused?: (error: SdkError) => void;
}

interface Waiting {
  id: number;
  method: SdkMethod;
  params: unknown;
  sent: boolean;
  timer: ReturnType<typeof setTimeout>;
  resolve: (result: unknown) => void;
  reject: (error: SdkError) => void;
}

/** `outside`: not in a desk, for good. `refused`: the desk said no. */
export type LinkState = 'outside' | 'connecting' | 'open' | 'refused' | 'closed';

/** The page's end of the line to the desk: handshake, requests, events, cursor. See sdk.ts of the protocol for the picture. */
export class Link {
  readonly identity: SdkFrameIdentity | null;
  state: LinkState = 'connecting';
  welcome: SdkWelcome | null = null;

  private readonly options: LinkOptions;
  private readonly memory: Memory | null;
  private readonly document = randomText();
  /** Where the earlier life of this page had come to. */
  private readonly before: SdkResume | null;
  private log: string | null = null;
  /** Highest cursor that this document got from the desk, and highest that its callbacks have heard. */
  private received = -1;
  private port: Port | null = null;
  private hellos = 0;
  private helloTimer: ReturnType<typeof setTimeout> | undefined;
  private explainTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private why = '';
  private unfollow: () => void = () => {};
  private readonly onWindowMessage = (event: MessageEvent): void => this.fromParent(event);

  constructor(options: LinkOptions) {
    this.options = options;
    const { frame } = options;
    this.identity = readIdentity(frame);
    const framed = (frame.parent as unknown) !== frame;
    if (!framed || this.identity === null) {
      this.state = 'outside';
      this.why = framed
        ? 'this page is in a frame, but the frame is not a widget of a desk (it carries no identity)'
        : 'this page does not run inside a desk';
      this.memory = null;
      this.before = null;
      options.onRefused?.(new SdkError('sdk.outside', `${this.why}.`));
      return;
    }
    this.memory = createMemory(frame, this.identity);
    this.before = this.memory.load();
    const around = parentOrigin(frame);
    if (around !== null && !options.deskOrigins.includes(around)) {
      this.why = `the page around is at ${around}, but only a desk at ${options.deskOrigins.join(' or ')} is trusted (the place the SDK was loaded from, or the deskOrigin you gave)`;
      this.state = 'refused';
      options.explain(`The desk is not trusted: ${this.why}.`);
      options.onRefused?.(new SdkError('sdk.refused', `${this.why}.`));
      return;
    }
    frame.addEventListener('message', this.onWindowMessage);
    this.unfollow = followEscape(frame, () => {
      if (this.state === 'open') this.request('tab.leave', {}).catch(() => undefined);
    });
    this.explainTimer = setTimeout(() => {
      this.why = `the desk has not answered. Is it at ${options.deskOrigins.join(' or ')}, and is the origin of this page (${frame.location.origin}) among the allowed origins of widget ${this.identity?.widget ?? ''}?`;
      options.explain(`Still waiting: ${this.why}`);
    }, explainAfterMs);
    this.sayHello();
  }

  /** Asks the desk for something. Waits for the handshake if need be. Rejects with an SdkError, never otherwise. */
  request<M extends SdkMethod>(method: M, params: SdkParams<M>): Promise<SdkResult<M>> {
    if (this.state === 'outside') return Promise.reject(new SdkError('sdk.outside', `${method}: ${this.why}.`));
    if (this.state === 'closed') return Promise.reject(new SdkError('sdk.disconnected', `${method}: the SDK was closed.`));
    if (this.state === 'refused') return Promise.reject(new SdkError('sdk.refused', `${method}: ${this.why}.`));
    if (this.waiting.size >= maxWaiting) {
      return Promise.reject(new SdkError('sdk.failed', `${method}: ${maxWaiting} requests already wait for an answer.`));
    }
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        const seconds = sdkMethods[method].timeoutMs / 1000;
        reject(new SdkError('sdk.timeout', `${method}: no answer within ${seconds} s${this.why === '' ? '' : ` (${this.why})`}.`));
      }, sdkMethods[method].timeoutMs);
      const waiting: Waiting = { id, method, params, sent: false, timer, resolve: resolve as (result: unknown) => void, reject };
      this.waiting.set(id, waiting);
      if (this.port) this.send(waiting);
    });
  }

  /** The callbacks have heard everything up to here: the next load of the page goes on after it. */
  heard(cursor: number): void {
    if (this.log !== null) this.memory?.save({ log: this.log, cursor });
  }

  /** Lets go of the desk: nothing comes or goes any more. Open requests are rejected. */
  close(): void {
    this.options.frame.removeEventListener('message', this.onWindowMessage);
    this.unfollow();
    clearTimeout(this.helloTimer);
    clearTimeout(this.explainTimer);
    this.port?.close();
    this.port = null;
    if (this.state !== 'outside') this.state = 'closed';
    this.failAll(new SdkError('sdk.disconnected', 'The SDK was closed.'), () => true);
  }

  private sayHello(): void {
    const { frame, deskOrigins } = this.options;
    const { identity } = this;
    if (!identity) return;
    const resume = this.received >= 0 && this.log !== null ? { log: this.log, cursor: this.received } : this.before;
    const hello: SdkHello = {
      centralino: sdkMark,
      type: 'hello',
      versions: [sdkProtocolVersion],
      widget: identity.widget,
      nonce: identity.nonce,
      document: this.document,
      resume,
      sdk: sdkVersion,
    };
    const around = parentOrigin(frame);
    // The browser delivers a message only if the page around really is at this origin.
    for (const origin of around === null ? deskOrigins : [around]) frame.parent.postMessage(hello, origin);
    clearTimeout(this.helloTimer);
    const pauseMs = helloPausesMs[Math.min(this.hellos, helloPausesMs.length - 1)];
    this.hellos += 1;
    this.helloTimer = setTimeout(() => this.sayHello(), pauseMs);
  }

  private fromParent(event: MessageEvent): void {
    const { frame, deskOrigins } = this.options;
    if (event.source !== (frame.parent as unknown) || !deskOrigins.includes(event.origin)) return;
    const message = event.data as Partial<SdkWelcome> | Partial<SdkRefused> | null;
    if (message === null || typeof message !== 'object' || message.centralino !== sdkMark) return;
    if (message.type === 'refused' && message.document === this.document && this.state === 'connecting') {
      clearTimeout(this.helloTimer);
      clearTimeout(this.explainTimer);
      this.state = 'refused';
      this.why = `the desk refused this page (${message.reason ?? 'no reason'}): ${message.message ?? ''}`.replace(/\.$/, '');
      this.options.explain(`Not connected: ${this.why}.`);
      const error = new SdkError('sdk.refused', `${this.why}.`);
      this.failAll(error, () => true);
      this.options.onRefused?.(error);
    } else if (message.type === 'welcome' && message.document === this.document && message.nonce === this.identity?.nonce) {
      const port = event.ports[0];
      if (port && message.v === sdkProtocolVersion && Array.isArray(message.entries)) this.open(message as SdkWelcome, port);
    }
  }

  private open(welcome: SdkWelcome, port: Port): void {
    clearTimeout(this.helloTimer);
    clearTimeout(this.explainTimer);
    this.port?.close();
    // A newer welcome means that the desk has forgotten the old channel, and with it what it was asked there.
    this.failAll(
      new SdkError('sdk.disconnected', 'The desk came back meanwhile; whether this was carried out is not known.'),
      (one) => one.sent,
    );
    this.port = port;
    this.hellos = 0;
    this.why = '';
    this.state = 'open';
    this.welcome = welcome;
    if (this.log !== welcome.log) {
      // Another agent, or another server's log: what was heard before says nothing here.
      this.log = welcome.log;
      this.received = -1;
    }
    port.onmessage = (event) => this.fromDesk(event.data as SdkDeskMessage);
    this.options.onOpen(welcome);
    this.take(welcome.entries, (entry) => entry.cursor <= welcome.since);
    for (const waiting of this.waiting.values()) this.send(waiting);
  }

  private fromDesk(message: SdkDeskMessage | null): void {
    if (message === null || typeof message !== 'object' || message.v !== sdkProtocolVersion) return;
    switch (message.type) {
      case 'reply':
        this.settle(message.id)?.resolve(message.result);
        break;
      case 'error':
        this.settle(message.id)?.reject(new SdkError(message.error.code, message.error.message));
        break;
      case 'event':
        if (message.event.kind === 'data' || message.event.kind === 'dialog') this.options.onPassing(message.event);
        else this.take([message.event], () => false);
        break;
      case 'bye':
        this.disconnected();
        break;
    }
  }

  private take(entries: readonly SdkLogEntry[], replayed: (entry: SdkLogEntry) => boolean): void {
    const news = entries.filter((entry) => entry.cursor > this.received);
    const last = news[news.length - 1];
    if (!last) return;
    this.received = last.cursor;
    this.options.onEntries(news, replayed);
  }

  private disconnected(): void {
    if (this.state === 'closed') return;
    this.port?.close();
    this.port = null;
    this.state = 'connecting';
    this.failAll(new SdkError('sdk.disconnected', 'The desk went away; whether this was carried out is not known.'), (one) => one.sent);
    this.hellos = 0;
    this.sayHello();
  }

  private send(waiting: Waiting): void {
    const request: SdkRequest = { v: sdkProtocolVersion, type: 'request', id: waiting.id, method: waiting.method, params: waiting.params };
    waiting.sent = true;
    this.port?.postMessage(request);
  }

  private settle(id: number): Waiting | null {
    const waiting = this.waiting.get(id);
    if (!waiting) return null;
    clearTimeout(waiting.timer);
    this.waiting.delete(id);
    return waiting;
  }

  private failAll(error: SdkError, which: (one: Waiting) => boolean): void {
    for (const waiting of [...this.waiting.values()]) {
      if (which(waiting)) this.settle(waiting.id)?.reject(error);
    }
  }
}

import {
  concerns,
  originAllowed,
  replaySdkLog,
  SdkHello,
  sdkFrameNamePrefix,
  sdkMark,
  sdkMethods,
  sdkProtocolVersion,
  SdkRequest,
  sdkRequests,
  type DeskWidgetConfig,
  type SdkAgentState,
  type SdkDeskMessage,
  type SdkFrameIdentity,
  type SdkLog,
  type SdkLogEntry,
  type SdkMethod,
  type SdkPassingEvent,
  type SdkRefused,
  type SdkResult,
  type SdkResume,
  type SdkWelcome,
} from '@centralino/protocol';
import type { z } from 'zod';
import { parseIdentity, randomText as randomNonce, type Port } from '../link/frame.ts';
import { SdkError } from '../link/sdk-error.ts';

/** The part of the desk's `window` that is used. */
export interface HostWindow {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** The part of an `<iframe>` that is used. */
export interface HostFrame {
  name: string;
  readonly contentWindow: { postMessage(message: unknown, targetOrigin: string, transfer?: Transferable[]): void } | null;
}

/** Who asks: handlers decide with it, e.g. whose badge to set. */
export interface WidgetContext {
  widget: DeskWidgetConfig;
  /** The contact beside which the widget stands, if it does. */
  contact: string | null;
}

type Params<M extends SdkMethod> = z.output<(typeof sdkRequests)[M][0]>;
/** What the desk does for widgets. What it leaves out is answered with `sdk.unsupported`. Throw an SdkError or CentralinoError to refuse. */
export type SdkHandlers = {
  [M in SdkMethod]?: (params: Params<M>, context: WidgetContext) => SdkResult<M> | Promise<SdkResult<M>>;
};

export interface WidgetHostOptions {
  window: HostWindow;
  frame: HostFrame;
  widget: DeskWidgetConfig;
  /** For widgets beside a contact: they hear only of this one, and mean it when they leave out the id. */
  contact?: string | null;
  /** Origin of the desk itself: relative URIs of widgets are on it. */
  deskOrigin: string;
  log: () => SdkLog;
  /** Up to where a page that remembers nothing has heard; default: everything until now. What comes after it is new to the page. */
  knownAt?: SdkResume | null;
  agent: () => SdkAgentState;
  handlers: SdkHandlers;
  /** A page in the frame said hello and was not let in: for the desk's log. */
  onRefused?: (reason: SdkRefused['reason'], message: string) => void;
  /** Default: the browser's. The testing desk has one without a browser. */
  createChannel?: () => { port1: Port; port2: Port };
}

/** Requests of one widget in one second; a page in a loop must not stop the desk. */
const maxPerSecond = 200;

/** Origins from which the page of a widget may speak. */
export const originsOf = (widget: DeskWidgetConfig, deskOrigin: string): string[] =>
  widget.allowedOrigins.length > 0 ? widget.allowedOrigins : [new URL(widget.uri, deskOrigin).origin];

/**
 * The desk's end of the line to one widget. Make it before the frame gets its `src`: the frame's name is set here.
 *
 * Only the document in this very frame is listened to, from an allowed origin, and only if it knows the frame's nonce. Everything else then
 * goes through a channel that was handed to that document alone. Rights are those of the widget's configuration; `handlers` act as the agent.
 */
export class WidgetHost {
  readonly context: WidgetContext;
  private readonly options: WidgetHostOptions;
  private readonly identity: SdkFrameIdentity;
  private readonly origins: readonly string[];
  private port: Port | null = null;
  /** Up to where the first page has heard, whatever it remembers; null once a page has been told what came since. */
  private born: SdkResume | null;
  private document: string | null = null;
  private second = 0;
  private inSecond = 0;
  private readonly onMessage = (event: MessageEvent): void => this.fromFrame(event);

  constructor(options: WidgetHostOptions) {
    this.options = options;
    this.context = { widget: options.widget, contact: options.contact ?? null };
    this.origins = originsOf(options.widget, options.deskOrigin);
    // A frame that another host had before: its page knows the name that it was loaded with, and browsers don't tell it of a new one.
    const before = parseIdentity(options.frame.name);
    const same = before?.widget === options.widget.id && before.contact === this.context.contact;
    this.identity = {
      v: sdkProtocolVersion,
      widget: options.widget.id,
      nonce: same ? before.nonce : randomNonce(),
      contact: this.context.contact,
    };
    this.born = options.knownAt ?? resumeAtEnd(options.log());
    options.frame.name = sdkFrameNamePrefix + encodeURIComponent(JSON.stringify(this.identity));
    options.window.addEventListener('message', this.onMessage);
  }

  /** True while a page has said hello and not gone since. */
  get connected(): boolean {
    return this.port !== null;
  }

  /** New entries of the agent's log, in order. */
  publish(entries: readonly SdkLogEntry[]): void {
    for (const event of entries) if (concerns(event, this.context.contact)) this.post({ v: sdkProtocolVersion, type: 'event', event });
  }

  /** An event of the moment. */
  pass(event: SdkPassingEvent): void {
    this.post({ v: sdkProtocolVersion, type: 'event', event });
  }

  /** Asks the page to say hello again, e.g. because another agent works here now. */
  reconnect(): void {
    this.post({ v: sdkProtocolVersion, type: 'bye' });
    this.port?.close();
    this.port = null;
  }

  /** Lets go of the page. If the frame stays, another host may take it over: the page says hello again. */
  close(): void {
    this.options.window.removeEventListener('message', this.onMessage);
    this.reconnect();
  }

  private fromFrame(event: MessageEvent): void {
    const { frame, widget } = this.options;
    if (event.source === null || event.source !== (frame.contentWindow as unknown)) return;
    const mark = (event.data as { centralino?: unknown } | null)?.centralino;
    if (mark !== sdkMark) return;
    if (!originAllowed(this.origins, event.origin)) {
      const document = (event.data as { document?: unknown }).document;
      this.refuse(
        event.origin,
        typeof document === 'string' ? document : '',
        'origin',
        `pages at ${event.origin} may not be widget ${widget.id}: if they should, add this origin to its allowed origins`,
      );
      return;
    }
    const parsed = SdkHello.safeParse(event.data);
    if (!parsed.success) return;
    const hello = parsed.data;
    if (!hello.versions.includes(sdkProtocolVersion)) {
      this.refuse(
        event.origin,
        hello.document,
        'version',
        `the desk speaks version ${sdkProtocolVersion}, the page ${hello.versions.join(', ')}: load the script from the desk`,
      );
    } else if (hello.nonce !== this.identity.nonce || hello.widget !== widget.id) {
      this.refuse(event.origin, hello.document, 'identity', 'the page does not know the identity that the desk gave to its frame');
    } else if (!widget.enabled) {
      this.refuse(event.origin, hello.document, 'disabled', `widget ${widget.id} is switched off`);
    } else {
      this.welcome(event.origin, hello);
    }
  }

  private welcome(origin: string, hello: SdkHello): void {
    const { options } = this;
    // A page repeats its hello until it has read the answer, which may be on its way: one channel for each document.
    if (this.port !== null && this.document === hello.document) return;
    this.document = hello.document;
    const channel = (options.createChannel ?? (() => new MessageChannel() as unknown as { port1: Port; port2: Port }))();
    this.port?.close();
    this.port = channel.port1;
    channel.port1.onmessage = (event) => void this.answer(channel.port1, event.data);
    const log = options.log();
    // A page that comes for the first time missed what happened while it was loading.
    const known = [hello.resume, this.born].find((resume) => resume?.log === log.name) ?? resumeAtEnd(log);
    this.born = null;
    const welcome: SdkWelcome = {
      centralino: sdkMark,
      type: 'welcome',
      v: sdkProtocolVersion,
      nonce: this.identity.nonce,
      document: hello.document,
      widget: options.widget.id,
      contact: this.context.contact,
      agent: options.agent(),
      capabilities: options.widget.capabilities,
      log: log.name,
      since: known.cursor,
      entries: replaySdkLog(log, known, this.context.contact),
    };
    options.frame.contentWindow?.postMessage(welcome, targetOf(origin), [channel.port2 as unknown as Transferable]);
  }

  private refuse(origin: string, document: string, reason: SdkRefused['reason'], message: string): void {
    const refused: SdkRefused = { centralino: sdkMark, type: 'refused', document, reason, message };
    this.options.frame.contentWindow?.postMessage(refused, targetOf(origin));
    this.options.onRefused?.(reason, message);
  }

  private async answer(port: Port, data: unknown): Promise<void> {
    const parsed = SdkRequest.safeParse(data);
    if (!parsed.success) {
      const { id, method } = (data ?? {}) as { id?: unknown; method?: unknown };
      // A newer page may know methods that this desk does not; anything else without an id can't be answered.
      if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) {
        this.fail(port, id, new SdkError('sdk.unsupported', `This desk does not know ${String(method).slice(0, 60)}.`));
      }
      return;
    }
    const { id, method, params } = parsed.data;
    try {
      const result = await this.carryOut(method, params);
      port.postMessage({ v: sdkProtocolVersion, type: 'reply', id, result } satisfies SdkDeskMessage);
    } catch (error) {
      this.fail(port, id, error);
    }
  }

  private async carryOut(method: SdkMethod, params: unknown): Promise<unknown> {
    const { widget, contact } = this.context;
    this.limit();
    const { needs } = sdkMethods[method];
    if (needs !== null && !widget.capabilities.includes(needs)) {
      throw new SdkError('sdk.notAllowed', `Widget ${widget.id} may not do this: its configuration lacks the right "${needs}".`);
    }
    const checked = sdkRequests[method][0].safeParse(params);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      throw new SdkError('sdk.invalid', `${issue?.path.join('.') || 'The arguments'}: ${issue?.message ?? 'not valid'}`);
    }
    const data = checked.data as { contactId?: string | null; agentId?: string };
    if (contact !== null && data.contactId === null) data.contactId = contact;
    if (
      method === 'agent.get' &&
      data.agentId !== '' &&
      data.agentId !== this.options.agent().id &&
      !widget.capabilities.includes('agents')
    ) {
      throw new SdkError('sdk.notAllowed', `Widget ${widget.id} may not ask for other agents: its configuration lacks the right "agents".`);
    }
    const handler = this.options.handlers[method] as ((data: unknown, context: WidgetContext) => unknown) | undefined;
    if (!handler) throw new SdkError('sdk.unsupported', `This desk can't do ${method} yet.`);
    return handler(data, this.context);
  }

  private limit(): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.inSecond = 0;
    }
    this.inSecond += 1;
    if (this.inSecond > maxPerSecond) throw new SdkError('sdk.failed', `More than ${maxPerSecond} requests in one second: slow down.`);
  }

  private fail(port: Port, id: number, error: unknown): void {
    const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
    const known = error instanceof Error && typeof code === 'string' && typeof message === 'string';
    const told = known
      ? { code: code.slice(0, 60), message: message.slice(0, 1000) }
      : { code: 'sdk.failed', message: 'Something went wrong in the desk.' };
    if (!known) console.error('AgentDesktop SDK host:', error);
    port.postMessage({ v: sdkProtocolVersion, type: 'error', id, error: told } satisfies SdkDeskMessage);
  }

  private post(message: SdkDeskMessage): void {
    this.port?.postMessage(message);
  }
}

const resumeAtEnd = (log: SdkLog): SdkResume => ({ log: log.name, cursor: log.entries.at(-1)?.cursor ?? 0 });

/** A sandboxed page has no origin that could be named; that it is the one in the frame was checked. */
const targetOf = (origin: string): string => (origin === 'null' ? '*' : origin);

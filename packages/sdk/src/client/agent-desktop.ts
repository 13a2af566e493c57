import type { SdkAgentState, SdkGroup, SdkLogEntry, SdkParams, SdkPassingEvent, SdkResult, SdkWelcome } from '@centralino/protocol';
import type { SdkMethod } from '@centralino/protocol/sdk-words';
import { Dispatcher, Listeners } from '../link/dispatcher.ts';
import type { FrameWindow } from '../link/frame.ts';
import { Link, type LinkState } from '../link/link.ts';
import type { SdkError } from '../link/sdk-error.ts';
import { createContactApi } from './contact-api.ts';
import { eventIterator, type EventContext, type EventMap, type EventName, type Listener } from './events.ts';

export interface ConnectOptions {
  /** Origin of the desk (`https://desk.example.com`), or of each desk that may show this page. Nobody else is spoken or listened to. */
  deskOrigin: string | readonly string[];
  /** The page's window. Default: `window`. The testing entry point gives one without a browser. */
  frame?: FrameWindow;
  /** Where explanations for developers go. Default: `console.warn`. */
  explain?: (text: string) => void;
}

/**
 * The desk, as a widget's page sees it. Every method answers a promise that rejects with an {@link SdkError} (`code` says why).
 * Where a contact's id may be left out, the current contact is meant: the one the agent talks, or last talked, with.
 */
export class AgentDesktop {
  /** Resolves when the desk has welcomed this page; rejects outside a desk or when refused at once. Requests need not wait for it. */
  readonly ready: Promise<{ widgetId: string; contactId: string | null; agent: SdkAgentState }>;

  private readonly link: Link;
  private readonly dispatcher: Dispatcher;
  private readonly passing = new Listeners<SdkPassingEvent>();
  private readonly listeners = new Map<EventName, Set<(event: never, context: EventContext) => void>>();
  private readonly hearing = new Set<'main' | 'outcome' | 'passing'>();

  constructor(options: ConnectOptions) {
    const explain = options.explain ?? ((text: string) => console.warn(`AgentDesktop SDK: ${text}`));
    let welcomed: (welcome: SdkWelcome) => void = () => {};
    let refused: (error: SdkError) => void = () => {};
    this.ready = new Promise<SdkWelcome>((resolve, reject) => {
      welcomed = resolve;
      refused = reject;
    }).then(({ widget, contact, agent }) => ({ widgetId: widget, contactId: contact, agent }));
    // Who does not look at `ready` is not bothered with it.
    this.ready.catch(() => {});
    this.dispatcher = new Dispatcher((cursor) => this.link.heard(cursor));
    this.link = new Link({
      frame: options.frame ?? (window as unknown as FrameWindow),
      deskOrigins: typeof options.deskOrigin === 'string' ? [options.deskOrigin] : options.deskOrigin,
      explain,
      onOpen: (opened) => {
        this.dispatcher.follow(opened.log);
        welcomed(opened);
      },
      onEntries: (entries: readonly SdkLogEntry[], replayed) => this.dispatcher.take(entries, replayed),
      onPassing: (event) => this.passing.deliver(event),
      onRefused: (error) => refused(error),
    });
  }

  /** `open` while the line to the desk is up. */
  get state(): LinkState {
    return this.link.state;
  }

  /** ID of this widget in the desk; null outside. */
  get widgetId(): string | null {
    return this.link.identity?.widget ?? null;
  }

  /**
   * Listens to an event; the answer stops it. What happened before the page came is told to the first listeners (`context.replayed`).
   * @example
   * const stop = desk.on('POPUP', (contact) => openRecord(contact.ani));
   */
  on<E extends EventName>(name: E, listener: Listener<E>): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    // A wrapper each time: the same function may listen twice, and is then called twice.
    const call = (event: never, context: EventContext): void => listener(event, context);
    set.add(call);
    this.hear(name);
    return () => void set.delete(call);
  }

  /**
   * The same as an async iterator; leave the loop or abort the signal to stop.
   * @example
   * for await (const contact of desk.events('ESTABLISHED', { signal })) note(contact.id);
   */
  events<E extends EventName>(name: E, options: { signal?: AbortSignal } = {}): AsyncIterableIterator<EventMap[E]> {
    return eventIterator<EventMap[E]>((push) => this.on(name, push), options.signal);
  }

  /** Lets go of the desk: no more events, open requests are rejected with `sdk.disconnected`. */
  close(): void {
    this.link.close();
    this.listeners.clear();
  }

  /** Calls, and what can be done with them. */
  readonly contact = createContactApi((method, params) => this.link.request(method, params));

  /** The agent's presence and groups. */
  readonly agent = {
    /**
     * Ready for contacts. (In this family of products *logged in* means available.)
     * @example
     * await desk.agent.login();
     */
    login: async (): Promise<void> => void (await this.ask('agent.login', {})),
    /**
     * Pause, with a reason's code if the contact centre has reasons.
     * @example
     * await desk.agent.pause('coffee');
     */
    pause: async (reason = ''): Promise<void> => void (await this.ask('agent.pause', { reason })),
    /**
     * Logs out of the contact centre (not of the desk).
     * @example
     * await desk.agent.logout();
     */
    logout: async (): Promise<void> => void (await this.ask('agent.logout', {})),
    /**
     * State of the agent, or of another one (which takes the right `agents`).
     * @example
     * const { state } = await desk.agent.get(); // LOGGEDIN, PAUSED, PAUSEDSUBSTATE:coffee, LOGGEDOUT
     */
    get: async (agentId = ''): Promise<SdkAgentState> => (await this.ask('agent.get', { agentId })).agent,
    /**
     * States of all agents (takes the right `agents`).
     * @example
     * const free = (await desk.agent.list()).filter((agent) => agent.state === 'LOGGEDIN');
     */
    list: async (): Promise<SdkAgentState[]> => (await this.ask('agent.list', {})).agents,
    /**
     * Groups the agent may work in, or works in now.
     * @example
     * const now = await desk.agent.groups({ loggedIn: true });
     */
    groups: async (options: { loggedIn?: boolean } = {}): Promise<SdkGroup[]> =>
      (await this.ask('agent.groups', { loggedIn: options.loggedIn ?? false })).groups,
    /**
     * Chooses the groups to work in.
     * @example
     * await desk.agent.setGroups(['customercare']);
     */
    setGroups: async (groups: string[]): Promise<void> => void (await this.ask('agent.setGroups', { groups })),
  };

  /** Chats. */
  readonly chat = {
    /**
     * Writes to the customer.
     * @example
     * await desk.chat.send('Good morning, how can I help?');
     */
    send: async (text: string, contactId?: string): Promise<void> =>
      void (await this.ask('chat.send', { text, contactId: contactId ?? null })),
  };

  /** Other widgets and the session. */
  readonly widget = {
    /**
     * Sends data to another widget of this desk; it arrives there as event `data`.
     * @example
     * await desk.widget.sendData('PAT', JSON.stringify({ open: 42 }));
     */
    sendData: async (widget: string, data: string): Promise<void> => void (await this.ask('widget.sendData', { widget, data })),
    /**
     * The agent's token, for a server that trusts this contact centre (takes the right `token`).
     * @example
     * const token = await desk.widget.token();
     */
    token: async (): Promise<string> => (await this.ask('widget.token', {})).token,
    /**
     * A token that works once (takes the right `token`).
     * @example
     * location.href = `https://crm.example.com/login?once=${await desk.widget.tokenOneShot()}`;
     */
    tokenOneShot: async (): Promise<string> => (await this.ask('widget.tokenOneShot', {})).token,
  };

  /** The widget's tab. */
  readonly tab = {
    /**
     * A number (or a short text) on this widget's tab; `0` or `""` takes it away.
     * @example
     * await desk.tab.badge(3);
     */
    badge: async (text: string | number): Promise<void> => void (await this.ask('tab.badge', { text: String(text) })),
    /**
     * Brings a widget's tab to the front; without an id this widget's own.
     * @example
     * await desk.tab.goTo('PAT');
     */
    goTo: async (widget: string | null = null): Promise<void> => void (await this.ask('tab.goTo', { widget })),
    /**
     * From this widget's tab back to the desk, as Escape does.
     * @example
     * await desk.tab.leave();
     */
    leave: async (): Promise<void> => void (await this.ask('tab.leave', {})),
  };

  /** Windows that the desk shows for a while, as text. */
  readonly alert = {
    /**
     * @example
     * await desk.alert.information('Saved');
     */
    information: (text: string, durationMs?: number): Promise<void> => this.show('information', text, durationMs),
    /**
     * @example
     * await desk.alert.warning('The order is already shipped', 8_000);
     */
    warning: (text: string, durationMs?: number): Promise<void> => this.show('warning', text, durationMs),
    /**
     * @example
     * await desk.alert.error('The CRM does not answer: try again in a minute');
     */
    error: (text: string, durationMs?: number): Promise<void> => this.show('error', text, durationMs),
  };

  private async show(level: 'information' | 'warning' | 'error', text: string, durationMs: number | undefined): Promise<void> {
    await this.ask('alert.show', { level, text, ...(durationMs === undefined ? {} : { durationMs }) });
  }

  private ask<M extends SdkMethod>(method: M, params: SdkParams<M>): Promise<SdkResult<M>> {
    return this.link.request(method, params);
  }

  private emit<E extends EventName>(name: E, event: EventMap[E], context: EventContext): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        (listener as Listener<E>)(event, context);
      } catch (error) {
        // One listener's mistake must not keep the others from hearing; the browser reports it as uncaught.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  /** Starts hearing a sort of events at its first listener, so that nothing is lost before. */
  private hear(name: EventName): void {
    const sort = name === 'transferOutcome' ? 'outcome' : name === 'data' || name === 'dialog' ? 'passing' : 'main';
    if (this.hearing.has(sort)) return;
    this.hearing.add(sort);
    if (sort === 'outcome') {
      this.dispatcher.outcomes.add(this, (event) => this.emit('transferOutcome', event, { replayed: false }));
    } else if (sort === 'passing') {
      this.passing.add(this, (event) => {
        if (event.kind === 'data') this.emit('data', event.data, { replayed: false });
        else this.emit('dialog', event.data, { replayed: false });
      });
    } else {
      this.dispatcher.main.add(this, ({ entry, replayed }) => {
        if (entry.kind === 'contact') {
          this.emit('contact', entry.data, { replayed });
          this.emit(entry.data.event, entry.data, { replayed });
        } else {
          this.emit('agent', entry.data, { replayed });
          this.emit(entry.data.event, entry.data, { replayed });
        }
      });
    }
  }
}

/**
 * Connects this page to the desk that shows it.
 * @example
 * const desk = connectAgentDesktop({ deskOrigin: 'https://desk.example.com' });
 * desk.on('POPUP', (contact) => openRecord(contact.ani));
 */
export const connectAgentDesktop = (options: ConnectOptions): AgentDesktop => new AgentDesktop(options);

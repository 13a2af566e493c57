import {
  appendToSdkLog,
  applyToSdkProfile,
  createSdkLog,
  createSdkProfile,
  DeskWidgetConfig,
  mergeCallData,
  sdkContactId,
  sdkContactList,
  sdkEndpoint,
  type Channel,
  type ProfileContact,
  type ProfileHappening,
  type ProfileInput,
  type ProfileOutcome,
  type SdkAgentState,
  type SdkCallData,
  type SdkContactEvent,
  type SdkLogEntry,
  type SdkMethod,
  type SdkProfileContact,
} from '@centralino/protocol';
import { connectAgentDesktop, type AgentDesktop } from '../client/agent-desktop.ts';
import { WidgetHost, type HostFrame, type HostWindow, type WidgetContext } from '../host/widget-host.ts';
import type { FrameWindow } from '../link/frame.ts';
import { SdkError } from '../link/sdk-error.ts';
import type { AgentDesktopGlobal } from '../script/global.ts';
import type { Sisters } from '../script/sisters.ts';
import { installAgentDesktop, type WindowWithAgentDesktop } from '../script/install.ts';
import { createFakeChannel, createFakeFrame } from './fake-windows.ts';
import { fakeHandlers } from './fake-handlers.ts';

export interface FakeDeskOptions {
  /** Default `https://desk.example`. */
  origin?: string;
  agent?: { id: string; name: string };
  /** Agents and services that can be called, besides any phone number. */
  resources?: readonly string[];
  /** The clock; default `Date.now`. */
  now?: () => number;
}

export interface InboundOptions {
  /** Number or name of the customer. */
  ani?: string;
  dnis?: string;
  queue?: string;
  channel?: Channel;
  callData?: Record<string, string>;
  uuid?: string;
}

/** The page of a widget in the fake desk's memory. */
export interface FakeWidgetPage {
  /** The page's `window`, as far as the SDK uses it. A new one after each `reload`. */
  readonly frame: FrameWindow;
  /** Runs the script file's code in the page: answers its `AGENTDESKTOP`. Explanations for developers are kept in `explanations`. */
  script(): AgentDesktopGlobal;
  /** The names of the sister product that the script file puts into the page as well. */
  sisters(): Sisters;
  /** Connects the page with the typed module. */
  connect(): AgentDesktop;
  /** A new document in the same frame, as after F5: call `script` or `connect` again. */
  reload(): void;
  readonly explanations: string[];
  readonly host: WidgetHost;
  /** As a stranger would: a window message to the desk, or to the page. */
  forge(to: 'desk' | 'page', data: unknown, sender: { source?: unknown; origin: string }): void;
}

/** Everything that widgets asked for, in order, with their arguments. */
export interface FakeRequest {
  widget: string;
  method: SdkMethod;
  params: unknown;
}

/**
 * A desk without a server, in memory or in a browser page: real handshake, real rights, real order of events. Tests say what the world does
 * (`inbound`, `customerHangsUp`…) and look at what widgets did (`alerts`, `badges`, `requests`…).
 * @example
 * const desk = new FakeDesk();
 * const page = desk.openWidget({ id: 'MY_WIDGET' });
 * const AGENTDESKTOP = page.script();
 * AGENTDESKTOP.WIDGET.bindContactCallback(myCallback);
 * const call = desk.inbound({ ani: '3393669393' });
 * await desk.settled();
 */
export class FakeDesk {
  readonly origin: string;
  readonly agentId: string;
  readonly requests: FakeRequest[] = [];
  readonly alerts: { widget: string; level: string; text: string; durationMs: number }[] = [];
  readonly badges = new Map<string, string>();
  readonly dtmf: { contactId: string; digits: string }[] = [];
  readonly recording = new Set<string>();
  readonly chatMessages: { contactId: string; text: string }[] = [];
  /** The widget whose tab is in front. */
  front: string | null = null;
  /** What becomes of transfers from now on. */
  transferOutcome: ProfileOutcome = 'accepted';
  /** Whether those whom the agent calls answer at once. */
  calledAnswer = true;
  groups = { all: [{ id: 'customercare', description: 'Customer Care' }], loggedIn: ['customercare'] };
  readonly resources: Set<string>;
  readonly log = createSdkLog('fake-desk');
  readonly profile = createSdkProfile();
  /** Every event so far, in order. */
  readonly events: SdkLogEntry[] = [];
  /** Main contact of each consultation. */
  readonly consultations = new Map<string, string>();

  private readonly hosts = new Map<WidgetHost, string>();
  private readonly now: () => number;
  private readonly agentName: string;
  private agentState: SdkAgentState['state'] = 'LOGGEDOUT';
  private firstLoginTime = '';
  private seq = 0;
  private made = 0;

  constructor(options: FakeDeskOptions = {}) {
    this.origin = options.origin ?? 'https://desk.example';
    this.agentId = options.agent?.id ?? 'op1';
    this.agentName = options.agent?.name ?? 'Operatore 1';
    this.resources = new Set(options.resources ?? ['op2', 'customercare']);
    this.now = options.now ?? Date.now;
  }

  /** A widget's page in memory; `origin` is where the page is from. */
  openWidget(widget: Partial<DeskWidgetConfig> & { id: string }, options: { origin?: string; contact?: string } = {}): FakeWidgetPage {
    const uri = widget.uri ?? 'https://crm.example/widget.html';
    const widgetOrigin = options.origin ?? new URL(uri, this.origin).origin;
    const fake = createFakeFrame({ deskOrigin: this.origin, widgetOrigin });
    const host = this.attach(fake.deskWindow, fake.frame, { ...widget, uri }, options.contact ?? null, createFakeChannel);
    let frame = fake.load();
    let closePage = (): void => {};
    const explanations: string[] = [];
    const desk = this.origin;
    return {
      get frame() {
        return frame;
      },
      script() {
        const { global, close } = installAgentDesktop(frame as WindowWithAgentDesktop, {
          deskOrigins: [desk],
          explain: (text) => explanations.push(text),
        });
        closePage = close;
        return global;
      },
      sisters() {
        this.script();
        return frame as unknown as Sisters;
      },
      connect() {
        const connected = connectAgentDesktop({ deskOrigin: desk, frame, explain: (text) => explanations.push(text) });
        closePage = () => connected.close();
        return connected;
      },
      reload() {
        closePage();
        frame = fake.load();
      },
      explanations,
      host,
      forge: fake.forge,
    };
  }

  /** Shows a widget in a real iframe of a browser page. Call it before the iframe gets its `src`. */
  attach(
    window: HostWindow,
    frame: HostFrame,
    widget: Partial<DeskWidgetConfig> & { id: string; uri: string },
    contact: string | null = null,
    createChannel?: typeof createFakeChannel,
  ): WidgetHost {
    const config = DeskWidgetConfig.parse({ title: { it: widget.id, en: widget.id }, ...widget });
    const context: WidgetContext = { widget: config, contact };
    const handlers = fakeHandlers(this);
    const recorded = Object.fromEntries(
      Object.entries(handlers).map(([method, handler]) => [
        method,
        (params: never) => {
          this.requests.push({ widget: config.id, method: method as SdkMethod, params });
          return (handler as (params: never, context: WidgetContext) => unknown)(params, context);
        },
      ]),
    ) as typeof handlers;
    const host = new WidgetHost({
      window,
      frame,
      widget: config,
      contact,
      deskOrigin: this.origin,
      log: () => this.log,
      agent: () => this.agent,
      handlers: recorded,
      ...(createChannel ? { createChannel } : {}),
    });
    this.hosts.set(host, config.id);
    return host;
  }

  /** Resolves when everything that was said so far has arrived (messages take a few turns, as in a browser). */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }

  get agent(): SdkAgentState {
    return { id: this.agentId, name: this.agentName, state: this.agentState, firstLoginTime: this.firstLoginTime };
  }

  get contacts(): SdkContactEvent[] {
    return sdkContactList(this.profile);
  }

  /** Contact events so far, for comparing with what a scenario should give. */
  contactEvents(id?: string): SdkContactEvent[] {
    return this.events.flatMap((entry) => (entry.kind === 'contact' && (id === undefined || entry.data.id === id) ? [entry.data] : []));
  }

  // ── what the world does ──

  /** A contact rings at the agent. Answers its ContactID. */
  inbound(options: InboundOptions = {}): string {
    const uuid = options.uuid ?? this.newUuid();
    const channel = options.channel ?? 'phone';
    return this.start({
      id: sdkContactId(`${uuid}.1`, { node: 'GW' }),
      uuid,
      channel,
      kind: 'inbound',
      from: options.ani ?? '3393669393',
      to: options.dnis ?? '225727273',
      queue: options.queue ?? 'QUEUE25',
      chatId: channel === 'chat' ? uuid : '',
      callData: Object.entries(options.callData ?? {}).map(([name, value]) => ({ name, value })),
    });
  }

  /** The agent answers (in the desk), and both are connected. */
  answered(id: string): void {
    this.happens({ type: 'established', id });
  }

  /** Nobody answered, or the agent declined. */
  notAnswered(id: string): void {
    this.happens({ type: 'cleared', id, wrapping: false });
  }

  /** The customer, or whoever was called, hangs up. */
  otherHangsUp(id: string): void {
    this.consultations.delete(id);
    this.happens({ type: 'cleared', id, wrapping: true });
  }

  /** The agent finishes after-call work in the desk (gives the outcome of the script). */
  finished(id: string): void {
    this.happens({ type: 'finished', id });
  }

  setAgentState(state: 'loggedIn' | 'paused' | 'loggedOut', reason = ''): void {
    const names = { loggedIn: 'LOGGEDIN', paused: reason === '' ? 'PAUSED' : `PAUSEDSUBSTATE:${reason}`, loggedOut: 'LOGGEDOUT' } as const;
    this.agentState = names[state];
    if (state === 'loggedIn' && this.firstLoginTime === '') this.firstLoginTime = new Date(this.now()).toISOString();
    this.happens({ type: 'agent', state });
  }

  /** A dialog of the desk opens or closes. */
  dialog(dialog: string, open: boolean): void {
    for (const host of this.hosts.keys()) {
      host.pass({ kind: 'dialog', data: { event: open ? 'UI:DIALOGOPENED' : 'UI:DIALOGCLOSED', dialog } });
    }
  }

  // ── what handlers and scenarios use ──

  /** Something happens at the agent: folds it and tells all widgets. Answers the events it made. */
  happens(input: ProfileHappening): SdkLogEntry[] {
    this.seq += 1;
    const entries = appendToSdkLog(this.log, applyToSdkProfile(this.profile, { ...input, seq: this.seq, at: this.now() } as ProfileInput));
    this.events.push(...entries);
    for (const host of this.hosts.keys()) host.publish(entries);
    return entries;
  }

  start(contact: ProfileContact, main?: string): string {
    this.happens({ type: 'started', contact, ...(main === undefined ? {} : { main }) });
    return contact.id;
  }

  /** The agent calls somebody. */
  dial(destination: string, options: { main?: string; callData?: SdkCallData[]; description?: string } = {}): string {
    const uuid = this.newUuid();
    const id = this.start(
      {
        id: sdkContactId(`${uuid}.1`, { node: 'EP' }),
        uuid,
        channel: 'phone',
        kind: options.main === undefined ? 'manual' : 'consultation',
        from: sdkEndpoint(this.agentId),
        to: destination,
        queue: '',
        callData: options.callData ?? [],
        description: options.description ?? '',
      },
      options.main,
    );
    if (options.main !== undefined) this.consultations.set(id, options.main);
    if (this.calledAnswer) this.happens({ type: 'established', id });
    return id;
  }

  /** A blind transfer, whatever becomes of it. After one that failed the contact begins again, under the same id. */
  transfer(id: string, destination: string): void {
    const { contact } = this.stateOf(id);
    this.happens({ type: 'transferred', id });
    const outcome = this.transferOutcome;
    const over = outcome === 'accepted' || outcome === 'queued' || outcome === 'customerLeft';
    if (!over) this.finished(id);
    this.happens({ type: 'transferOutcome', id, uuid: contact.uuid, transfer: 'direct', outcome, destination });
    if (over) return;
    this.start(contact);
    this.answered(id);
  }

  completeConsultation(main: string, consultation: string): void {
    const { contact } = this.stateOf(main);
    const destination = this.stateOf(consultation).contact.to;
    this.consultations.delete(consultation);
    this.happens({ type: 'consultationCompleted', id: main, consultation });
    this.happens({ type: 'transferOutcome', id: main, uuid: contact.uuid, transfer: 'consultation', outcome: 'accepted', destination });
  }

  setCallData(id: string, change: SdkCallData[]): void {
    const { contact } = this.stateOf(id);
    this.happens({ type: 'dataChanged', id, callData: mergeCallData(contact.callData ?? [], change) });
  }

  /** State of a contact at the agent; throws `sdk.unknownContact`. */
  stateOf(id: string): SdkProfileContact {
    const state = this.profile.contacts[id];
    if (!state) throw new SdkError('sdk.unknownContact', `There is no contact ${id === '' ? 'without an id' : id} at the agent.`);
    return state;
  }

  /** The contact meant by a page that names none: talking before held, held before ringing, ringing before after-call work; newest first. */
  current(id: string | null): string {
    if (id !== null) return this.stateOf(id).contact.id;
    const rank = (state: SdkProfileContact): number =>
      state.phase === 'established' ? (state.held ? 1 : 0) : state.phase === 'started' ? 2 : 3;
    const [found] = Object.values(this.profile.contacts)
      .reverse()
      .sort((a, b) => rank(a) - rank(b));
    if (!found) throw new SdkError('sdk.unknownContact', 'There is no contact at the agent.');
    return found.contact.id;
  }

  /** Gives data to a widget; throws `sdk.unknownWidget`. */
  deliverData(to: string, from: string, data: string): void {
    const hosts = [...this.hosts].filter(([, id]) => id === to);
    if (hosts.length === 0) throw new SdkError('sdk.unknownWidget', `There is no widget ${to} in this desk.`);
    for (const [host] of hosts) host.pass({ kind: 'data', data: { from, data } });
  }

  hasWidget(id: string): boolean {
    return [...this.hosts.values()].includes(id);
  }

  private newUuid(): string {
    this.made += 1;
    return `${this.made.toString(16).padStart(8, '0')}-0000-4000-8000-${(0x5d9daab7 + this.made).toString(16).padStart(12, '0')}`;
  }
}

import { sdkAlertDefaultMs, sdkContactCallbackType, type SdkMethod } from '@centralino/protocol/sdk-words';
import type {
  SdkAgentState,
  SdkCallData,
  SdkContactEvent,
  SdkDataEvent,
  SdkDialogEvent,
  SdkGroup,
  SdkParams,
  SdkResult,
} from '@centralino/protocol';
import { Dispatcher, Listeners } from '../link/dispatcher.ts';
import type { FrameWindow } from '../link/frame.ts';
import { Link, sdkVersion } from '../link/link.ts';
import type { SdkError } from '../link/sdk-error.ts';
import { callbackEvent, type Callback, type CallbackEvent } from './callback-event.ts';
import { callDataOf, callDataValue, contactId, text, toDurationMs } from './arguments.ts';
import { createTokenStock } from './token-stock.ts';
import { tolerant } from './tolerant.ts';
import { softPromise, softText, type SoftPromise, type SoftText } from './soft.ts';

/** What became of a command. Pages may ignore it: they learn by events, as ever. */
export type CommandOutcome = { ok: true; contactId?: string; held?: boolean } | { ok: false; error: { code: string; message: string } };

export interface GlobalOptions {
  frame: FrameWindow;
  deskOrigins: readonly string[];
  explain?: (text: string) => void;
}

const agentStates = { 'AGENT:LOGGEDIN': 'LOGGEDIN', 'AGENT:PAUSE': 'PAUSED', 'AGENT:LOGGEDOUT': 'LOGGEDOUT' } as const;

/** Makes the object that pages know as `AGENTDESKTOP`. None of its functions ever throws, and none of its promises rejects. */
// One namespace after the other, in the order of the documentation: long, but flat.
export function createAgentDesktopGlobal(options: GlobalOptions) {
  const explain = options.explain ?? ((words: string) => console.warn(`AgentDesktop SDK: ${words}`));
  const explained = new Set<string>();
  const ready = new Listeners<string>();
  const dataListeners = new Listeners<SdkDataEvent>();
  const dialogListeners = new Listeners<SdkDialogEvent>();
  const dispatcher = new Dispatcher((cursor) => link.heard(cursor));
  const tokens = createTokenStock(() => link.request('widget.token', {}));
  const oneShots = createTokenStock(() => link.request('widget.tokenOneShot', {}));
  let agentState = '';
  let readyData: string | null = null;

  const link: Link = new Link({
    frame: options.frame,
    deskOrigins: options.deskOrigins,
    explain,
    onOpen(welcome) {
      dispatcher.follow(welcome.log);
      agentState = welcome.agent.state;
      const first = readyData === null;
      readyData = JSON.stringify({ widget: welcome.widget, contact: welcome.contact ?? '', agent: welcome.agent.id });
      if (first) ready.deliver(readyData);
      // So that pages which read them at once, as older ones do, find them.
      if (welcome.capabilities.includes('token')) {
        void tokens.fill();
        void oneShots.fill();
      }
    },
    onEntries(entries, replayed) {
      for (const entry of entries) if (entry.kind === 'agent' && !replayed(entry)) agentState = agentStates[entry.data.event];
      dispatcher.take(entries, replayed);
    },
    onPassing(event) {
      if (event.kind === 'data') dataListeners.deliver(event.data);
      else dialogListeners.deliver(event.data);
    },
  });

  const failed = (name: string, error: SdkError): void => {
    // Outside a desk everything fails for the same reason: once per method is enough.
    if (error.code === 'sdk.outside' || error.code === 'sdk.refused') {
      if (explained.has(name)) return;
      explained.add(name);
    }
    explain(`${name} did nothing. ${error.message} (${error.code})`);
  };

  const command = <M extends SdkMethod>(name: string, method: M, params: SdkParams<M>): SoftPromise<CommandOutcome> =>
    softPromise<CommandOutcome>(
      link.request(method, params).then(
        (result): CommandOutcome => ({ ...(result as object), ok: true }),
        (error: SdkError): CommandOutcome => {
          failed(name, error);
          return { ok: false, error: { code: error.code, message: error.message } };
        },
      ),
      (outcome) => outcome.ok,
    );

  /** What the desk need not be asked for. */
  const refused = (name: string, code: SdkError['code'], message: string): SoftPromise<CommandOutcome> => {
    explain(`${name} did nothing. ${message} (${code})`);
    return softPromise<CommandOutcome>(Promise.resolve({ ok: false, error: { code, message } }), () => false);
  };

  const getter = <M extends SdkMethod, T>(name: string, method: M, params: SdkParams<M>, pick: (result: SdkResult<M>) => T, empty: T) => {
    let good = true;
    const promise = link.request(method, params).then(pick, (error: SdkError) => {
      good = false;
      failed(name, error);
      return empty;
    });
    return softPromise<T>(promise, () => good);
  };

  /** A getter that reads nothing but the desk's own state. */
  const getToken = (): SoftText => {
    const pick = (result: SdkResult<'widget.token'>): string => {
      tokens.keep(result);
      return result.token;
    };
    return softText(getter('AGENTDESKTOP.WIDGET.getToken', 'widget.token', {}, pick, ''), tokens.now);
  };
  /** Each call gets another token: the one at hand, which is then given to nobody else, or one that is fetched for it. */
  const getTokenOneShot = (): SoftText => {
    let own = oneShots.take();
    if (own !== '') {
      void oneShots.fill();
      return softText(softPromise(Promise.resolve(own)), () => own);
    }
    const pick = (result: SdkResult<'widget.tokenOneShot'>): string => {
      void oneShots.fill();
      return (own = result.token);
    };
    return softText(getter('AGENTDESKTOP.WIDGET.getTokenOneShot', 'widget.tokenOneShot', {}, pick, ''), () => own);
  };

  const bind = <T>(listeners: Listeners<T>, name: string, callback: unknown, call: (callback: Callback, item: T) => void): void => {
    if (typeof callback !== 'function') {
      explain(`${name} needs a function, but got ${callback === null ? 'null' : typeof callback}.`);
      return;
    }
    if (link.state === 'outside' && !explained.has('bind')) {
      explained.add('bind');
      explain(`${name}: there will be no events, because this page is not a widget of a desk.`);
    }
    listeners.add(callback, (item) => call(callback as Callback, item));
  };

  const alert = (level: 'information' | 'warning' | 'error', name: string) => (message: unknown, time?: unknown) =>
    command(`AGENTDESKTOP.ALERT.${name}`, 'alert.show', { level, text: text(message), durationMs: toDurationMs(time, sdkAlertDefaultMs) });

  const playDtmf =
    (name: string) =>
    (id?: unknown, digits?: unknown): SoftPromise<CommandOutcome> =>
      command(`AGENTDESKTOP.CONTACT.${name}`, 'contact.playDtmf', { contactId: contactId(id), digits: text(digits) });

  const goTo =
    (name: string) =>
    (widget?: unknown): SoftPromise<CommandOutcome> =>
      command(`AGENTDESKTOP.TAB.${name}`, 'tab.goTo', { widget: text(widget) === '' ? null : text(widget) });

  const sendData =
    (name: string) =>
    (widget: unknown, data: unknown): SoftPromise<CommandOutcome> =>
      command(`AGENTDESKTOP.WIDGET.${name}`, 'widget.sendData', {
        widget: text(widget),
        data: typeof data === 'string' ? data : (JSON.stringify(data) ?? ''),
      });

  const groups = (name: string, loggedIn: boolean) => (): SoftPromise<SdkGroup[]> =>
    getter(`AGENTDESKTOP.AGENT.${name}`, 'agent.groups', { loggedIn }, (result) => result.groups, []);

  /** `(ContactID, Destination, …)`; with one argument alone it is the destination, of the current contact. */
  const transferParams = (given: unknown[]) => {
    const [id, destination, resourceType, callData] = given.length === 1 ? ['', given[0]] : given;
    return {
      contactId: contactId(id),
      destination: text(destination),
      resourceType: text(resourceType),
      callData: callDataOf(callData),
    };
  };

  const CONTACT = {
    MakeCall: (destination?: unknown, resourceType?: unknown, serviceId?: unknown, callProfileId?: unknown, callData?: unknown) =>
      command('AGENTDESKTOP.CONTACT.MakeCall', 'contact.makeCall', {
        destination: text(destination),
        resourceType: text(resourceType),
        serviceId: text(serviceId),
        callProfileId: text(callProfileId),
        callData: callDataOf(callData),
      }),
    MakeJob: (
      destination?: unknown,
      resourceType?: unknown,
      serviceId?: unknown,
      callProfileId?: unknown,
      callData?: unknown,
      contentDescription?: unknown,
    ) =>
      command('AGENTDESKTOP.CONTACT.MakeJob', 'contact.makeJob', {
        destination: text(destination),
        resourceType: text(resourceType),
        serviceId: text(serviceId),
        callProfileId: text(callProfileId),
        callData: callDataOf(callData),
        contentDescription: text(contentDescription),
      }),
    Hangup: (id?: unknown) => command('AGENTDESKTOP.CONTACT.Hangup', 'contact.hangup', { contactId: contactId(id) }),
    /** Never the current contact by omission: an empty id is refused by the desk. */
    HangupByContactID: (id?: unknown) => command('AGENTDESKTOP.CONTACT.HangupByContactID', 'contact.hangup', { contactId: text(id) }),
    Hold: (id?: unknown) => command('AGENTDESKTOP.CONTACT.Hold', 'contact.hold', { contactId: contactId(id) }),
    Answer: (id?: unknown) => command('AGENTDESKTOP.CONTACT.Answer', 'contact.answer', { contactId: contactId(id) }),
    OfflineEnd: (id?: unknown) => command('AGENTDESKTOP.CONTACT.OfflineEnd', 'contact.offlineEnd', { contactId: contactId(id) }),
    /** Gone from newer versions of AgentDesktop: taken, and nothing done. */
    OfflineEnable: (_id?: unknown, _active?: unknown) => softPromise<CommandOutcome>(Promise.resolve({ ok: true })),
    SetCallData: (id?: unknown, callData?: unknown) =>
      command('AGENTDESKTOP.CONTACT.SetCallData', 'contact.setCallData', {
        contactId: contactId(id),
        callData: callDataOf(callData),
      }),
    StartRecording: (id?: unknown, recorders?: unknown, callData?: unknown, message?: unknown) =>
      command('AGENTDESKTOP.CONTACT.StartRecording', 'contact.startRecording', {
        contactId: contactId(id),
        recorders: text(recorders),
        callData: callDataOf(callData),
        message: text(message),
      }),
    StopRecording: (id?: unknown, recorders?: unknown) =>
      command('AGENTDESKTOP.CONTACT.StopRecording', 'contact.stopRecording', { contactId: contactId(id), recorders: text(recorders) }),
    Transfer_Direct: (...given: unknown[]) =>
      command('AGENTDESKTOP.CONTACT.Transfer_Direct', 'contact.transferDirect', transferParams(given)),
    Transfer_Consultation: (...given: unknown[]) =>
      command('AGENTDESKTOP.CONTACT.Transfer_Consultation', 'contact.transferConsultation', transferParams(given)),
    Transfer_Complete: (id?: unknown) =>
      command('AGENTDESKTOP.CONTACT.Transfer_Complete', 'contact.transferComplete', { contactId: contactId(id) }),
    Transfer_Complete_Conference: (id?: unknown) =>
      command('AGENTDESKTOP.CONTACT.Transfer_Complete_Conference', 'contact.transferConference', { contactId: contactId(id) }),
    PlayDTMF: playDtmf('PlayDTMF'),
    /** Ours: another name of PlayDTMF. */
    SendDTMF: playDtmf('SendDTMF'),
    GetCallDataValueByName: (contact?: unknown, name?: unknown): string => callDataValue(contact, name),
    getContactList: (): SoftPromise<SdkContactEvent[]> =>
      getter('AGENTDESKTOP.CONTACT.getContactList', 'contact.list', {}, (result) => result.contacts, []),
    /** Ours: what really became of transfers. */
    bindTransferOutcomeCallback: (callback: unknown): void =>
      bind(dispatcher.outcomes, 'AGENTDESKTOP.CONTACT.bindTransferOutcomeCallback', callback, (call, event) =>
        call(callbackEvent('AGENTDESKTOP_TRANSFER_OUTCOME_CALLBACK'), JSON.stringify(event)),
      ),
    unbindTransferOutcomeCallback: (callback: unknown): void => dispatcher.outcomes.remove(callback),
  };

  const WIDGET = {
    bindContactCallback: (callback: unknown): void =>
      bind(dispatcher.main, 'AGENTDESKTOP.WIDGET.bindContactCallback', callback, (call, { entry, replayed }) =>
        call(callbackEvent(sdkContactCallbackType, { replayed }), JSON.stringify(entry.data)),
      ),
    unbindContactCallback: (callback: unknown): void => dispatcher.main.remove(callback),
    bindSDKReadyCallback: (callback: unknown): void => {
      const call = (page: Callback, data: string): void => page(callbackEvent('AGENTDESKTOP_SDK_READY_CALLBACK'), data);
      // Bound after the fact: told at once, or rather as soon as the page's own turn is over.
      if (readyData !== null && !ready.behind && typeof callback === 'function') {
        const data = readyData;
        void Promise.resolve().then(() => call(callback as Callback, data));
      } else bind(ready, 'AGENTDESKTOP.WIDGET.bindSDKReadyCallback', callback, call);
    },
    unbindSDKReadyCallback: (callback: unknown): void => ready.remove(callback),
    getToken,
    getTokenOneShot,
    /** Known from the start, so it can be read at once. */
    getContainerID: (): SoftText => {
      const id = link.identity?.widget ?? '';
      return softText(softPromise(Promise.resolve(id)), () => id);
    },
    sendDataToWidget: sendData('sendDataToWidget'),
    /** Ours: another name of sendDataToWidget. */
    SendMessage: sendData('SendMessage'),
    /** Ours: data that other widgets send to this one. */
    bindDataCallback: (callback: unknown): void =>
      bind(dataListeners, 'AGENTDESKTOP.WIDGET.bindDataCallback', callback, (call, { from, data }) =>
        call(callbackEvent('AGENTDESKTOP_WIDGET_DATA_CALLBACK', { sender: from }), data),
      ),
    unbindDataCallback: (callback: unknown): void => dataListeners.remove(callback),
  };

  const TAB = {
    Badge: (count?: unknown) =>
      typeof count === 'object' && count !== null
        ? refused('AGENTDESKTOP.TAB.Badge', 'sdk.invalid', 'A badge is a number or a short text.')
        : command('AGENTDESKTOP.TAB.Badge', 'tab.badge', { text: text(count) }),
    GoTo: goTo('GoTo'),
    /** Ours: another name of GoTo. */
    Focus: goTo('Focus'),
    /** Ours: from this widget's tab back to the desk, as Escape does. */
    Leave: () => command('AGENTDESKTOP.TAB.Leave', 'tab.leave', {}),
  };

  const ALERT = {
    Information: alert('information', 'Information'),
    Warning: alert('warning', 'Warning'),
    Error: alert('error', 'Error'),
    /** Ours: another name of Information. */
    Info: alert('information', 'Info'),
  };

  const AGENT = {
    Login: () => command('AGENTDESKTOP.AGENT.Login', 'agent.login', {}),
    Pause: () => command('AGENTDESKTOP.AGENT.Pause', 'agent.pause', { reason: '' }),
    PauseSubState: (code?: unknown) => command('AGENTDESKTOP.AGENT.PauseSubState', 'agent.pause', { reason: text(code) }),
    Logout: () => command('AGENTDESKTOP.AGENT.Logout', 'agent.logout', {}),
    getAgentLoggedInGroups: groups('getAgentLoggedInGroups', true),
    getAgentGroups: groups('getAgentGroups', false),
    setAgentGroups: (wanted?: unknown) =>
      command('AGENTDESKTOP.AGENT.setAgentGroups', 'agent.setGroups', {
        groups: (Array.isArray(wanted) ? wanted : text(wanted).split(/[;,]/)).map((one) => text(one).trim()).filter((one) => one !== ''),
      }),
    getAgentState: (): SoftText =>
      softText(
        getter('AGENTDESKTOP.AGENT.getAgentState', 'agent.get', { agentId: '' }, ({ agent }) => (agentState = agent.state as string), ''),
        () => agentState,
      ),
    getAgentID: (): SoftText =>
      softText(
        getter('AGENTDESKTOP.AGENT.getAgentID', 'agent.get', { agentId: '' }, ({ agent }) => agent.id, ''),
        () => link.welcome?.agent.id ?? '',
      ),
    getAllAgentState: () =>
      getter('AGENTDESKTOP.AGENT.getAllAgentState', 'agent.list', {}, ({ agents }) => agents.map(familyAgent), [] as FamilyAgent[]),
    getAgentStateByID: (id?: unknown) =>
      getter('AGENTDESKTOP.AGENT.getAgentStateByID', 'agent.get', { agentId: text(id) }, ({ agent }) => familyAgent(agent), {
        ID: '',
        FirstLoginTime: '',
        State: '',
      }),
  };

  const CHAT = {
    /** Name ours: no source shows the vendor's. */
    SendMessage: (id?: unknown, message?: unknown) =>
      command('AGENTDESKTOP.CHAT.SendMessage', 'chat.send', { contactId: contactId(id), text: text(message) }),
  };

  const UI = {
    /** Names ours: no source shows the vendor's. */
    bindDialogCallback: (callback: unknown): void =>
      bind(dialogListeners, 'AGENTDESKTOP.UI.bindDialogCallback', callback, (call, event) =>
        call(callbackEvent('AGENTDESKTOP_UI_DIALOG_CALLBACK'), JSON.stringify(event)),
      ),
    unbindDialogCallback: (callback: unknown): void => dialogListeners.remove(callback),
  };

  const unknown = (namespace: string) => (name: string) =>
    refused(`AGENTDESKTOP.${namespace}.${name}`, 'sdk.unsupported', `This SDK knows no method ${name}.`);
  /** The vendor's names are not public, but what any of them can only mean is: show this text, for this long. */
  const unknownAlert = (name: string, given: unknown[]): SoftPromise<CommandOutcome> => {
    const level = /err/i.test(name) ? 'error' : /warn/i.test(name) ? 'warning' : 'information';
    const isTime = (value: unknown): boolean => text(value) !== '' && Number.isFinite(Number(text(value)));
    const words = given.filter((value) => !isTime(value)).map(text);
    return alert(level, name)(words.filter((word) => word !== '').join(': '), given.find(isTime));
  };

  return {
    global: {
      TAB: tolerant(TAB, unknown('TAB')),
      ALERT: tolerant(ALERT, unknownAlert),
      WIDGET: tolerant(WIDGET, unknown('WIDGET')),
      CONTACT: tolerant(CONTACT, unknown('CONTACT')),
      AGENT: tolerant(AGENT, unknown('AGENT')),
      CHAT: tolerant(CHAT, unknown('CHAT')),
      UI: tolerant(UI, unknown('UI')),
      version: sdkVersion,
      centralino: true as const,
    },
    link,
  };
}

/** An agent's state as pages of this family read it. */
export interface FamilyAgent {
  ID: string;
  FirstLoginTime: string;
  State: string;
}

function familyAgent(agent: SdkAgentState): FamilyAgent {
  const state = agent.state.startsWith('PAUSED') ? 'PAUSE' : agent.state;
  return { ID: agent.id, FirstLoginTime: agent.firstLoginTime, State: `AGENT:${state}` };
}

/** The global object of the script file. */
export type AgentDesktopGlobal = ReturnType<typeof createAgentDesktopGlobal>['global'];
export type { Callback, CallbackEvent, SdkCallData };

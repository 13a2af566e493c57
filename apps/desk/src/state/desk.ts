import {
  customerLegIdOf,
  deskPushes,
  deskRequests,
  type CallDataEntry,
  type DeskWidgetConfig,
  type InteractionView,
  type Obstacle,
  type PopupPush,
  type Presence,
  type SegmentView,
  type SessionUser,
  type Target,
  type TargetList,
} from '@centralino/protocol';
import {
  createDeviceStore,
  createRealtimeClient,
  createRestClient,
  currentLanguage,
  failureCode,
  playAutoAnswerTone,
  type ConnectionState,
  type FailureCode,
  type RestClient,
} from '@centralino/ui';
import { browserMemory } from '../lib/browser-memory.ts';
import { setHomeCountry } from '../lib/home-country.ts';
import { createStore } from '../lib/store.ts';
import { createCallMedia } from './call-media.ts';
import {
  applyEvent,
  applyQuality,
  applyServices,
  applyServiceSettings,
  applySettings,
  applySnapshot,
  emptyDesk,
  ringingPart,
  type DeskState,
  type Ending,
  type Part,
  type Told,
} from './desk-state.ts';
import { createDrafts } from './drafts.ts';
import { createOutcomes, dispositionOf, missingOutcome, outcomesOf } from './outcome.ts';
import { createTeam, type TeamAction, type TeamDone } from './team.ts';
import { brokeIn } from './recording.ts';
import { keypadOpen, targetDialog, view } from './view.ts';
import { createPopups, type PopupFrame } from '../popup/popups.ts';
import { createSdkDesk } from '../widgets/sdk-desk.ts';
import { createAutoAnswer, microphoneIsAllowed, onlyHere } from './auto-answer.ts';
import { askForNotifications, createRinger, type RingWords } from './ringer.ts';

/** `starting`: asking whether somebody is signed in; `noDesk`: the account is signed in but is no agent. */
export type AuthState =
  | { kind: 'starting'; away: boolean }
  | { kind: 'signedOut'; why: 'first' | 'ended' | 'signedOut' }
  | { kind: 'signedIn'; user: SessionUser }
  | { kind: 'noDesk'; user: SessionUser };

export type Notice =
  | { id: number; tone: 'error'; code: FailureCode; action: string }
  | { id: number; tone: 'info' | 'warning'; ending: Ending }
  | { id: number; tone: 'warning'; told: Told }
  /** The recording of a talk of this agent can't be written any more. */
  | { id: number; tone: 'warning'; broke: { customerName: string | null } }
  | { id: number; tone: 'info'; done: TeamDone; undo: (() => void) | null };

/** An action waits so long for the line: it covers the moments after sign-in and a short cut, and is not a surprise later. */
const waitForLineMs = 4_000;

/** A leg that moves from one call to another is told of by two messages: what is between them is not a call's end. */
const movingMs = 3_000;

export type Action =
  | 'ready'
  | 'pause'
  | 'signOut'
  | 'answer'
  | 'decline'
  | 'hold'
  | 'resume'
  | 'hangUp'
  | 'finish'
  | 'extend'
  | 'endForAll'
  | 'link'
  | 'call'
  | 'transfer'
  | 'takeBack'
  | 'consult'
  | 'swap'
  | 'complete'
  | 'conference'
  | 'cancelConsultation'
  | 'party'
  | 'popup'
  | 'record'
  | TeamAction;
export type NewNotice = Notice extends infer N ? (N extends Notice ? Omit<N, 'id'> : never) : never;

/** How long after a failure the widgets are asked for again; the last one goes on. */
const widgetPausesMs = [500, 2_000, 5_000, 15_000];

/** The whole desk behind the screens: one object, made once per page. */
export function createDesk() {
  const rest: RestClient = createRestClient();
  const devices = createDeviceStore();
  const auth = createStore<AuthState>({ kind: 'starting', away: false });
  const state = createStore<DeskState>(emptyDesk);
  const connection = createStore<ConnectionState>('idle');
  const pending = createStore<ReadonlySet<Action>>(new Set());
  /** Why the server can save nothing at the moment. */
  const obstacle = createStore<Obstacle | null>(null);
  const notices = createStore<Notice[]>([]);
  const widgets = createStore<DeskWidgetConfig[]>([]);
  /** Colleagues whose usernames are known: from what was searched. */
  const usernames = new Map<string, string>();
  let calledName = '';
  let noticeCount = 0;
  let movingTimer: ReturnType<typeof setTimeout> | undefined;

  const realtime = createRealtimeClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    requests: deskRequests,
    pushes: deskPushes,
    hello: (since) => ({ app: 'desk', since: since ?? sdk.since }),
  });
  const sdk = createSdkDesk({
    history: async (id) => (await rest.interactions.get(id)).interaction,
    usernameOf: (id) => usernames.get(id),
    now: () => Date.now() + state.get().clockOffsetMs,
  });
  const drafts = createDrafts({
    send: (interactionId, segmentId, note) => realtime.request('segment.note', { interactionId, segmentId, note }),
  });
  const outcomes = createOutcomes({
    send: (interactionId, segmentId, outcome) => realtime.request('segment.dispose', { interactionId, segmentId, outcome }),
  });
  const media = createCallMedia({
    devices,
    offer: async (legId, sdp) => (await realtime.request('leg.offer', { legId, sdp })).sdp,
    fail: (legId, cause) => realtime.request('leg.failed', { legId, cause }),
    desk: state.get,
    online: () => realtime.state === 'open',
  });
  const popups = createPopups({ request: realtime.request, desk: state.get });
  const ringer = createRinger(devices);
  const autoAnswer = createAutoAnswer({
    desk: state.get,
    online: () => connection.get() === 'open',
    mayUseMicrophone: microphoneIsAllowed,
    tone: () => playAutoAnswerTone(devices.get().choice.speakerId),
    answer: (part) => {
      view.set({ kind: 'desk' });
      return act('answer', () => commands.answer(part));
    },
    only: onlyHere,
    changed: () => follow(),
  });
  let ringWords: (part: Part) => RingWords = () => ({ title: 'Centralino', body: '' });

  const notify = (notice: NewNotice): void => {
    noticeCount += 1;
    const id = noticeCount;
    notices.set((now) => [...now.slice(-2), { ...notice, id } as Notice]);
    setTimeout(() => dismiss(id), notice.tone === 'error' ? 12_000 : 8_000);
  };
  const dismiss = (id: number): void => notices.set((now) => (now.some((n) => n.id === id) ? now.filter((n) => n.id !== id) : now));

  const follow = (): void => {
    const now = state.get();
    const ringing = ringingPart(now);
    // A ring that the server may have taken back long ago is not a ring: without a line the desk is silent.
    autoAnswer.look();
    const silent = ringing === null || connection.get() !== 'open' || autoAnswer.answering.get() === ringing.segment.id;
    ringer.ring(silent ? null : { segmentId: ringing.segment.id, words: ringWords(ringing) });
    for (const interaction of now.interactions) {
      for (const segment of interaction.segments) {
        if (segment.agentId !== now.agent?.id || segment.state === 'finished') continue;
        drafts.revive(interaction.id, segment.id);
        outcomes.revive(interaction.id, segment.id);
      }
    }
    clearTimeout(movingTimer);
    if (now.moving !== null) {
      movingTimer = setTimeout(() => {
        state.set((old) => ({ ...old, moving: null }));
        follow();
      }, movingMs);
    }
    media.look();
    popups.look();
  };

  const endSession = (why: 'ended' | 'signedOut'): void => {
    realtime.stop();
    media.end();
    sdk.forget();
    popups.forget();
    team.forget();
    widgets.set([]);
    targetDialog.set(null);
    keypadOpen.set(false);
    state.set(emptyDesk);
    ringer.ring(null);
    auth.set({ kind: 'signedOut', why });
  };

  realtime.onState((now) => {
    connection.set(now);
    // Told anew by the next connection, if it is still so.
    if (now !== 'open') obstacle.set(null);
    if (now === 'connecting') sdk.resume();
    if (now === 'open') {
      void drafts.flushAll();
      void outcomes.flushAll();
    }
    follow();
  });
  realtime.onRefused((error) => {
    if (error.code === 'auth.required') endSession('ended');
    if (error.code === 'auth.forbidden') {
      const who = auth.get();
      realtime.stop();
      if (who.kind === 'signedIn') auth.set({ kind: 'noDesk', user: who.user });
    }
  });
  realtime.onPush((push) => {
    const now = Date.now();
    switch (push.type) {
      case 'snapshot':
        state.set((old) => applySnapshot(old, push.data, now));
        setHomeCountry(push.data.homeCountry);
        sdk.snapshot(push.data, push.seq ?? 0);
        break;
      case 'event': {
        const { lastEnding: before, lastTold } = state.get();
        state.set((old) => applyEvent(old, push.data, now));
        sdk.event(push.data);
        const { lastEnding: ending, lastTold: told } = state.get();
        if (told !== null && told !== lastTold) notify({ tone: 'warning', told: told.to === '' ? { ...told, to: calledName } : told });
        if (brokeIn(push.data, state.get().agent?.id))
          notify({ tone: 'warning', broke: { customerName: push.data.interaction?.customer.name ?? null } });
        if (ending !== null && ending !== before) outcomes.forget(ending.segmentId);
        // What also paused the agent is explained on the stage; a second message is needed only where the stage is not seen.
        const explained = (ending?.outcome === 'missed' || ending?.outcome === 'mediaFailed') && view.get().kind === 'desk';
        const own = ending?.outcome === 'completed' || ending?.outcome === 'declined' || ending?.outcome === 'merged';
        if (ending !== null && ending !== before && !explained && !own) {
          notify({ tone: ending.outcome === 'missed' || ending.outcome === 'withdrawn' ? 'info' : 'warning', ending });
        }
        break;
      }
      case 'trouble':
        obstacle.set(push.data.obstacle);
        return;
      case 'services':
        state.set((old) => applyServices(old, push.data));
        return;
      case 'serviceSettings':
        state.set((old) => applyServiceSettings(old, push.data));
        return;
      case 'settings':
        state.set((old) => applySettings(old, push.data));
        widgets.set(push.data.widgets);
        return;
      case 'team':
        team.apply(push.data);
        return;
      case 'quality':
        state.set((old) => applyQuality(old, push.data));
        return;
      case 'leg.takenOver':
        media.takenOver(push.data.legId);
        return;
      case 'leg.reoffer':
        media.reoffer(push.data.legId);
        return;
      case 'popup':
        popups.arrived(push.data);
        return;
      case 'popup.onDemand':
        popups.offered(push.data.segmentIds);
        return;
      case 'signedOut':
        endSession('ended');
        return;
      case 'ping':
        return;
    }
    follow();
  });

  window.addEventListener('online', () => realtime.hurry());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') realtime.hurry();
  });

  /** Widgets are an extra: without them the desk is a desk. A busy server must not leave the agent without them, so it is asked again. */
  async function loadWidgets(): Promise<void> {
    const session = auth.get();
    for (let attempt = 0; auth.get() === session; attempt += 1) {
      try {
        const mine = await rest.deskWidgets();
        if (auth.get() === session) widgets.set(mine.filter(({ enabled }) => enabled));
        return;
      } catch (error) {
        console.warn('widgets could not be loaded:', failureCode(error));
      }
      await new Promise((resolve) => setTimeout(resolve, widgetPausesMs[Math.min(attempt, widgetPausesMs.length - 1)]));
    }
  }

  const enter = (user: SessionUser): void => {
    if (user.roles.includes('agent') || user.roles.includes('supervisor')) {
      view.set({ kind: user.roles.includes('agent') ? 'desk' : 'team' });
      auth.set({ kind: 'signedIn', user });
      realtime.start();
      void loadWidgets();
    } else auth.set({ kind: 'noDesk', user });
  };

  /** Runs one action of the agent: `pending` while under way. Answers why not; null: it is done. The state itself changes only by events. */
  async function attempt(action: Action, work: () => Promise<unknown>): Promise<FailureCode | null> {
    if (pending.get().has(action)) return 'pending';
    pending.set((now) => new Set([...now, action]));
    try {
      if (action !== 'signOut') await realtime.opened(waitForLineMs);
      await work();
      return null;
    } catch (error) {
      return failureCode(error);
    } finally {
      pending.set((now) => new Set([...now].filter((one) => one !== action)));
    }
  }

  /** The same with a notice when refused. */
  async function act(action: Action, work: () => Promise<unknown>): Promise<boolean> {
    const failure = await attempt(action, work);
    if (failure !== null && failure !== 'pending') notify({ tone: 'error', code: failure, action });
    return failure === null;
  }

  const ids = (part: Part) => ({ interactionId: part.interaction.id, segmentId: part.segment.id });

  /** What can be asked of the server in the agent's name. They reject when refused; `act` and the widgets' handlers stand on them. */
  const commands = {
    setPresence: (presence: Presence) => realtime.request('presence.set', { presence }),
    answer: async (part: Part) => {
      media.claim(part.segment.leg.id);
      try {
        await realtime.request('segment.accept', ids(part));
      } catch (error) {
        media.unclaim();
        throw error;
      }
      media.look();
    },
    decline: (part: Part) => realtime.request('segment.decline', ids(part)),
    hold: (part: Part) => realtime.request('segment.hold', ids(part)),
    resume: (part: Part) => realtime.request('segment.resume', ids(part)),
    hangUp: (part: Part) => realtime.request('segment.hangUp', ids(part)),
    finish: async (part: Part) => {
      // The note first: once the part is finished it is written.
      await drafts.flush(part.segment.id);
      const outcome = dispositionOf(outcomesOf(state.get().serviceSettings, part), outcomes.of(part.segment));
      await realtime.request('segment.finish', { ...ids(part), ...(outcome === null ? {} : { outcome }) });
      outcomes.done(part.segment.id);
    },
    extend: (part: Part) => realtime.request('segment.extend', ids(part)),
    endForAll: (part: Part) => realtime.request('conference.end', ids(part)),
    transfer: (part: Part, to: Target) => realtime.request('segment.transfer', { ...ids(part), to }),
    takeBack: (part: Part) => realtime.request('segment.cancelTransfer', ids(part)),
    leaveTransfer: (part: Part) => realtime.request('segment.leaveTransfer', ids(part)),
    consult: (part: Part, to: Target) => realtime.request('segment.consult', { ...ids(part), to }),
    swap: (interactionId: string) => realtime.request('consult.swap', { interactionId }),
    complete: (interactionId: string) => realtime.request('consult.complete', { interactionId }),
    conference: (interactionId: string) => realtime.request('consult.conference', { interactionId }),
    cancelConsultation: (interactionId: string) => realtime.request('consult.cancel', { interactionId }),
    /** The caller's leg belongs to this window. Answers the id of the call. */
    call: async (
      to: Target,
      service: string | null = null,
      callData: CallDataEntry[] = [],
      contactId: string | null = null,
    ): Promise<string> => {
      media.claim(null);
      try {
        const { interactionId } = await realtime.request('call.make', {
          to,
          service,
          channel: 'webcall',
          language: currentLanguage(),
          callData,
          contactId,
        });
        media.claim(customerLegIdOf(interactionId));
        media.look();
        return interactionId;
      } catch (error) {
        media.unclaim();
        throw error;
      }
    },
    hangUpCall: (interactionId: string) => realtime.request('call.hangUp', { interactionId }),
    /** Of a call that this agent makes by hand. */
    holdCall: (interactionId: string, held: boolean) => realtime.request(held ? 'call.hold' : 'call.resume', { interactionId }),
    setCallData: (interactionId: string, data: CallDataEntry[]) => realtime.request('call.setData', { interactionId, data }),
    sendTones: (legId: string, digits: string) => realtime.request('leg.dtmf', { legId, digits }),
    record: (what: 'start' | 'resume' | 'stop', part: Part) => realtime.request(`recording.${what}`, ids(part)),
    /** A token by which the page of a widget proves to its own server whose desk it is in. */
    token: (kind: 'session' | 'oneShot', widgetId: string) => realtime.request('token.get', { kind, widgetId }),
    colleagues: () => realtime.request('agents.list', {}),
    searchTargets: async (query: string): Promise<TargetList> => {
      const found = await realtime.request('targets.search', { query: query.slice(0, 100) });
      for (const { agentId, username } of found.agents) usernames.set(agentId, username);
      return found;
    },
  };
  const team = createTeam({ realtime, media, act, notify });
  const party = (part: Part, segment: SegmentView) => ({ interactionId: part.interaction.id, segmentId: segment.id });

  return {
    rest,
    devices,
    /** The part that is being answered by itself: it does not ring. */
    autoAnswering: autoAnswer.answering,
    auth,
    state,
    connection,
    obstacle,
    pending,
    notices,
    drafts,
    outcomes,
    team,
    media,
    realtime,
    sdk,
    popups,
    widgets,
    commands,
    dismiss,
    /** The reader's words for title and notification; set by the screen, which knows the language. */
    setRingWords(words: (part: Part) => RingWords): void {
      ringWords = words;
    },
    serverNow: (): number => Date.now() + state.get().clockOffsetMs,

    /** Finds out who is signed in; keeps asking while the server is away. */
    async start(): Promise<void> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return enter((await rest.session()).user);
        } catch (error) {
          const code = failureCode(error);
          if (code !== 'network' && code !== 'timeout' && code !== 'server.stopping') {
            auth.set({ kind: 'signedOut', why: 'first' });
            return;
          }
          auth.set({ kind: 'starting', away: true });
          await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 300 * 2 ** attempt)));
        }
      }
    },
    async signIn(username: string, password: string, leaveTalk: boolean): Promise<void> {
      enter((await rest.signIn({ username, password, leaveTalk })).user);
    },
    async setup(body: { token: string; username: string; name: string; password: string }): Promise<void> {
      const session = await rest.setup(body);
      if (session !== null) enter(session.user);
      else auth.set({ kind: 'signedOut', why: 'first' });
    },
    signOut: () =>
      act('signOut', async () => {
        if (realtime.state === 'open') await commands.setPresence({ kind: 'loggedOut' });
        await rest.signOut();
        endSession('signedOut');
      }),

    ready: () => {
      askForNotifications(browserMemory);
      return act('ready', () => commands.setPresence({ kind: 'ready' }));
    },
    pause: (reason: string) => act('pause', () => commands.setPresence({ kind: 'paused', reason })),

    answer: (part: Part) => act('answer', () => commands.answer(part)),
    decline: (part: Part) => act('decline', () => commands.decline(part)),
    hold: (part: Part) => act('hold', () => commands.hold(part)),
    resume: (part: Part) => act('resume', () => commands.resume(part)),
    hangUp: (part: Part) => act('hangUp', () => commands.hangUp(part)),
    /** Refused here already while an obligatory outcome is missing: the fields say so. */
    finish: async (part: Part): Promise<boolean> => {
      const level = missingOutcome(outcomesOf(state.get().serviceSettings, part), outcomes.of(part.segment));
      if (level === null) return act('finish', () => commands.finish(part));
      view.set({ kind: 'desk' });
      outcomes.ask(part.segment.id, level);
      return false;
    },
    /** One minute more of after-call work. */
    extend: (part: Part) => act('extend', () => commands.extend(part)),
    /** The conference is over for everybody; who only leaves hangs up. */
    endForAll: (part: Part) => act('endForAll', () => commands.endForAll(part)),
    record: (part: Part, what: 'start' | 'pause' | 'resume' | 'stop') =>
      act('record', () => realtime.request(`recording.${what}`, ids(part))),
    link: (interactionId: string, contactId: string | null) =>
      act('link', () => realtime.request('contact.link', { interactionId, contactId })),

    /** Opens the page that the agent wants beside this contact. */
    popup: (part: Part) => act('popup', () => popups.demand(ids(part))),
    /** A page that could not open by itself, by the agent's click. */
    openPopup: (push: PopupPush) => act('popup', () => popups.openByHand(push)),
    reloadPopup: (frame: PopupFrame) => act('popup', () => popups.again(frame)),

    /** Transfer, consult and call answer why not, for the dialog that they are asked from. */
    transfer: (part: Part, to: Target, name: string) => {
      calledName = name;
      return attempt('transfer', () => commands.transfer(part, to));
    },
    consult: (part: Part, to: Target, name: string) => {
      calledName = name;
      return attempt('consult', () => commands.consult(part, to));
    },
    call: (to: Target, contactId: string | null = null) => attempt('call', () => commands.call(to, null, [], contactId)),
    takeBack: (part: Part) => act('takeBack', () => commands.takeBack(part)),
    swap: (consultation: InteractionView) => act('swap', () => commands.swap(consultation.id)),
    complete: (consultation: InteractionView) => act('complete', () => commands.complete(consultation.id)),
    conference: (consultation: InteractionView) => act('conference', () => commands.conference(consultation.id)),
    cancelConsultation: (consultation: InteractionView) => act('cancelConsultation', () => commands.cancelConsultation(consultation.id)),
    holdCall: (call: InteractionView, held: boolean) => act(held ? 'hold' : 'resume', () => commands.holdCall(call.id, held)),
    hangUpCall: (call: InteractionView) => act('hangUp', () => commands.hangUpCall(call.id)),
    silence: (part: Part, segment: SegmentView, muted: boolean) =>
      act('party', () => realtime.request('segment.mute', { ...party(part, segment), muted })),
    remove: (part: Part, segment: SegmentView) => act('party', () => realtime.request('segment.remove', party(part, segment))),
    sendTones: async (legId: string, digits: string): Promise<FailureCode | null> => {
      try {
        await commands.sendTones(legId, digits);
        return null;
      } catch (error) {
        return failureCode(error);
      }
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;

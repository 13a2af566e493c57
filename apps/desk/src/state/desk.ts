import { deskPushes, deskRequests, type Presence, type SessionUser } from '@centralino/protocol';
import {
  createDeviceStore,
  createRealtimeClient,
  createRestClient,
  failureCode,
  type ConnectionState,
  type FailureCode,
  type RestClient,
} from '@centralino/ui';
import { browserMemory } from '../lib/browser-memory.ts';
import { createStore } from '../lib/store.ts';
import { createCallMedia } from './call-media.ts';
import {
  applyEvent,
  applyQuality,
  applyServices,
  applySnapshot,
  emptyDesk,
  ringingPart,
  type DeskState,
  type Ending,
  type Part,
} from './desk-state.ts';
import { createDrafts } from './drafts.ts';
import { view } from './view.ts';
import { askForNotifications, createRinger, type RingWords } from './ringer.ts';

/** `starting`: asking whether somebody is signed in; `noDesk`: the account is signed in but is no agent. */
export type AuthState =
  | { kind: 'starting'; away: boolean }
  | { kind: 'signedOut'; why: 'first' | 'ended' | 'signedOut' }
  | { kind: 'signedIn'; user: SessionUser }
  | { kind: 'noDesk'; user: SessionUser };

export type Notice =
  { id: number; tone: 'error'; code: FailureCode; action: string } | { id: number; tone: 'info' | 'warning'; ending: Ending };

/** An action waits so long for the line: it covers the moments after sign-in and a short cut, and is not a surprise later. */
const waitForLineMs = 4_000;

type Action = 'ready' | 'pause' | 'signOut' | 'answer' | 'decline' | 'hold' | 'resume' | 'hangUp' | 'finish' | 'link';
type NewNotice = Notice extends infer N ? (N extends Notice ? Omit<N, 'id'> : never) : never;

/** The whole desk behind the screens: one object, made once per page. */
export function createDesk() {
  const rest: RestClient = createRestClient();
  const devices = createDeviceStore();
  const auth = createStore<AuthState>({ kind: 'starting', away: false });
  const state = createStore<DeskState>(emptyDesk);
  const connection = createStore<ConnectionState>('idle');
  const pending = createStore<ReadonlySet<Action>>(new Set());
  const notices = createStore<Notice[]>([]);
  let noticeCount = 0;

  const realtime = createRealtimeClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    requests: deskRequests,
    pushes: deskPushes,
    hello: (since) => ({ app: 'desk', since }),
  });
  const drafts = createDrafts({
    send: (interactionId, segmentId, note) => realtime.request('segment.note', { interactionId, segmentId, note }),
  });
  const media = createCallMedia({
    devices,
    offer: async (legId, sdp) => (await realtime.request('leg.offer', { legId, sdp })).sdp,
    fail: (legId, cause) => realtime.request('leg.failed', { legId, cause }),
    desk: state.get,
    online: () => realtime.state === 'open',
  });
  const ringer = createRinger(devices);
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
    ringer.ring(ringing === null || connection.get() !== 'open' ? null : { segmentId: ringing.segment.id, words: ringWords(ringing) });
    for (const interaction of now.interactions) {
      for (const segment of interaction.segments) {
        if (segment.agentId === now.agent?.id && segment.state !== 'finished') drafts.revive(interaction.id, segment.id);
      }
    }
    media.look();
  };

  const endSession = (why: 'ended' | 'signedOut'): void => {
    realtime.stop();
    media.end();
    state.set(emptyDesk);
    ringer.ring(null);
    auth.set({ kind: 'signedOut', why });
  };

  realtime.onState((now) => {
    connection.set(now);
    if (now === 'open') void drafts.flushAll();
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
        break;
      case 'event': {
        const before = state.get().lastEnding;
        state.set((old) => applyEvent(old, push.data, now));
        const ending = state.get().lastEnding;
        // What also paused the agent is explained on the stage; a second message is needed only where the stage is not seen.
        const explained = (ending?.outcome === 'missed' || ending?.outcome === 'mediaFailed') && view.get().kind === 'desk';
        const own = ending?.outcome === 'completed' || ending?.outcome === 'declined';
        if (ending !== null && ending !== before && !explained && !own) {
          notify({ tone: ending.outcome === 'missed' || ending.outcome === 'withdrawn' ? 'info' : 'warning', ending });
        }
        break;
      }
      case 'services':
        state.set((old) => applyServices(old, push.data));
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

  const enter = (user: SessionUser): void => {
    if (user.roles.includes('agent')) {
      auth.set({ kind: 'signedIn', user });
      realtime.start();
    } else auth.set({ kind: 'noDesk', user });
  };

  /** Runs one action of the agent: `pending` while under way, a notice when refused. The state itself changes only by events. */
  async function act(action: Action, work: () => Promise<unknown>): Promise<boolean> {
    if (pending.get().has(action)) return false;
    pending.set((now) => new Set([...now, action]));
    try {
      if (action !== 'signOut') await realtime.opened(waitForLineMs);
      await work();
      return true;
    } catch (error) {
      notify({ tone: 'error', code: failureCode(error), action });
      return false;
    } finally {
      pending.set((now) => new Set([...now].filter((one) => one !== action)));
    }
  }

  const setPresence = (presence: Presence) => realtime.request('presence.set', { presence });
  const ids = (part: Part) => ({ interactionId: part.interaction.id, segmentId: part.segment.id });

  return {
    rest,
    devices,
    auth,
    state,
    connection,
    pending,
    notices,
    drafts,
    media,
    realtime,
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
    async signIn(username: string, password: string): Promise<void> {
      enter((await rest.signIn({ username, password })).user);
    },
    async setup(body: { token: string; username: string; name: string; password: string }): Promise<void> {
      const session = await rest.setup(body);
      if (session !== null) enter(session.user);
      else auth.set({ kind: 'signedOut', why: 'first' });
    },
    signOut: () =>
      act('signOut', async () => {
        if (realtime.state === 'open') await setPresence({ kind: 'loggedOut' });
        await rest.signOut();
        endSession('signedOut');
      }),

    ready: () => {
      askForNotifications(browserMemory);
      return act('ready', () => setPresence({ kind: 'ready' }));
    },
    pause: (reason: string) => act('pause', () => setPresence({ kind: 'paused', reason })),

    answer: (part: Part) =>
      act('answer', async () => {
        media.claim(part);
        try {
          await realtime.request('segment.accept', ids(part));
        } catch (error) {
          media.unclaim();
          throw error;
        }
        media.look();
      }),
    decline: (part: Part) => act('decline', () => realtime.request('segment.decline', ids(part))),
    hold: (part: Part) => act('hold', () => realtime.request('segment.hold', ids(part))),
    resume: (part: Part) => act('resume', () => realtime.request('segment.resume', ids(part))),
    hangUp: (part: Part) => act('hangUp', () => realtime.request('segment.hangUp', ids(part))),
    finish: (part: Part) =>
      act('finish', async () => {
        // The note first: once the part is finished it is written.
        await drafts.flush(part.segment.id);
        await realtime.request('segment.finish', ids(part));
      }),
    link: (interactionId: string, contactId: string | null) =>
      act('link', () => realtime.request('contact.link', { interactionId, contactId })),
  };
}

export type Desk = ReturnType<typeof createDesk>;

import type { DeskRequests, FrameVerdict, PopupPush, ReplyData, RequestData } from '@centralino/protocol';
import { browserMemory } from '../lib/browser-memory.ts';
import { createStore } from '../lib/store.ts';
import { openSegmentOf, type DeskState } from '../state/desk-state.ts';
import { createTabs, type Opener, type Place } from './tabs.ts';

/** `refused`: by the site; `notAllowed`: by the desk's own rules; `unreachable`: nothing answers there; `slow`: still loading after a long while. */
export type FrameStatus = 'loading' | 'shown' | 'refused' | 'notAllowed' | 'unreachable' | 'slow';

export interface PopupFrame {
  push: PopupPush;
  status: FrameStatus;
  /** Another number: to be loaded again. */
  attempt: number;
}

export interface PopupsState {
  /** Pages beside contacts: one for each part at most, the last one. */
  frames: PopupFrame[];
  /** Tabs that wait for a click. */
  blocked: PopupPush[];
  /** Parts with a popup on demand. */
  demand: ReadonlySet<string>;
}

type Asked = 'popup.receipt' | 'popup.demand' | 'popup.address' | 'popup.check';
type Request = <T extends Asked>(type: T, data: RequestData<DeskRequests, T>) => Promise<ReplyData<DeskRequests, T>>;
type Outcome = 'shown' | 'blocked' | 'failed';

const none: PopupsState = { frames: [], blocked: [], demand: new Set() };
const slowMs = 15_000;
const troubles = {
  refused: 'the site does not allow to be shown inside other pages',
  unreachable: 'nothing answers at its address, as far as the server can tell',
} as const;
const wideKey = 'centralino.popupWide';

/** The address if a desk may open it: http, https, or a path of this server. */
export function safeUrl(url: string, origin: string): string | null {
  try {
    const parsed = new URL(url, origin);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A page that was to be beside its contact opens in a tab when it cannot be there. */
const placeOf = ({ mode, tabName }: PopupPush): Place => ({ mode: mode === 'window' ? 'window' : 'tab', name: tabName });

/** Opens what the server says, and tells it what became of it. */
export function createPopups(options: { request: Request; desk: () => DeskState; opener?: Opener; now?: () => number; origin?: string }) {
  const { request, desk, opener = window, now = () => performance.now(), origin = location.origin } = options;
  const state = createStore<PopupsState>(none);
  const wide = createStore(browserMemory.get(wideKey) === 'yes');
  const tabs = createTabs(opener);
  /** Everything that came, with what was last told of it: the server says it again when a line was lost. */
  const told = new Map<string, { arrivedAt: number; receipt: Parameters<typeof send>[1] | null }>();
  /** Whether a site lets itself be framed, as far as the server found out. */
  const checks = new Map<string, Promise<FrameVerdict>>();

  const send = (push: PopupPush, receipt: { outcome: Outcome; ms: number; detail: string }): void => {
    // Told again when the popup comes again, should the line be lost now.
    request('popup.receipt', { id: push.id, ...receipt }).catch(() => undefined);
  };
  const tell = (push: PopupPush, outcome: Outcome, detail = ''): void => {
    const known = told.get(push.id) ?? { arrivedAt: now(), receipt: null };
    if (known.receipt?.outcome === outcome) return;
    const receipt = { outcome, ms: Math.round(push.ageMs + now() - known.arrivedAt), detail };
    told.set(push.id, { ...known, receipt });
    send(push, receipt);
  };
  const isOpen = (segmentId: string): boolean => {
    const { agent, interactions } = desk();
    return agent !== null && interactions.some((interaction) => openSegmentOf(interaction, agent.id)?.id === segmentId);
  };
  const setStatus = (id: string, status: FrameStatus): void =>
    state.set((old) => ({ ...old, frames: old.frames.map((frame) => (frame.push.id === id ? { ...frame, status } : frame)) }));
  const statusOf = (id: string): FrameStatus | undefined => state.get().frames.find(({ push }) => push.id === id)?.status;
  const unblock = (id: string): void => state.set((old) => ({ ...old, blocked: old.blocked.filter((push) => push.id !== id) }));

  const showFrame = (push: PopupPush, attempt = 1): void => {
    const status = push.embeddable ? 'loading' : 'notAllowed';
    state.set((old) => ({
      ...old,
      frames: [...old.frames.filter((one) => one.push.segmentId !== push.segmentId), { push, status, attempt }],
    }));
    if (!push.embeddable) return tell(push, 'failed', `${push.title} may not be shown inside the desk`);
    const check = request('popup.check', { id: push.id }).then(
      ({ verdict }) => verdict,
      () => 'unknown' as const,
    );
    checks.set(push.id, check);
    void check.then((verdict) => {
      if ((verdict !== 'refused' && verdict !== 'unreachable') || statusOf(push.id) === undefined) return;
      setStatus(push.id, verdict);
      tell(push, 'failed', troubles[verdict]);
    });
    setTimeout(() => {
      if (statusOf(push.id) === 'loading') setStatus(push.id, 'slow');
    }, slowMs);
  };

  const openTab = (push: PopupPush): void => {
    if (tabs.open(push.url, placeOf(push))) return tell(push, 'shown');
    state.set((old) => ({ ...old, blocked: [...old.blocked.filter(({ id }) => id !== push.id), push] }));
    tell(push, 'blocked', 'the browser did not let it open without a click');
  };

  return {
    state,
    wide,
    setWide(to: boolean): void {
      browserMemory.set(wideKey, to ? 'yes' : 'no');
      wide.set(to);
    },

    arrived(data: PopupPush): void {
      const before = told.get(data.id);
      if (before !== undefined) {
        if (before.receipt !== null) send(data, before.receipt);
        return;
      }
      told.set(data.id, { arrivedAt: now(), receipt: null });
      const url = safeUrl(data.url, origin);
      if (url === null) return tell(data, 'failed', 'only http and https addresses are opened');
      const push = { ...data, url };
      // Beside a contact that is over there is no place for a page.
      if (push.mode === 'iframe' && isOpen(push.segmentId)) showFrame(push);
      else openTab(push);
    },

    offered(segmentIds: string[]): void {
      state.set((old) => ({ ...old, demand: new Set(segmentIds) }));
    },

    demand: (part: { interactionId: string; segmentId: string }) => request('popup.demand', part),

    /** The frame has loaded something: its page, or the browser's own page about a refusal, which only the server can tell apart. */
    async loaded(push: PopupPush): Promise<void> {
      const loadedAt = now();
      await checks.get(push.id);
      const status = statusOf(push.id);
      if (status !== 'loading' && status !== 'slow') return;
      setStatus(push.id, 'shown');
      const known = told.get(push.id);
      // As it was seen, not as it was checked.
      if (known !== undefined) told.set(push.id, { ...known, arrivedAt: known.arrivedAt + (now() - loadedAt) });
      tell(push, 'shown');
    },

    /** The desk's own policy stopped a frame of this origin. */
    violated(blockedOrigin: string): void {
      for (const { push, status } of state.get().frames) {
        if (status === 'notAllowed' || new URL(push.url).origin !== blockedOrigin) continue;
        setStatus(push.id, 'notAllowed');
        tell(push, 'failed', `${push.title} may not be shown inside the desk: reload it if that was changed`);
      }
    },

    /** By a click: with a fresh address, as the first one's tokens may be too old by now. Rejects when the server has none. */
    async openByHand(push: PopupPush): Promise<void> {
      const address = request('popup.address', { id: push.id }).then(({ url }) => {
        const safe = safeUrl(url, origin);
        if (safe === null) throw new Error('only http and https addresses are opened');
        return safe;
      });
      if (!(await tabs.openLater(address, placeOf(push)))) return;
      unblock(push.id);
      tell(push, 'shown');
    },

    /** Loads a page again that did not answer, with a fresh address. */
    async again({ push, attempt }: PopupFrame): Promise<void> {
      const url = safeUrl((await request('popup.address', { id: push.id })).url, origin);
      if (url !== null && statusOf(push.id) !== undefined) showFrame({ ...push, url }, attempt + 1);
    },

    dismiss: unblock,

    close(id: string): void {
      state.set((old) => ({ ...old, frames: old.frames.filter(({ push }) => push.id !== id) }));
    },

    /** Lets go of what belongs to contacts that are over. What opens at the end stays until it is opened or dismissed. */
    look(): void {
      if (!desk().known) return;
      const { frames, blocked } = state.get();
      const open = frames.filter(({ push }) => isOpen(push.segmentId));
      const waiting = blocked.filter((push) => push.trigger === 'hangup' || isOpen(push.segmentId));
      if (open.length !== frames.length || waiting.length !== blocked.length) {
        state.set((old) => ({ ...old, frames: open, blocked: waiting }));
      }
    },

    forget(): void {
      told.clear();
      checks.clear();
      state.set(none);
    },
  };
}

export type DeskPopups = ReturnType<typeof createPopups>;

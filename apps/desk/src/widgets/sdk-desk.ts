import {
  createSdkLog,
  eventData,
  type DeskPush,
  type InteractionView,
  type Presence,
  type SdkAgentState,
  type SdkLogEntry,
  type SdkPassingEvent,
  type SdkResume,
} from '@centralino/protocol';
import { randomText, type WidgetHost } from '@centralino/agentdesktop/host';
import { tabMemory } from '../lib/browser-memory.ts';
import { createSdkFeed, feedSdkEvent, feedSdkSnapshot, type ExpectedCall, type SdkFeed } from './sdk-feed.ts';

const memoryKey = 'centralino.sdk';

interface Kept {
  feed: Omit<SdkFeed, 'log'> & { log: Omit<SdkFeed['log'], 'open'> & { open: string[] } };
  firstLoginTime: string;
}

type Item =
  { type: 'event'; push: DeskPush<'event'> } | { type: 'snapshot'; push: DeskPush<'snapshot'>; seq: number; missed: DeskPush<'event'>[] };

export interface SdkDeskOptions {
  /** Looks up an interaction that the desk never saw, because it came and went while the line was down. */
  history: (interactionId: string) => Promise<InteractionView | null>;
  usernameOf: (agentId: string) => string | undefined;
  now: () => number;
}

/** The agent's log for widgets, fed with what the server pushes, kept over a reload of the desk, and told to the pages that are there. */
export function createSdkDesk(options: SdkDeskOptions) {
  const hosts = new Map<WidgetHost, string>();
  const views = new Map<string, InteractionView>();
  let kept = restore();
  /** Events since a lost line: they come without views, and are folded once the snapshot after them gives these. */
  let missed: DeskPush<'event'>[] = [];
  let resuming = true;
  let queue: Item[] = [];
  let working = false;
  let expected: ExpectedCall | null = null;
  /** Where the log was when this window began: pages beside contacts may have heard everything up to there. */
  let beganAt = 0;
  /** Widgets beside contacts that were shown in this window already. */
  const shown = new Set<string>();

  function restore(): Kept | null {
    try {
      return JSON.parse(tabMemory.get(memoryKey) ?? 'null') as Kept | null;
    } catch {
      return null;
    }
  }
  let feed: SdkFeed | null = null;
  let firstLoginTime = kept?.firstLoginTime ?? '';
  let saving: ReturnType<typeof setTimeout> | undefined;

  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    if (feed === null) return;
    const text: Kept = { feed: { ...feed, log: { ...feed.log, open: [...feed.log.open] } }, firstLoginTime };
    tabMemory.set(memoryKey, JSON.stringify(text));
  };
  const saveSoon = (): void => {
    saving ??= setTimeout(save, 400);
  };
  window.addEventListener('pagehide', save);

  function begin(agent: { id: string; username: string }, seq: number): SdkFeed {
    const old = kept;
    kept = null;
    // Another agent, or a server that has forgotten what this window knew: another log.
    if (old !== null && old.feed.agent.id === agent.id && old.feed.seq <= seq) {
      beganAt = old.feed.log.entries.at(-1)?.cursor ?? 0;
      return { ...old.feed, log: { ...old.feed.log, open: new Set(old.feed.log.open) } };
    }
    beganAt = 0;
    firstLoginTime = '';
    return createSdkFeed(agent, `${agent.username}@${location.host}/${randomText().slice(0, 8)}`.slice(0, 120));
  }

  function publish(entries: readonly SdkLogEntry[]): void {
    if (entries.length === 0) return;
    if (firstLoginTime === '' && entries.some((entry) => entry.kind === 'agent' && entry.data.event === 'AGENT:LOGGEDIN')) {
      firstLoginTime = new Date(options.now()).toISOString();
    }
    for (const host of hosts.keys()) host.publish(entries);
    saveSoon();
  }

  function fold(push: DeskPush<'event'>): void {
    if (feed === null) return;
    const id = interactionIdOf(push);
    if (push.interaction !== undefined) views.set(push.interaction.id, push.interaction);
    const before = feed.seq;
    const entries = feedSdkEvent(feed, { event: push.event, view: views.get(id ?? '') ?? null }, options.usernameOf, expected);
    if (push.event.type === 'interaction.created' && feed.calls[id ?? ''] !== undefined && before < feed.seq) expected = null;
    if (push.event.type === 'interaction.closed') views.delete(id ?? '');
    publish(entries);
  }

  async function foldMissed(snapshot: DeskPush<'snapshot'>, events: readonly DeskPush<'event'>[]): Promise<void> {
    for (const push of events) {
      const id = interactionIdOf(push);
      if (id !== null && !views.has(id) && isBeginning(push)) {
        const view = snapshot.interactions.find((one) => one.id === id) ?? (await options.history(id).catch(() => null));
        if (view !== null) views.set(id, view);
      }
      fold(push);
    }
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    try {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        if (item.type === 'event') {
          fold(item.push);
          continue;
        }
        const { push, seq } = item;
        if (feed === null || feed.agent.id !== push.agent.id || seq < feed.seq) {
          feed = begin(push.agent, seq);
          // Pages that spoke to a desk without a log, or with another agent's.
          for (const host of hosts.keys()) host.reconnect();
        }
        // A new log begins with what is; one that goes on learns what came since.
        if (feed.seq > 0) await foldMissed(push, item.missed);
        views.clear();
        for (const view of push.interactions) views.set(view.id, view);
        publish(
          feedSdkSnapshot(feed, { seq, at: push.now, presence: push.agent.presence, interactions: push.interactions }, options.usernameOf),
        );
      }
    } finally {
      working = false;
    }
  }

  return {
    /** The last event that this window knew before it was loaded, to ask the server for what came since. */
    get since(): number | null {
      return feed?.seq ?? kept?.feed.seq ?? null;
    },
    get feed(): SdkFeed | null {
      return feed;
    },
    log: () => feed?.log ?? createSdkLog('nobody'),
    agentState(agent: DeskPush<'snapshot'>['agent'] | null): SdkAgentState {
      const state = agent === null ? 'LOGGEDOUT' : sdkStateOf(agent.presence);
      return { id: agent?.username ?? '', name: agent?.name ?? '', state, firstLoginTime };
    },
    event(push: DeskPush<'event'>): void {
      if (resuming) return void missed.push(push);
      queue.push({ type: 'event', push });
      void work();
    },
    /** The line is being opened (again): what comes until the snapshot was missed. */
    resume(): void {
      resuming = true;
    },
    snapshot(push: DeskPush<'snapshot'>, seq: number): void {
      resuming = false;
      queue.push({ type: 'snapshot', push, seq, missed });
      missed = [];
      void work();
    },
    /** A call is being made for a widget: what is known of it beforehand. Null: it came to nothing. */
    expect(call: ExpectedCall | null): void {
      expected = call;
    },
    /** The first page of a widget beside a contact comes after the contact: what it has missed is new to it. Null: it knows already. */
    missedBy(widgetId: string, contact: string | null): SdkResume | null {
      const key = `${widgetId}:${contact}`;
      if (feed === null || contact === null || shown.has(key)) return null;
      shown.add(key);
      const first = feed.log.entries.find((entry) => entry.kind === 'contact' && entry.data.id === contact);
      return first === undefined ? null : { log: feed.log.name, cursor: Math.max(beganAt, first.cursor - 1) };
    },
    attach(host: WidgetHost, widgetId: string): () => void {
      hosts.set(host, widgetId);
      return () => {
        hosts.delete(host);
        host.close();
      };
    },
    hostsOf: (widgetId: string): WidgetHost[] => [...hosts].filter(([, id]) => id === widgetId).map(([host]) => host),
    pass(event: SdkPassingEvent): void {
      for (const host of hosts.keys()) host.pass(event);
    },
    /** Signed out: what was kept is nobody else's. */
    forget(): void {
      clearTimeout(saving);
      saving = undefined;
      feed = null;
      kept = null;
      missed = [];
      resuming = true;
      queue = [];
      views.clear();
      shown.clear();
      tabMemory.set(memoryKey, null);
    },
  };
}

export type SdkDesk = ReturnType<typeof createSdkDesk>;

/** An agent's presence in the words of the SDK. */
export function sdkStateOf(presence: Presence): string {
  if (presence.kind === 'loggedOut') return 'LOGGEDOUT';
  if (presence.kind === 'ready') return 'LOGGEDIN';
  return presence.reason === 'signedIn' ? 'PAUSED' : `PAUSEDSUBSTATE:${presence.reason}`;
}

const interactionIdOf = ({ event }: DeskPush<'event'>): string | null =>
  event.stream.startsWith('interaction:') ? event.stream.slice('interaction:'.length) : null;

/** Events that begin a contact: they need the interaction as a whole. */
const isBeginning = ({ event }: DeskPush<'event'>): boolean =>
  event.type in eventData && ['interaction.created', 'segment.offered', 'segment.joined'].includes(event.type);

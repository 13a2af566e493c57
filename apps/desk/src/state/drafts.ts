import { browserMemory } from '../lib/browser-memory.ts';
import { createStore } from '../lib/store.ts';

export interface Draft {
  text: string;
  /** `unsaved`: typed, not yet with the server; `saving`: on its way; `saved`: the server has it. */
  state: 'unsaved' | 'saving' | 'saved';
}

interface Entry {
  interactionId: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  sending: Promise<boolean> | null;
}

const prefix = 'centralino.note.';

/**
 * Notes as they are typed: sent after a short pause, kept in the browser until the server has them, so that neither a lost network
 * nor F5 nor a closed tab loses a word.
 */
export function createDrafts(options: {
  send: (interactionId: string, segmentId: string, note: string) => Promise<unknown>;
  pauseMs?: number;
}) {
  const store = createStore<Record<string, Draft>>({});
  const entries = new Map<string, Entry>();

  const put = (segmentId: string, draft: Draft): void => {
    store.set((now) => ({ ...now, [segmentId]: draft }));
    browserMemory.set(prefix + segmentId, draft.state === 'saved' ? null : draft.text);
  };

  async function save(segmentId: string): Promise<boolean> {
    const entry = entries.get(segmentId);
    const draft = store.get()[segmentId];
    if (entry === undefined || draft === undefined || draft.state === 'saved') return true;
    clearTimeout(entry.timer);
    if (entry.sending !== null) {
      await entry.sending;
      return save(segmentId);
    }
    const { text } = draft;
    put(segmentId, { text, state: 'saving' });
    entry.sending = options.send(entry.interactionId, segmentId, text).then(
      () => true,
      () => false,
    );
    const saved = await entry.sending;
    entry.sending = null;
    const latest = store.get()[segmentId];
    if (latest !== undefined && latest.text === text) put(segmentId, { text, state: saved ? 'saved' : 'unsaved' });
    return saved;
  }

  return {
    store,
    /** What the editor shows: what was typed here, else what the server has. */
    textOf(segmentId: string, serverNote: string): string {
      return store.get()[segmentId]?.text ?? browserMemory.get(prefix + segmentId) ?? serverNote;
    },
    type(interactionId: string, segmentId: string, text: string): void {
      const entry = entries.get(segmentId) ?? { interactionId, timer: undefined, sending: null };
      entries.set(segmentId, entry);
      put(segmentId, { text, state: 'unsaved' });
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => void save(segmentId), options.pauseMs ?? 700);
    },
    /** Sends what is not yet saved, now. False when the server could not be told. */
    flush: save,
    /** A note that an earlier page of this browser could not send. */
    revive(interactionId: string, segmentId: string): void {
      const kept = browserMemory.get(prefix + segmentId);
      if (kept === null || entries.has(segmentId)) return;
      const timer = setTimeout(() => void save(segmentId), options.pauseMs ?? 700);
      entries.set(segmentId, { interactionId, timer, sending: null });
      put(segmentId, { text: kept, state: 'unsaved' });
    },
    /** The line is back: everything unsaved goes out. */
    async flushAll(): Promise<void> {
      await Promise.all([...entries.keys()].map(save));
    },
    forget(segmentId: string): void {
      clearTimeout(entries.get(segmentId)?.timer);
      entries.delete(segmentId);
      browserMemory.set(prefix + segmentId, null);
      store.set(({ [segmentId]: _gone, ...rest }) => rest);
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;

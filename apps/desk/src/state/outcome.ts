import type { Disposition, OutcomeConfig, SegmentView, ServiceSettings } from '@centralino/protocol';
import { failureCode } from '@centralino/ui';
import { browserMemory } from '../lib/browser-memory.ts';
import { createStore } from '../lib/store.ts';
import type { Part } from './desk-state.ts';

/** What was chosen so far: the second level comes after the first. */
export interface OutcomeChoice {
  level1: string | null;
  level2: string | null;
}

const none: OutcomeChoice = { level1: null, level2: null };
const prefix = 'centralino.outcome.';

/** What the server refuses it refuses for good: the list has changed meanwhile, or the part is not what it was. */
const isRefused = (error: unknown): boolean => /^(outcome|segment)\./.test(failureCode(error));

/** The outcomes that the service of this part asks for, or null. */
export const outcomesOf = (settings: readonly ServiceSettings[], { segment }: Part): OutcomeConfig | null =>
  settings.find(({ code }) => code === segment.service.code)?.outcomes ?? null;

/** What an obligatory outcome still lacks, or null: the rule of the server, so that nobody has to ask it. */
export function missingOutcome(config: OutcomeConfig | null, { level1, level2 }: OutcomeChoice): 'level1' | 'level2' | null {
  if (config === null || !config.required) return null;
  const first = config.level1.find(({ code }) => code === level1);
  if (first === undefined) return 'level1';
  return first.level2.length > 0 && !first.level2.some(({ code }) => code === level2) ? 'level2' : null;
}

/** What goes to the server: null when nothing (that still exists) was chosen. */
export function dispositionOf(config: OutcomeConfig | null, { level1, level2 }: OutcomeChoice): Disposition | null {
  const first = config?.level1.find(({ code }) => code === level1);
  if (first === undefined) return null;
  return { level1: first.code, level2: first.level2.find(({ code }) => code === level2)?.code ?? null };
}

function read(segmentId: string): OutcomeChoice | null {
  const text = browserMemory.get(prefix + segmentId);
  if (text === null) return null;
  const [level1 = '', level2 = ''] = text.split(' ');
  return { level1: level1 || null, level2: level2 || null };
}

/**
 * Outcomes as they are chosen: each choice is told to the server at once, as after-call work may run out; until the server has it the
 * browser keeps it, so that neither a lost network nor F5 loses one.
 */
export function createOutcomes(options: {
  send: (interactionId: string, segmentId: string, outcome: Disposition | null) => Promise<unknown>;
}) {
  const store = createStore<Record<string, OutcomeChoice>>({});
  /** What *Finish* found missing, until it is chosen. */
  const missing = createStore<{ segmentId: string; level: 'level1' | 'level2'; asked: number } | null>(null);
  /** What the server does not have yet. */
  const unsent = new Map<string, { interactionId: string; choice: OutcomeChoice }>();
  let asked = 0;

  async function send(segmentId: string): Promise<void> {
    const entry = unsent.get(segmentId);
    if (entry === undefined) return;
    const { level1, level2 } = entry.choice;
    try {
      await options.send(entry.interactionId, segmentId, level1 === null ? null : { level1, level2 });
    } catch (error) {
      // Without a line it is told when that is back.
      if (!isRefused(error)) return;
    }
    if (unsent.get(segmentId) !== entry) return;
    unsent.delete(segmentId);
    browserMemory.set(prefix + segmentId, null);
  }

  return {
    store,
    missing,
    /** What is chosen: here, else what the server has. */
    of: ({ id, disposition }: Pick<SegmentView, 'id' | 'disposition'>): OutcomeChoice =>
      store.get()[id] ?? read(id) ?? (disposition === null ? none : disposition),
    choose(interactionId: string, segmentId: string, choice: OutcomeChoice): void {
      browserMemory.set(prefix + segmentId, `${choice.level1 ?? ''} ${choice.level2 ?? ''}`);
      store.set((now) => ({ ...now, [segmentId]: choice }));
      missing.set(null);
      unsent.set(segmentId, { interactionId, choice });
      void send(segmentId);
    },
    /** A choice that an earlier page of this browser could not tell. */
    revive(interactionId: string, segmentId: string): void {
      const choice = unsent.has(segmentId) ? null : read(segmentId);
      if (choice === null) return;
      unsent.set(segmentId, { interactionId, choice });
      void send(segmentId);
    },
    /** The line is back: everything that the server does not have goes out. */
    async flushAll(): Promise<void> {
      await Promise.all([...unsent.keys()].map(send));
    },
    /** Whoever shows the fields explains it and goes there. */
    ask(segmentId: string, level: 'level1' | 'level2'): void {
      asked += 1;
      missing.set({ segmentId, level, asked });
    },
    /** After-call work is over. What could not be told yet is still told. */
    forget(segmentId: string): void {
      missing.set(null);
      store.set(({ [segmentId]: _gone, ...rest }) => rest);
      if (!unsent.has(segmentId)) browserMemory.set(prefix + segmentId, null);
    },
    /** Finished with an outcome of its own: nothing is left to be told. */
    done(segmentId: string): void {
      unsent.delete(segmentId);
      this.forget(segmentId);
    },
  };
}

export type Outcomes = ReturnType<typeof createOutcomes>;

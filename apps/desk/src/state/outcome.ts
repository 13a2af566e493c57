import type { Disposition, OutcomeConfig, ServiceSettings } from '@centralino/protocol';
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

function read(segmentId: string): OutcomeChoice {
  const text = browserMemory.get(prefix + segmentId);
  if (text === null) return none;
  const [level1 = '', level2 = ''] = text.split(' ');
  return { level1: level1 || null, level2: level2 || null };
}

/** Outcomes as they are chosen, kept in the browser until after-call work is finished: F5 loses none. */
export function createOutcomes() {
  const store = createStore<Record<string, OutcomeChoice>>({});
  /** What *Finish* found missing, until it is chosen. */
  const missing = createStore<{ segmentId: string; level: 'level1' | 'level2'; asked: number } | null>(null);
  let asked = 0;
  return {
    store,
    missing,
    of: (segmentId: string): OutcomeChoice => store.get()[segmentId] ?? read(segmentId),
    choose(segmentId: string, choice: OutcomeChoice): void {
      browserMemory.set(prefix + segmentId, choice.level1 === null ? null : `${choice.level1} ${choice.level2 ?? ''}`);
      store.set((now) => ({ ...now, [segmentId]: choice }));
      missing.set(null);
    },
    /** Whoever shows the fields explains it and goes there. */
    ask(segmentId: string, level: 'level1' | 'level2'): void {
      asked += 1;
      missing.set({ segmentId, level, asked });
    },
    forget(segmentId: string): void {
      browserMemory.set(prefix + segmentId, null);
      missing.set(null);
      store.set(({ [segmentId]: _gone, ...rest }) => rest);
    },
  };
}

export type Outcomes = ReturnType<typeof createOutcomes>;

import { useRef } from 'react';
import { useStore } from '../lib/store.ts';
import { useDesk } from './desk-context.ts';
import { currentPart, ringingPart, type Part } from './desk-state.ts';

function usePart(select: typeof currentPart): Part | null {
  const desk = useDesk();
  const kept = useRef<Part | null>(null);
  // A part is made anew by each selection: the old one is kept while what it is made of is the same, so that React can compare.
  return useStore(desk.state, (state) => {
    const next = select(state);
    if (next?.interaction !== kept.current?.interaction || next?.segment !== kept.current?.segment) kept.current = next;
    return kept.current;
  });
}

/** What the agent is busy with. */
export const useCurrentPart = (): Part | null => usePart(currentPart);
/** What rings. */
export const useRingingPart = (): Part | null => usePart(ringingPart);

import type { InteractionView } from '@centralino/protocol';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { nameFor } from '../lib/who.ts';
import { useDesk } from './desk-context.ts';
import { consultationOf, currentPart, ownCall, ringingPart, type Part } from './desk-state.ts';

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
/** The call that this agent makes by hand. */
export function useOwnCall(): InteractionView | null {
  const desk = useDesk();
  return useStore(desk.state, ownCall);
}

/** The consultation about a call, if one is open. */
export function useConsultation(part: Part | null): InteractionView | null {
  const desk = useDesk();
  return useStore(desk.state, (state) => (part === null ? null : consultationOf(state, part)));
}

/** Whom this agent talks with in an interaction, in words. */
export function useNameFor(): (interaction: InteractionView) => string {
  const desk = useDesk();
  const t = useTranslations();
  const agentId = useStore(desk.state, (state) => state.agent?.id ?? '');
  return (interaction) => nameFor(interaction, agentId) ?? t('anonymous');
}

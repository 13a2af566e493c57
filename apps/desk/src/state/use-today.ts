import type { InteractionView } from '@centralino/protocol';
import { useEffect, useState } from 'react';
import { useStore } from '../lib/store.ts';
import { useDesk } from './desk-context.ts';

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** This agent's interactions of today, newest first; looked up again whenever one ends. */
export function useToday(): { interactions: InteractionView[]; failed: boolean } {
  const desk = useDesk();
  const agentId = useStore(desk.state, (state) => state.agent?.id ?? null);
  const endings = useStore(desk.state, (state) => state.endings);
  const [today, setToday] = useState<{ interactions: InteractionView[]; failed: boolean }>({ interactions: [], failed: false });
  useEffect(() => {
    if (agentId === null) return;
    let current = true;
    desk.rest.interactions.list({ agentId, from: midnight(desk.serverNow()), limit: 50 }).then(
      ({ interactions }) => {
        if (current) setToday({ interactions, failed: false });
      },
      () => {
        if (current) setToday((now) => ({ ...now, failed: now.interactions.length === 0 }));
      },
    );
    return () => {
      current = false;
    };
  }, [desk, agentId, endings]);
  return today;
}

import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from '../lib/store.ts';
import type { Desk } from './desk.ts';

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('useDesk needs a DeskContext around it');
  return desk;
}

/** The server's time, renewed about every `stepMs` (default once a second), for running timers. */
export function useServerNow(stepMs = 1_000): number {
  const desk = useDesk();
  const offset = useStore(desk.state, (state) => state.clockOffsetMs);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return now + offset;
}

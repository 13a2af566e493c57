import type { JourneyEntry, JourneyPage, JourneyQuery } from '@centralino/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDesk } from '../state/desk-context.ts';

export type JourneyFilter = Pick<JourneyQuery, 'channel' | 'service' | 'result' | 'from'>;

export type JourneyState = {
  entries: readonly JourneyEntry[];
  total: number;
  services: NonNullable<JourneyPage['services']>;
  next: string | null;
  status: 'loading' | 'ready' | 'failed';
};

const empty: JourneyState = { entries: [], total: 0, services: [], next: null, status: 'loading' };
const pageSize = 100;

/** Newest first, as the server orders them. */
const inOrder = (a: JourneyEntry, b: JourneyEntry): number => b.at - a.at || (a.interactionId < b.interactionId ? -1 : 1);

/** The entry as it is now, in its place; one that is older than all that were loaded comes with its page. */
function placed(state: JourneyState, interactionId: string, entry: JourneyEntry | null, filtered: boolean): JourneyState {
  const others = state.entries.filter((one) => one.interactionId !== interactionId);
  const known = others.length < state.entries.length;
  if (entry === null) return known ? { ...state, entries: others, total: state.total - 1 } : state;
  // Whether a new one fits the filter is for the server to say: what is shown goes on.
  if (!known && filtered) return state;
  const oldest = others.at(-1);
  if (!known && state.next !== null && oldest !== undefined && entry.at < oldest.at) return { ...state, total: state.total + 1 };
  return { ...state, entries: [...others, entry].sort(inOrder), total: known ? state.total : state.total + 1 };
}

/** What happened with a contact, page by page, and live from then on. */
export function useJourney(contactId: string, filter: JourneyFilter): { state: JourneyState; more: () => void } {
  const desk = useDesk();
  const [state, setState] = useState<JourneyState>(empty);
  const loading = useRef(false);
  const key = JSON.stringify(filter);
  const filtered = Object.values(filter).some((value) => value !== undefined);

  useEffect(() => {
    let current = true;
    const wanted = JSON.parse(key) as JourneyFilter;
    setState(empty);
    loading.current = true;
    /** What was pushed while the page was on its way is newer than the page. */
    const early: [string, JourneyEntry | null][] = [];
    let ready = false;
    const stopPushes = desk.realtime.onPush((push) => {
      if (push.type !== 'journey' || push.data.contactId !== contactId) return;
      const { interactionId, entry } = push.data;
      if (ready) setState((old) => placed(old, interactionId, entry, filtered));
      else early.push([interactionId, entry]);
    });
    const load = (): void => {
      // Watched first, so that nothing falls between the page and the live ones.
      desk.realtime
        .request('contact.watch', { contactId })
        .catch(() => undefined)
        .then(() => desk.rest.contacts.journey(contactId, { ...wanted, limit: pageSize }))
        .then(
          ({ entries, next, total, services }) => {
            if (!current) return;
            ready = true;
            setState(
              early.splice(0).reduce((old, [id, entry]) => placed(old, id, entry, filtered), {
                entries,
                next,
                total: total ?? entries.length,
                services: services ?? [],
                status: 'ready',
              } as JourneyState),
            );
          },
          () => current && setState((old) => (old.status === 'ready' ? old : { ...empty, status: 'failed' })),
        )
        .finally(() => (loading.current = false));
    };
    load();
    // After a lost line the server knows nothing of who watched.
    const stopStates = desk.realtime.onState((now) => now === 'open' && load());
    return () => {
      current = false;
      stopPushes();
      stopStates();
    };
  }, [desk, contactId, key, filtered]);

  useEffect(
    () => () => {
      desk.realtime.request('contact.watch', { contactId: null }).catch(() => undefined);
    },
    [desk, contactId],
  );

  const { next } = state;
  const more = useCallback(() => {
    if (next === null || loading.current) return;
    loading.current = true;
    desk.rest.contacts
      .journey(contactId, { ...(JSON.parse(key) as JourneyFilter), cursor: next, limit: pageSize })
      .then(
        (page) =>
          setState((old) => {
            if (old.next !== next) return old;
            const known = new Set(old.entries.map((entry) => entry.interactionId));
            return {
              ...old,
              entries: [...old.entries, ...page.entries.filter((entry) => !known.has(entry.interactionId))],
              next: page.next,
            };
          }),
        // Asked for again by the next scroll.
        () => undefined,
      )
      .finally(() => (loading.current = false));
  }, [desk, contactId, key, next]);

  return { state, more };
}

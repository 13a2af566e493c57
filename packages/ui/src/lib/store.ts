import { useRef, useSyncExternalStore } from 'react';

/** A value that lives outside React: media, sockets and timers write it, screens read it. */
export interface Store<T> {
  get(): T;
  set(next: T | ((now: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    get: () => value,
    set(next) {
      const to = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (Object.is(to, value)) return;
      value = to;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Readable<T> = Pick<Store<T>, 'get' | 'subscribe'>;

/** The store's value; the component renders again when it changes. */
export function useStore<T>(store: Readable<T>): T;
/** A part of it: renders again only when the part changes (by identity). */
export function useStore<T, S>(store: Readable<T>, select: (value: T) => S): S;
export function useStore<T, S>(store: Readable<T>, select?: (value: T) => S): T | S {
  const chosen = useRef(select);
  chosen.current = select;
  return useSyncExternalStore(store.subscribe, () => (chosen.current === undefined ? store.get() : chosen.current(store.get())));
}

import { createStore } from '@centralino/ui';
import type { Removal } from './remove.ts';

/**
 * For things that can't be put back once they are removed (a recording, a contact with its history): they are hidden at once, and
 * removed when nobody can undo it any more.
 */
export function createLater() {
  const hidden = createStore<ReadonlySet<string>>(new Set());
  const show = (id: string): void => hidden.set((now) => new Set([...now].filter((one) => one !== id)));
  return {
    /** Ids of those that are as good as removed. */
    hidden,
    removal: (id: string, name: string, reallyRemove: () => Promise<unknown>): Removal => ({
      name,
      remove: async () => hidden.set((now) => new Set([...now, id])),
      restore: async () => show(id),
      finish: () =>
        reallyRemove().catch((error: unknown) => {
          show(id);
          throw error;
        }),
    }),
  };
}

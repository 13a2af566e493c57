import type { NotificationRecord } from '@centralino/protocol';
import { createStore } from '@centralino/ui';
import { notifications } from '../../api/integrations.ts';
import type { Removal } from '../../kit/remove.ts';
import { bodyOf, draftOf } from './draft.ts';

/** Records that are being removed: they are told nothing any more, and go for good only when it can't be undone (secrets can't be put back). */
export const going = createStore<readonly string[]>([]);

export function recordRemoval(record: NotificationRecord): Removal {
  const body = (enabled: boolean) => bodyOf({ ...draftOf(record), enabled });
  const unlist = (): void => going.set((now) => now.filter((id) => id !== record.id));
  return {
    name: record.name,
    remove: async () => {
      await notifications.update(record.id, body(false));
      going.set((now) => [...now, record.id]);
    },
    restore: async () => {
      unlist();
      await notifications.update(record.id, body(record.enabled));
    },
    finish: async () => {
      try {
        await notifications.remove(record.id);
      } finally {
        unlist();
      }
    },
  };
}

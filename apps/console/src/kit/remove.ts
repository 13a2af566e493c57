import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureText } from './failure.ts';
import { toastError, toastRemoved } from './toasts.tsx';

/** How something is removed, and put back as it was. */
export interface Removal {
  name: string;
  remove: () => Promise<unknown>;
  restore: () => Promise<unknown>;
  /** Where `remove` only takes it out of use: makes it final once it can't be undone any more. */
  finish?: () => Promise<unknown>;
}

/** Removes at once (so that a refusal is told at once) and offers to undo it; `after` runs after both. Answers whether it is gone. */
export function useRemove(after: () => void): (removal: Removal) => Promise<boolean> {
  const t = useTranslations('kit');
  const failureText = useFailureText();
  return useCallback(
    async ({ name, remove, restore, finish }: Removal) => {
      try {
        await remove();
      } catch (error) {
        toastError(failureText(error));
        return false;
      }
      const undo = async (): Promise<void> => {
        await restore();
        after();
      };
      const gone = finish && ((): void => void finish().then(after, (error: unknown) => toastError(failureText(error))));
      toastRemoved(t('removed', { name }), undo, gone);
      after();
      return true;
    },
    [after, failureText, t],
  );
}

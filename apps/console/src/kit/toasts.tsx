import { createStore, useStore } from '@centralino/ui';
import { Button, CloseButton } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck, IconTrash } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureText } from './failure.ts';
import styles from './toasts.module.css';

interface Toast {
  id: number;
  tone: 'good' | 'error' | 'removed';
  text: string;
  undo?: () => Promise<void>;
  /** What is due when it goes without having been undone. */
  gone?: (() => void) | undefined;
  ms: number;
}

const toasts = createStore<Toast[]>([]);
let lastId = 0;
const removedMs = 10_000;

function add(toast: Omit<Toast, 'id'>): void {
  const [oldest] = toasts.get();
  if (toasts.get().length > 3 && oldest !== undefined) drop(oldest.id);
  toasts.set((now) => [...now, { ...toast, id: ++lastId }]);
}
/** `undone`: nothing is due any more. */
function drop(id: number, undone = false): void {
  const toast = toasts.get().find((one) => one.id === id);
  toasts.set((now) => now.filter((one) => one.id !== id));
  if (!undone) toast?.gone?.();
}

addEventListener('pagehide', () => {
  for (const toast of toasts.get()) toast.gone?.();
});

/** Says in passing that something went well. */
export const toastDone = (text: string): void => {
  // The same words once: three times “Saved.” says no more.
  for (const { id } of toasts.get().filter((one) => one.tone === 'good' && one.text === text)) drop(id);
  add({ tone: 'good', text, ms: 4_000 });
};
/** Says what went wrong where no field or page can. */
export const toastError = (text: string): void => add({ tone: 'error', text, ms: 12_000 });
/** Says that something is removed and offers to undo it. `undo` puts it back; `gone` makes it final, when nobody did. */
export const toastRemoved = (text: string, undo: () => Promise<void>, gone?: () => void): void =>
  add({ tone: 'removed', text, undo, gone, ms: removedMs });

const icons = { good: IconCircleCheck, error: IconAlertCircle, removed: IconTrash };

function One({ toast }: { toast: Toast }): ReactNode {
  const t = useTranslations('kit');
  const failureText = useFailureText();
  const [held, setHeld] = useState(false);
  const [busy, setBusy] = useState(false);
  const Icon = icons[toast.tone];
  useEffect(() => {
    // Nobody is hurried who reads or is about to press (WCAG 2.2.1).
    if (held || busy) return;
    const timer = setTimeout(() => drop(toast.id), toast.ms);
    return () => clearTimeout(timer);
  }, [toast, held, busy]);
  const undo = async (): Promise<void> => {
    setBusy(true);
    try {
      await toast.undo?.();
      toastDone(t('restored'));
    } catch (error) {
      toastError(failureText(error));
    }
    drop(toast.id, true);
  };
  return (
    <div
      className={`${styles.toast} ${styles[toast.tone]}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={18} aria-hidden />
      <span className={styles.text}>{toast.text}</span>
      {toast.undo !== undefined && (
        <Button size="compact-sm" variant="white" color="petrol" loading={busy} onClick={() => void undo()}>
          {t('undo')}
        </Button>
      )}
      <CloseButton size="sm" c="inherit" aria-label={t('dismiss')} onClick={() => drop(toast.id)} />
    </div>
  );
}

/** The corner in which passing messages stand. */
export function Toasts(): ReactNode {
  const t = useTranslations('kit');
  const all = useStore(toasts);
  return (
    <section className={styles.corner} aria-label={t('messages')} aria-live="polite">
      {all.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

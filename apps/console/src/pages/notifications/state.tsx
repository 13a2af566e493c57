import type { NotificationRecord } from '@centralino/protocol';
import { Banner } from '@centralino/ui';
import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconClockPause, IconPlugConnectedX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { notifications } from '../../api/integrations.ts';
import { useFailureText } from '../../kit/failure.ts';
import { toastDone, toastError } from '../../kit/toasts.tsx';
import styles from './notifications.module.css';

export const resting = ({ enabled, breaker }: NotificationRecord): boolean => enabled && breaker.state !== 'closed';

/** How a receiver does: mark, word and colour, with what waits for it. */
export function ReceiverState({ record }: { record: NotificationRecord }): ReactNode {
  const t = useTranslations('notifications');
  const { enabled, gone, pending } = record;
  const state = gone ? 'gone' : !enabled ? 'off' : resting(record) ? 'resting' : 'delivering';
  const Mark = { gone: IconPlugConnectedX, off: IconCircle, resting: IconClockPause, delivering: IconCircleCheckFilled }[state];
  return (
    <span className={`${styles.state} ${styles[state] ?? ''}`}>
      <Mark size={16} aria-hidden />
      {t(`states.${state}`)}
      {pending > 0 && <span className={styles.muted}>{t('pending', { count: pending })}</span>}
    </span>
  );
}

/** Lets a receiver that is spared be tried at once. */
export function TryNow({ record, onDone }: { record: NotificationRecord; onDone: () => void }): ReactNode {
  const t = useTranslations('notifications');
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const tryNow = async (): Promise<void> => {
    setBusy(true);
    try {
      await notifications.tryNow(record.id);
      toastDone(t('trying', { name: record.name }));
      onDone();
    } catch (error) {
      toastError(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={busy}
      aria-label={t('tryNowOf', { name: record.name })}
      onClick={() => void tryNow()}
    >
      {t('tryNow')}
    </Button>
  );
}

/** What an administrator has to know about the receiver before they change anything. */
export function ReceiverBanner({ record, onDone }: { record: NotificationRecord; onDone: () => void }): ReactNode {
  const t = useTranslations('notifications');
  const format = useFormatter();
  if (record.gone) return <Banner tone="warning">{t('goneText')}</Banner>;
  if (!resting(record)) return null;
  const { since, until, lastError } = record.breaker;
  return (
    <Banner
      tone="warning"
      title={t('restingTitle', { since: format.dateTime(since, { dateStyle: 'short', timeStyle: 'short' }) })}
      action={<TryNow record={record} onDone={onDone} />}
    >
      {until === null ? t('restingText') : t('restingUntil', { until: format.dateTime(until, { timeStyle: 'medium' }) })}
      {lastError !== null && ` ${lastError}`}
    </Banner>
  );
}

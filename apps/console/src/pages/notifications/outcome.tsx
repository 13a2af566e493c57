import type { NotificationAttempt } from '@centralino/protocol';
import { IconAlertTriangle, IconCircleCheckFilled, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './notifications.module.css';

const marks = { delivered: IconCircleCheckFilled, retry: IconRefresh, failed: IconAlertTriangle };

/** What came of an attempt: mark, word, colour, and the status of the answer. */
export function Outcome({ attempt }: { attempt: Pick<NotificationAttempt, 'outcome' | 'status'> }): ReactNode {
  const t = useTranslations('notifications.outcomes');
  const Mark = marks[attempt.outcome];
  return (
    <span className={`${styles.state} ${styles[attempt.outcome] ?? ''}`}>
      <Mark size={16} aria-hidden />
      {t(attempt.outcome)}
      {attempt.status !== null && <span className={styles.muted}>{attempt.status}</span>}
    </span>
  );
}

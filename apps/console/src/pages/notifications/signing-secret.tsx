import type { NotificationRecord } from '@centralino/protocol';
import { Banner } from '@centralino/ui';
import { Button, Group } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { notifications } from '../../api/integrations.ts';
import { CopyBox } from '../../kit/copy-box.tsx';
import { Section } from '../../kit/editor-page.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { toastError } from '../../kit/toasts.tsx';
import styles from './notifications.module.css';

export type ShownSecret = { id: string; secret: string };
const dayMs = 24 * 3_600_000;

/** The secrets that sign a WEBHOOK: the new one, shown once, and how it is replaced. */
export function SigningSecret(props: { record: NotificationRecord; shown: string | null; onShown: (secret: string) => void }): ReactNode {
  const t = useTranslations('notifications');
  const format = useFormatter();
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const { record, shown } = props;
  const rotate = async (): Promise<void> => {
    setBusy(true);
    try {
      props.onShown((await notifications.rotate(record.id, dayMs)).secret);
    } catch (error) {
      toastError(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t('secret')} text={t('secretText')}>
      {shown !== null && (
        <>
          <Banner tone="info" title={t('secretOnce')}>
            {t('secretOnceText')}
          </Banner>
          <CopyBox text={shown} label={t('secret')} />
        </>
      )}
      <Group gap="md">
        <span className={styles.muted}>
          {record.secrets
            .map(({ hint, createdAt, until }) =>
              until === null
                ? t('secretNow', { hint, at: format.dateTime(createdAt, { dateStyle: 'short', timeStyle: 'short' }) })
                : t('secretUntil', { hint, until: format.dateTime(until, { dateStyle: 'short', timeStyle: 'short' }) }),
            )
            .join(' · ')}
        </span>
        <Button variant="default" loading={busy} onClick={() => void rotate()}>
          {t('rotate')}
        </Button>
      </Group>
    </Section>
  );
}

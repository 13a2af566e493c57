import { Banner } from '@centralino/ui';
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { popups } from '../../api/integrations.ts';
import { Section } from '../../kit/editor-page.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { useLoad } from '../../kit/load.tsx';
import { toastDone, toastError } from '../../kit/toasts.tsx';
import styles from './popups.module.css';

const refreshMs = 15_000;

/** How popups went in the last 24 hours, and whether the function is switched off. */
export function Status(): ReactNode {
  const t = useTranslations('popups');
  const format = useFormatter();
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const { data, reload } = useLoad('popupStatus', popups.status, refreshMs);
  if (data === null) return null;
  /** Saving what is saved makes a fresh start. */
  const switchOn = async (): Promise<void> => {
    setBusy(true);
    try {
      await popups.save((await popups.settings()).config);
      toastDone(t('switchedOn'));
      reload();
    } catch (error) {
      toastError(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  const { counts, p95Ms, lastFailures, offUntil, offReason } = data;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <Section title={t('status')}>
      {offUntil !== null && (
        <Banner
          tone="warning"
          title={t('off', { until: format.dateTime(offUntil, { timeStyle: 'medium' }) })}
          action={
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void switchOn()}>
              {t('switchOn')}
            </Button>
          }
        >
          {offReason ?? ''}
        </Banner>
      )}
      <p className={styles.text}>
        {total === 0
          ? t('noneYet')
          : t('counts', { shown: counts.shown ?? 0, blocked: counts.blocked ?? 0, failed: counts.failed ?? 0, total })}
        {p95Ms !== null && ` ${t('p95', { ms: Math.round(p95Ms) })}`}
      </p>
      {lastFailures.length > 0 && (
        <details>
          <summary>{t('lastFailures')}</summary>
          <ul className={styles.failures}>
            {lastFailures.map(({ id, createdAt, state, detail, url }) => (
              <li key={id}>
                {format.dateTime(createdAt, { dateStyle: 'short', timeStyle: 'medium' })} · {t(`states.${state}`)} · {detail}{' '}
                <span className={styles.address}>{url}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useDesk } from '../state/desk-context.ts';
import { DeviceFields } from './device-fields.tsx';
import styles from './devices.module.css';

/** Device set-up after the first sign-in on this computer: a card, not a gate. Calls come in with the defaults all the same. */
export function DevicesCard(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const finish = (): void => desk.devices.choose({ done: true });
  return (
    <section className={styles.card} aria-label={t('devices.setupTitle')}>
      <h2 className={styles.title}>{t('devices.setupTitle')}</h2>
      <p className={styles.text}>{t('devices.setupText')}</p>
      <DeviceFields
        extra={
          <>
            <Button className={styles.push ?? ''} variant="subtle" onClick={finish}>
              {t('devices.later')}
            </Button>
            <Button onClick={finish}>{t('devices.done')}</Button>
          </>
        }
      />
    </section>
  );
}

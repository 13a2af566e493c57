import { failureCode, PasswordDialog, useLanguage } from '@centralino/ui';
import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { WorkstationsCard } from '../popup/workstations-card.tsx';
import { failureWord } from '../messages/failure-message.ts';
import { useDesk } from '../state/desk-context.ts';
import { helpOpen } from '../state/view.ts';
import { DeviceFields } from './device-fields.tsx';
import devices from './devices.module.css';
import styles from './settings-view.module.css';

/** Devices, look, language, keys: of this browser. */
export function SettingsView(): ReactNode {
  const t = useTranslations();
  const desk = useDesk();
  const [changing, setChanging] = useState(false);
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const appearanceId = useId();
  const languageId = useId();
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t('settings.title')}</h1>
      <section className={devices.card} aria-label={t('devices.title')}>
        <h2 className={devices.title} style={{ marginBottom: 12 }}>
          {t('devices.title')}
        </h2>
        <DeviceFields />
      </section>
      <section className={devices.card} aria-label={t('settings.appearance')}>
        <div className={styles.row}>
          <span className={styles.label} id={appearanceId}>
            {t('settings.appearance')}
          </span>
          <SegmentedControl
            aria-labelledby={appearanceId}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
          />
        </div>
        <div className={styles.row}>
          <span className={styles.label} id={languageId}>
            {t('settings.language')}
          </span>
          <SegmentedControl
            aria-labelledby={languageId}
            value={language}
            onChange={(value) => setLanguage(value === 'it' ? 'it' : 'en')}
            data={[
              { value: 'it', label: 'Italiano' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <div className={styles.row}>
          <span className={styles.label}>{t('settings.keyboard')}</span>
          <Button variant="default" onClick={() => helpOpen.set(true)}>
            {t('rail.help')}
          </Button>
        </div>
        <div className={styles.row}>
          <span className={styles.label}>{t('signIn.password')}</span>
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('password.title')}
          </Button>
        </div>
      </section>
      <WorkstationsCard />
      {changing && (
        <PasswordDialog
          change={desk.rest.changePassword}
          failureText={(error) => t(`errors.${failureWord(failureCode(error))}`)}
          onClose={() => setChanging(false)}
        />
      )}
    </div>
  );
}

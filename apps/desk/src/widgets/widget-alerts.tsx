import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { Banner } from '../parts/banner.tsx';
import { dismissWidgetAlert, widgetAlerts, type WidgetAlert } from './widget-state.ts';
import styles from './widgets.module.css';

const tones = { information: 'info', warning: 'warning', error: 'error' } as const;

/** Windows that widgets asked for: text, for a moment, announced. */
export function WidgetAlerts(): ReactNode {
  const t = useTranslations();
  const alerts = useStore(widgetAlerts);
  const window = (alert: WidgetAlert): ReactNode => (
    <div key={alert.id} className={styles.alert} data-alert={alert.level}>
      <Banner
        tone={tones[alert.level]}
        title={`${t(`widgets.levels.${alert.level}`)} · ${t('widgets.from', { widget: alert.widget })}`}
        action={
          <ActionIcon
            variant="subtle"
            size="sm"
            c="var(--cc-ink)"
            aria-label={t('common.dismiss')}
            onClick={() => dismissWidgetAlert(alert.id)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        }
      >
        {alert.text}
      </Banner>
    </div>
  );
  return (
    <section className={styles.alerts} aria-label={t('widgets.alerts')}>
      {alerts.map(window)}
    </section>
  );
}

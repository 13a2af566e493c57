import { ActionIcon, Button } from '@mantine/core';
import { IconAppWindow, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import styles from './popup.module.css';

/** Pages that the browser did not let open by themselves: one click each, and how to have it otherwise. */
export function PopupBar(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const blocked = useStore(desk.popups.state, (state) => state.blocked);
  return (
    <div role="alert">
      {blocked.map((push) => {
        const host = push.title || location.hostname;
        return (
          <div key={push.id} className={styles.bar}>
            <IconAppWindow size={18} aria-hidden />
            <div className={styles.barText}>
              <strong>{t('popup.blocked', { host })}</strong>
              <span>{t('popup.allow')}</span>
            </div>
            <Button size="compact-sm" onClick={() => void desk.openPopup(push)}>
              {t('popup.open')}
            </Button>
            <ActionIcon variant="subtle" c="var(--cc-ink)" aria-label={t('common.dismiss')} onClick={() => desk.popups.dismiss(push.id)}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
    </div>
  );
}

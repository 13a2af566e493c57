import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { failureWord } from '../messages/failure-message.ts';
import { useDesk } from '../state/desk-context.ts';
import type { Notice } from '../state/desk.ts';
import { Banner } from './banner.tsx';
import styles from './notices.module.css';

/** Short words about what just happened; they go by themselves. */
export function Notices(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const notices = useStore(desk.notices);
  const words = (notice: Notice): string => {
    if (notice.tone === 'error') return t(`errors.${failureWord(notice.code)}`);
    if ('broke' in notice) return t('recording.broke', { name: notice.broke.customerName ?? t('anonymous') });
    if ('told' in notice) {
      const { told } = notice;
      const to = told.to || t('transfer.somebody');
      if (told.kind === 'transferFailed') {
        return t(`transfer.failed.${told.reason}`, { to, name: told.customerName ?? t('anonymous') });
      }
      const { reason } = told;
      const why =
        reason === 'declined' || reason === 'missed' || reason === 'busy' || reason === 'unreachable' || reason === 'mediaFailed'
          ? t(`consultation.failed.${reason}`, { to })
          : t('consultation.failed.other', { to });
      return told.consultation ? `${why} ${t('consultation.stillHeld')}` : why;
    }
    if ('done' in notice) {
      const { kind, name, to } = notice.done;
      return t(`team.${kind}`, { name, to });
    }
    const { outcome, customerName } = notice.ending;
    if (outcome === 'completed' || outcome === 'declined' || outcome === 'merged') return '';
    return t(`notices.${outcome}`, { name: customerName ?? t('anonymous') });
  };
  return (
    <section className={styles.stack} aria-label={t('notices.region')}>
      {notices.map((notice) => (
        <div key={notice.id}>
          <Banner
            tone={notice.tone}
            action={
              <>
                {'undo' in notice && notice.undo !== null && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    onClick={() => {
                      notice.undo?.();
                      desk.dismiss(notice.id);
                    }}
                  >
                    {t('team.undo')}
                  </Button>
                )}
                <ActionIcon
                  variant="subtle"
                  size="sm"
                  c="var(--cc-ink)"
                  aria-label={t('common.dismiss')}
                  onClick={() => desk.dismiss(notice.id)}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </>
            }
          >
            {words(notice)}
          </Banner>
        </div>
      ))}
    </section>
  );
}

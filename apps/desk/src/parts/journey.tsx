import type { InteractionView } from '@centralino/protocol';
import { UnstyledButton } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import { view } from '../state/view.ts';
import { channelIcon } from './channel-icon.ts';
import styles from './side-panel.module.css';

/** Earlier interactions of a contact, newest first. */
export function Journey(props: { contactId: string; except?: string }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const format = useFormatter();
  const now = useServerNow(30_000);
  const [steps, setSteps] = useState<InteractionView[] | 'failed' | null>(null);
  useEffect(() => {
    let current = true;
    desk.rest.interactions.list({ contactId: props.contactId, limit: 10 }).then(
      ({ interactions }) => current && setSteps(interactions),
      () => current && setSteps('failed'),
    );
    return () => {
      current = false;
    };
  }, [desk, props.contactId]);

  if (steps === null) return <p className={styles.muted}>{t('common.loading')}</p>;
  if (steps === 'failed') return <p className={styles.muted}>{t('contact.journeyFailed')}</p>;
  const earlier = steps.filter((step) => step.id !== props.except);
  if (earlier.length === 0) return <p className={styles.muted}>{t('contact.journeyEmpty')}</p>;
  return (
    <ul className={styles.journey}>
      {earlier.map((step) => {
        const Sign = channelIcon(step.channel);
        const note = step.segments.findLast((segment) => segment.note !== '')?.note ?? '';
        const at = new Date(step.arrivedAt);
        return (
          <li key={step.id}>
            <UnstyledButton className={styles.step} onClick={() => view.set({ kind: 'past', interactionId: step.id })}>
              <span className={styles.stepSign}>
                <Sign size={15} aria-hidden />
              </span>
              <span style={{ minWidth: 0 }}>
                <span className={styles.resultName}>
                  {t(`channels.${step.channel}`)} ·{' '}
                  <span title={format.dateTime(at, { dateStyle: 'full', timeStyle: 'short' })}>{format.relativeTime(at, now)}</span>
                </span>
                <span className={styles.stepNote}>{note === '' ? step.service.name : note}</span>
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}

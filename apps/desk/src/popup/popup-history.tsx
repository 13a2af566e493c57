import type { PopupRecord } from '@centralino/protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import cards from '../parts/devices.module.css';
import side from '../parts/side-panel.module.css';
import { useDesk } from '../state/desk-context.ts';
import styles from './popup.module.css';

/** The pages that opened for an interaction, and what became of them. Nothing where there were none. `plain`: inside another card, without one of its own. */
export function PopupHistory(props: { interactionId: string; plain?: boolean }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [popups, setPopups] = useState<PopupRecord[]>([]);
  useEffect(() => {
    let current = true;
    desk.rest.interactions.popups(props.interactionId).then(
      (found) => current && setPopups(found),
      // An extra: without it the interaction is still told.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [desk, props.interactionId]);
  if (popups.length === 0) return null;
  return (
    <section className={props.plain === true ? styles.plain : cards.card} aria-label={t('popup.history')}>
      <h2 className={side.heading}>{t('popup.history')}</h2>
      <ul className={styles.rows}>
        {popups.map((popup) => (
          <li key={popup.id} className={styles.row}>
            <span>
              {t(`popup.triggers.${popup.trigger}`)} · {t(`popup.modes.${popup.mode}`)}
            </span>
            <span>
              {t(`popup.states.${popup.state}`)}
              {popup.ms !== null && ` ${t('popup.after', { ms: String(popup.ms) })}`}
            </span>
            {popup.url !== '' && <span className={styles.url}>{popup.url}</span>}
            {popup.detail !== '' && <span className={styles.url}>{popup.detail}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

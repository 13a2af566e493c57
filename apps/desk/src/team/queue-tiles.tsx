import type { InteractionView, ServiceStatus } from '@centralino/protocol';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Since } from './since.tsx';
import styles from './team.module.css';

/** The queues: who waits, how long, who could take them. */
export function QueueTiles(props: { services: ServiceStatus[]; talks: InteractionView[] }): ReactNode {
  const t = useTranslations();
  if (props.services.length === 0) return <p className={styles.empty}>{t('team.noQueues')}</p>;
  return (
    <section className={styles.tiles} aria-label={t('team.queues')}>
      {props.services.map((service) => (
        <section key={service.code} className={styles.tile} aria-label={service.name}>
          <h2 className={styles.tileName}>{service.name}</h2>
          <dl className={styles.figures}>
            <div className={service.waiting > 0 ? styles.some : undefined}>
              <dt>{t('team.figures.waiting')}</dt>
              <dd>{service.waiting}</dd>
            </div>
            <div className={service.longestWaitSince !== null ? styles.some : undefined}>
              <dt>{t('team.figures.longest')}</dt>
              <dd>{service.longestWaitSince === null ? '–' : <Since at={service.longestWaitSince} />}</dd>
            </div>
            <div className={service.agentsFree > 0 ? styles.free : undefined}>
              <dt>{t('team.figures.free')}</dt>
              <dd>{service.agentsFree}</dd>
            </div>
            <div>
              <dt>{t('team.figures.ready')}</dt>
              <dd>{service.agentsReady}</dd>
            </div>
            <div>
              <dt>{t('team.figures.talks')}</dt>
              <dd>{props.talks.filter((talk) => talk.service.code === service.code).length}</dd>
            </div>
          </dl>
        </section>
      ))}
    </section>
  );
}

import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.tsx';
import page from '../../kit/page.module.css';
import { fresh } from '../../registry.ts';
import styles from './dashboard.module.css';

/** From nothing to the first call: what is done is seen from the configuration itself, and when all is done the list is gone. */
export function FirstSteps(): ReactNode {
  const t = useTranslations('dashboard');
  const { data } = useLoad('firstSteps', async () => {
    const [skillsets, services, users, widgets, calls] = await Promise.all([
      api.skillsets.list(),
      api.services.list(),
      api.users.list(),
      api.widgets.list(),
      api.anyInteraction(),
    ]);
    const agents = users.filter(({ roles, skills }) => roles.includes('agent') && skills.length > 0);
    return [
      { id: 'skillset', to: `/skillsets/${fresh}`, done: skillsets.length > 0 },
      { id: 'service', to: `/services/${fresh}`, done: services.some(({ skillsets: used }) => used.length > 0) },
      { id: 'agents', to: `/users/${fresh}`, done: agents.length >= 2, halfway: agents.length === 1 },
      { id: 'widget', to: `/widgets/${fresh}`, done: widgets.length > 0 },
      { id: 'call', to: widgets[0] === undefined ? '/widgets' : `/widgets/${widgets[0].id}`, done: calls },
    ] as const;
  });
  if (data === null || data.every(({ done }) => done)) return null;
  return (
    <section className={page.card}>
      <div className={styles.firstHead}>
        <h2 className={styles.firstTitle}>{t('first')}</h2>
        <p className={styles.firstText}>{t('firstText')}</p>
      </div>
      <ol className={styles.steps}>
        {data.map(({ id, to, done, ...step }) => (
          <li key={id} className={styles.step}>
            {done ? (
              <IconCircleCheckFilled size={22} className={styles.doneMark ?? ''} role="img" aria-label={t('done')} />
            ) : (
              <IconCircleDashed size={22} className={styles.openMark ?? ''} role="img" aria-label={t('open')} />
            )}
            <div>
              {done ? (
                <span>{t(`steps.${id}`)}</span>
              ) : (
                <Link to={to} className={page.name}>
                  {t(`steps.${id}`)}
                </Link>
              )}
              <div className={styles.stepText}>{t('halfway' in step && step.halfway ? 'steps.oneMore' : `steps.${id}Text`)}</div>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

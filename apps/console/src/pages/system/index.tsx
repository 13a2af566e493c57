import type { SystemStatus } from '@centralino/protocol';
import { Banner } from '@centralino/ui';
import { IconActivityHeartbeat, IconAlertCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormatter, useLocale, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Section } from '../../kit/editor-page.tsx';
import { bytesText } from '../../kit/format.ts';
import { Show, useLoad } from '../../kit/load.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import type { ConsolePage } from '../../registry.ts';
import styles from './system.module.css';

export const systemPage: ConsolePage = {
  id: 'system',
  group: 'system',
  icon: IconActivityHeartbeat,
  roles: ['admin'],
  show: () => <System />,
};

function System(): ReactNode {
  const t = useTranslations('system');
  const loaded = useLoad('system', api.system, 5_000);
  return (
    <>
      <PageHead title={t('menu')} intro={t('intro')} />
      <Show loaded={loaded}>{(status) => <Parts status={status} />}</Show>
    </>
  );
}

function State({ ok }: { ok: boolean }): ReactNode {
  const t = useTranslations('system');
  const Mark = ok ? IconCircleCheckFilled : IconAlertCircle;
  return (
    <span className={ok ? styles.good : styles.bad}>
      <Mark size={18} aria-hidden /> {t(ok ? 'ok' : 'down')}
    </span>
  );
}

function Facts({ facts }: { facts: [string, ReactNode][] }): ReactNode {
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Parts({ status }: { status: SystemStatus }): ReactNode {
  const t = useTranslations('system');
  const format = useFormatter();
  const locale = useLocale();
  const { database, media } = status;
  return (
    <div className={styles.parts}>
      <Section title={t('server')}>
        <Facts
          facts={[
            [t('version'), status.version],
            [t('since'), format.dateTime(status.startedAt, { dateStyle: 'medium', timeStyle: 'short' })],
            [t('memory'), bytesText(status.memoryBytes, locale)],
            [t('runtime'), status.node],
            [t('platform'), status.platform],
          ]}
        />
      </Section>
      <Section title={t('database')}>
        <State ok={database.ok} />
        {database.ok ? (
          <Facts
            facts={[
              [t('version'), `PostgreSQL ${database.version}`],
              [t('size'), bytesText(database.bytes, locale)],
              [t('answer'), `${database.answerMs} ms`],
            ]}
          />
        ) : (
          <Banner tone="error">{t('downDatabase')}</Banner>
        )}
      </Section>
      <Section title={t('media')}>
        <State ok={media.ok} />
        {!media.ok && <Banner tone="error">{t('downMedia')}</Banner>}
        <Facts
          facts={media.nodes.map(({ id, running, legs, udpPort }) => [
            t('node', { id }),
            running ? t('legs', { count: legs, port: String(udpPort) }) : t('down'),
          ])}
        />
      </Section>
    </div>
  );
}

import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { popups } from '../../api/integrations.ts';
import { CopyBox } from '../../kit/copy-box.tsx';
import { Section } from '../../kit/editor-page.tsx';
import { useLoad } from '../../kit/load.tsx';
import page from '../../kit/page.module.css';
import styles from './popups.module.css';

/** Scripts at the workstation: how an agent connects theirs, and which are connected. */
export function Workstations(): ReactNode {
  const t = useTranslations('popups');
  const format = useFormatter();
  const { data } = useLoad('workstations', popups.workstations);
  return (
    <Section title={t('legacy')} text={t('legacyText')}>
      <p className={styles.text}>
        <Anchor href="/popup-helper/popup-helper.cjs" download inherit>
          {t('helperDownload')}
        </Anchor>
        {` ${t('helperText')}`}
      </p>
      <CopyBox text={`node popup-helper.cjs --server ${location.origin} --script C:\\popup\\winpopup.bat`} label={t('helperCommand')} />
      {data !== null && data.length > 0 && (
        <div className={page.scroll} tabIndex={0} role="group" aria-label={t('workstations')}>
          <table className={page.table}>
            <thead>
              <tr>
                {(['workstation', 'agent', 'seen'] as const).map((word) => (
                  <th key={word} scope="col">
                    {t(word)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, name, username, connected, lastSeenAt }) => (
                <tr key={id}>
                  <td>{name}</td>
                  <td>{username}</td>
                  <td>
                    {connected
                      ? t('connected')
                      : lastSeenAt === null
                        ? t('neverSeen')
                        : format.dateTime(lastSeenAt, { dateStyle: 'short', timeStyle: 'short' })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data?.length === 0 && <p className={styles.text}>{t('noWorkstation')}</p>}
    </Section>
  );
}

import { contactNameOf, type Erasure } from '@centralino/protocol';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconShieldLock } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Link } from '../../kit/link.tsx';
import { Show, useLoad } from '../../kit/load.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import { Section } from '../../kit/editor-page.tsx';
import type { ConsolePage } from '../../registry.ts';
import { rest } from '../../session.ts';
import { Person } from './person.tsx';
import styles from './privacy.module.css';
import { useReportText } from './report.ts';

export const privacyPage: ConsolePage = {
  id: 'privacy',
  group: 'system',
  icon: IconShieldLock,
  roles: ['admin'],
  show: ([contactId]) => (contactId === undefined ? <Privacy /> : <Person contactId={contactId} />),
};

function Privacy(): ReactNode {
  const t = useTranslations('privacy');
  const [typed, setTyped] = useState('');
  const [word] = useDebouncedValue(typed.trim(), 250);
  const found = useLoad(`person ${word}`, async () => (word === '' ? [] : rest.contacts.search(word, 20)));
  const history = useLoad('erasures', async () => {
    const [erasures, users] = await Promise.all([api.privacy.list(), api.users.list()]);
    return erasures.map((one) => ({ ...one, by: users.find(({ id }) => id === one.by)?.name ?? one.by }));
  });
  return (
    <>
      <PageHead title={t('menu')} intro={t('intro')} />
      <div className={styles.stack}>
        <Section title={t('find')} text={t('findText')}>
          <TextInput
            maw={440}
            leftSection={<IconSearch size={16} aria-hidden />}
            aria-label={t('search')}
            placeholder={t('hint')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {word !== '' && (
            <Show loaded={found}>
              {(contacts) =>
                contacts.length === 0 ? (
                  <p className={styles.muted} role="status">
                    {t('nobody')}
                  </p>
                ) : (
                  <ul className={styles.found}>
                    {contacts.map((contact) => (
                      <li key={contact.id}>
                        <Link to={`/privacy/${contact.id}`} className={page.name}>
                          {contactNameOf(contact) || t('noName')}
                        </Link>
                        <span className={styles.muted}>
                          {[contact.company, contact.tel[0]?.value, contact.mail[0]?.value]
                            .filter((part) => part !== undefined && part !== '' && part !== contactNameOf(contact))
                            .join(' · ')}
                        </span>
                      </li>
                    ))}
                  </ul>
                )
              }
            </Show>
          )}
        </Section>
        <Section title={t('history')} text={t('historyText')}>
          <Show loaded={history}>{(erasures) => <History erasures={erasures} />}</Show>
        </Section>
      </div>
    </>
  );
}

function History({ erasures }: { erasures: Erasure[] }): ReactNode {
  const t = useTranslations('privacy');
  const format = useFormatter();
  const reportText = useReportText();
  if (erasures.length === 0) return <p className={styles.muted}>{t('noHistory')}</p>;
  return (
    <div className={page.scroll} tabIndex={0} role="group" aria-label={t('history')}>
      <table className={page.table}>
        <thead>
          <tr>
            {(['when', 'who', 'why', 'what'] as const).map((word) => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {erasures.map(({ id, startedAt, by, reason, report }) => (
            <tr key={id}>
              <td className="cc-tabular">{format.dateTime(startedAt, { dateStyle: 'short', timeStyle: 'short' })}</td>
              <td>{reason === 'retention' ? t('retention') : by}</td>
              <td>{t(`reasons.${reason}`)}</td>
              <td>
                {report === null
                  ? t('running')
                  : reportText(report)
                      .filter(({ count }) => count > 0)
                      .map(({ label, count }) => `${label}: ${format.number(count)}`)
                      .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

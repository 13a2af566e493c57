import type { AuditEntry } from '@centralino/protocol';
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconListSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { CodeWord } from '../../kit/badge.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Show, useLoad } from '../../kit/load.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import type { ConsolePage } from '../../registry.ts';

export const auditPage: ConsolePage = {
  id: 'audit',
  group: 'system',
  icon: IconListSearch,
  roles: ['admin'],
  show: () => <Audit />,
};

const step = 50;

function Audit(): ReactNode {
  const t = useTranslations('audit');
  const [filter, setFilter] = useState('');
  const [action] = useDebouncedValue(filter.trim(), 250);
  const [most, setMost] = useState(step);
  const loaded = useLoad(`audit ${action} ${most}`, async () => {
    const entries: AuditEntry[] = [];
    let cursor: number | undefined;
    do {
      const next = await api.audit({
        limit: step,
        ...(action === '' ? {} : { action: `${action}*` }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      entries.push(...next.entries);
      cursor = next.next ?? undefined;
    } while (cursor !== undefined && entries.length < most);
    return { entries, more: cursor !== undefined };
  });
  return (
    <>
      <PageHead title={t('menu')} intro={t('intro')} />
      <div className={page.card}>
        <div className={page.filter}>
          <TextInput
            w={320}
            label={t('filter')}
            placeholder={t('filterHint')}
            value={filter}
            onChange={(event) => {
              setFilter(event.currentTarget.value);
              setMost(step);
            }}
          />
        </div>
        <Show loaded={loaded}>
          {({ entries, more }) =>
            entries.length === 0 ? (
              <Empty icon={IconListSearch} title={t('none')} text={t('noneText')} />
            ) : (
              <>
                <div className={page.scroll} tabIndex={0} role="group" aria-label={t('menu')}>
                  <table className={page.table}>
                    <thead>
                      <tr>
                        {(['when', 'who', 'what', 'about', 'details', 'from'] as const).map((word) => (
                          <th key={word} scope="col">
                            {t(word)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {entries.map((entry) => (
                        <Row key={entry.id} entry={entry} />
                      ))}
                    </tbody>
                  </table>
                </div>
                {more && (
                  <div className={page.filter}>
                    <Button variant="default" onClick={() => setMost(most + step)}>
                      {t('more')}
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </Show>
      </div>
    </>
  );
}

function Row({ entry }: { entry: AuditEntry }): ReactNode {
  const t = useTranslations('audit');
  const format = useFormatter();
  const details = Object.entries(entry.details).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return (
    <tr>
      <td className="cc-tabular">{format.dateTime(entry.at, { dateStyle: 'short', timeStyle: 'medium' })}</td>
      <td>{entry.username === '' ? t('nobody') : entry.username}</td>
      <td>
        <CodeWord>{entry.action}</CodeWord>
      </td>
      <td>{entry.subject === null ? '' : `${entry.subject.kind} ${entry.subject.id}`}</td>
      <td>{details.join(', ')}</td>
      <td className="cc-tabular">{entry.address ?? ''}</td>
    </tr>
  );
}

import type { AuditEntry } from '@centralino/protocol';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconListSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { CodeWord } from '../../kit/badge.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Show, useLoad } from '../../kit/load.tsx';
import { LogTable, More, readUpTo, step } from '../../kit/long-list.tsx';
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

function Audit(): ReactNode {
  const t = useTranslations('audit');
  const [filter, setFilter] = useState('');
  const [action] = useDebouncedValue(filter.trim(), 250);
  const [most, setMost] = useState(step);
  const loaded = useLoad(`audit ${action} ${most}`, async () => {
    return readUpTo(most, async (query: { limit: number; cursor?: number }) => {
      const { entries, next } = await api.audit({ ...query, ...(action === '' ? {} : { action: `${action}*` }) });
      return { rows: entries, next };
    });
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
          {({ rows, more }) =>
            rows.length === 0 ? (
              <Empty icon={IconListSearch} title={t('none')} text={t('noneText')} />
            ) : (
              <>
                <LogTable
                  label={t('menu')}
                  headings={(['when', 'who', 'what', 'about', 'details', 'from'] as const).map((word) => t(word))}
                >
                  {rows.map((entry) => (
                    <Row key={entry.id} entry={entry} />
                  ))}
                </LogTable>
                {more && <More onClick={() => setMost(most + step)} />}
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

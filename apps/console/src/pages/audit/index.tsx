import type { AuditEntry } from '@centralino/protocol';
import { IconListSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Empty } from '../../kit/empty.tsx';
import { Show, useLoad } from '../../kit/load.tsx';
import { LogTable, More, readUpTo, step } from '../../kit/long-list.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import type { ConsolePage } from '../../registry.ts';
import { Filters, noFilter, queryOf } from './filters.tsx';
import { deedOf } from './sentence.ts';

export const auditPage: ConsolePage = {
  id: 'audit',
  group: 'system',
  icon: IconListSearch,
  roles: ['admin'],
  show: () => <Audit />,
};

function Audit(): ReactNode {
  const t = useTranslations('audit');
  const [filter, setFilter] = useState(noFilter);
  const [most, setMost] = useState(step);
  const loaded = useLoad(`audit ${JSON.stringify(filter)} ${most}`, async () => {
    return readUpTo(most, async (query: { limit: number; cursor?: number }) => {
      const { entries, next } = await api.audit({ ...query, ...queryOf(filter) });
      return { rows: entries, next };
    });
  });
  const filtered = JSON.stringify(filter) !== JSON.stringify(noFilter);
  return (
    <>
      <PageHead title={t('menu')} intro={t('intro')} />
      <div className={page.card}>
        <Filters
          filter={filter}
          onChange={(changed) => {
            setFilter(changed);
            setMost(step);
          }}
        />
        <Show loaded={loaded}>
          {({ rows, more }) =>
            rows.length === 0 ? (
              <Empty icon={IconListSearch} title={t(filtered ? 'noneFound' : 'none')} text={t(filtered ? 'noneFoundText' : 'noneText')} />
            ) : (
              <>
                <LogTable label={t('menu')} headings={(['when', 'who', 'what', 'details', 'from'] as const).map((word) => t(word))}>
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
  const deed = deedOf(entry);
  const name = entry.subject?.name ?? entry.subject?.id ?? '';
  const sentence =
    'own' in deed
      ? t(`deeds.${deed.own}`, { name })
      : t(`done.${deed.done}`, { what: t(`kinds.${deed.kind}`, { action: entry.action }), name, action: entry.action });
  return (
    <tr>
      <td className="cc-tabular">{format.dateTime(entry.at, { dateStyle: 'short', timeStyle: 'medium' })}</td>
      <td>{entry.name ?? (entry.username === '' ? t('nobody') : entry.username)}</td>
      <td title={entry.action}>{sentence.trim()}</td>
      <td>
        <Details details={entry.details} />
      </td>
      <td className="cc-tabular">{entry.address ?? ''}</td>
    </tr>
  );
}

/** What was written: values where they are kept, else only which fields. */
function Details({ details }: Pick<AuditEntry, 'details'>): ReactNode {
  const t = useTranslations('audit');
  const { body, fields, params: _params, ...others } = details;
  if (Array.isArray(fields)) return fields.length === 0 ? null : t('fields', { fields: fields.join(', ') });
  const values = { ...others, ...(typeof body === 'object' && body !== null ? body : {}) };
  const told = Object.entries(values).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (told.length === 0) return null;
  if (told.join(', ').length <= 120) return told.join(', ');
  return (
    <details>
      <summary>{t('fields', { fields: Object.keys(values).join(', ') })}</summary>
      {told.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </details>
  );
}

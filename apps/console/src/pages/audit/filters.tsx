import type { AuditQuery } from '@centralino/protocol';
import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { useLoad } from '../../kit/load.tsx';
import page from '../../kit/page.module.css';

/** What people look for, and how it is asked for. */
const areas = {
  signIns: { action: 'session.*' },
  supervision: { action: 'supervise.*' },
  team: { action: 'team.*' },
  listening: { action: 'recording.*' },
  users: { subjectKind: 'user' },
  services: { subjectKind: 'service' },
  contacts: { subjectKind: 'contact' },
  widgets: { subjectKind: 'widget' },
  notifications: { subjectKind: 'notification' },
} satisfies Record<string, Partial<AuditQuery>>;
type Area = keyof typeof areas;

/** Days as date fields have them (`2026-12-01`); empty: any. */
export interface Filter {
  userId: string;
  area: Area | '';
  from: string;
  to: string;
}
export const noFilter: Filter = { userId: '', area: '', from: '', to: '' };

/** The beginning of a day where the reader is, so many days later. */
const dayAt = (day: string, later = 0): number => {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + later);
  return date.getTime();
};

export const queryOf = ({ userId, area, from, to }: Filter): Partial<AuditQuery> => ({
  ...(userId === '' ? {} : { userId }),
  ...(area === '' ? {} : areas[area]),
  ...(from === '' ? {} : { from: dayAt(from) }),
  ...(to === '' ? {} : { to: dayAt(to, 1) }),
});

/** By whom, about what, between which days. */
export function Filters(props: { filter: Filter; onChange: (filter: Filter) => void }): ReactNode {
  const t = useTranslations('audit');
  const { filter, onChange } = props;
  const users = useLoad('audit users', () => api.users.list());
  return (
    <div className={page.filters} role="search" aria-label={t('menu')}>
      <NativeSelect
        label={t('who')}
        value={filter.userId}
        data={[{ value: '', label: t('everybody') }, ...(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => onChange({ ...filter, userId: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('what')}
        value={filter.area}
        data={[
          { value: '', label: t('everything') },
          ...(Object.keys(areas) as Area[]).map((area) => ({ value: area, label: t(`areas.${area}`) })),
        ]}
        onChange={(event) => onChange({ ...filter, area: event.currentTarget.value as Area | '' })}
      />
      <TextInput
        type="date"
        label={t('fromDay')}
        value={filter.from}
        onChange={(event) => onChange({ ...filter, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('toDay')}
        value={filter.to}
        onChange={(event) => onChange({ ...filter, to: event.currentTarget.value })}
      />
    </div>
  );
}

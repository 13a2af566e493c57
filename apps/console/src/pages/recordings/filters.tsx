import type { RecordingQuery } from '@centralino/protocol';
import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { useLoad } from '../../kit/load.tsx';
import page from '../../kit/page.module.css';

const periods = ['any', 'today', 'week', 'month'] as const;
type Period = (typeof periods)[number];

export interface Filter {
  service: string;
  agentId: string;
  customer: string;
  complete: '' | 'true' | 'false';
  period: Period;
}
export const noFilter: Filter = { service: '', agentId: '', customer: '', complete: '', period: 'any' };
export const isFiltered = (filter: Filter): boolean => JSON.stringify(filter) !== JSON.stringify(noFilter);

/** From the beginning of a day on: today's, or that of so many days ago. */
const beginOf = (period: Exclude<Period, 'any'>): number => {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - { today: 0, week: 7, month: 30 }[period]);
  return day.getTime();
};

export const queryOf = ({ service, agentId, customer, complete, period }: Filter): Partial<RecordingQuery> => ({
  ...(service === '' ? {} : { service }),
  ...(agentId === '' ? {} : { agentId }),
  ...(customer === '' ? {} : { customer }),
  ...(complete === '' ? {} : { complete }),
  ...(period === 'any' ? {} : { from: beginOf(period) }),
});

/** What recordings are looked for by. */
export function Filters(props: { filter: Filter; onChange: (filter: Filter) => void }): ReactNode {
  const t = useTranslations('recordings');
  const { filter, onChange } = props;
  const [customer, setCustomer] = useState(filter.customer);
  const choices = useLoad('recording filters', async () => {
    const [services, agents] = await Promise.all([api.overview(Date.now()), api.agents()]);
    return { services: services.services, agents };
  });
  const later = useDebouncedCallback((text: string) => onChange({ ...filter, customer: text.trim() }), 250);
  const any = { value: '', label: t('any') };
  return (
    <div className={page.filters} role="search" aria-label={t('menu')}>
      <TextInput
        label={t('customer')}
        placeholder={t('customerHint')}
        value={customer}
        onChange={(event) => {
          setCustomer(event.currentTarget.value);
          later(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label={t('service')}
        value={filter.service}
        data={[any, ...(choices.data?.services ?? []).map(({ code, name }) => ({ value: code, label: name }))]}
        onChange={(event) => onChange({ ...filter, service: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('agent')}
        value={filter.agentId}
        data={[any, ...(choices.data?.agents ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => onChange({ ...filter, agentId: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('state')}
        value={filter.complete}
        data={[any, { value: 'true', label: t('completeOnly') }, { value: 'false', label: t('incompleteOnly') }]}
        onChange={(event) => onChange({ ...filter, complete: event.currentTarget.value as Filter['complete'] })}
      />
      <NativeSelect
        label={t('period')}
        value={filter.period}
        data={periods.map((value) => ({ value, label: t(`periods.${value}`) }))}
        onChange={(event) => onChange({ ...filter, period: event.currentTarget.value as Period })}
      />
    </div>
  );
}

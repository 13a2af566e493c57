import type { NotificationAttempt, NotificationRecord } from '@centralino/protocol';
import { useStore } from '@centralino/ui';
import { Button, Group } from '@mantine/core';
import { IconBroadcast, IconPlus, IconWand } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { notifications } from '../../api/integrations.ts';
import { CodeWord } from '../../kit/badge.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';
import { fresh } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { Outcome } from './outcome.tsx';
import styles from './notifications.module.css';
import { going, recordRemoval } from './removal.ts';
import { ReceiverState, resting, TryNow } from './state.tsx';
import { Template } from './template.tsx';

const refreshMs = 10_000;

type Listed = { record: NotificationRecord; last: NotificationAttempt | undefined };

export function RecordTable(): ReactNode {
  const t = useTranslations('notifications');
  const hidden = useStore(going);
  const [template, setTemplate] = useState(false);
  const loaded = useLoad(
    'notifications',
    async (): Promise<Listed[]> => {
      const records = await notifications.list();
      return Promise.all(
        records.map(async (record) => ({ record, last: (await notifications.log({ record: record.id, limit: 1 })).attempts[0] })),
      );
    },
    refreshMs,
  );
  const shown = { ...loaded, data: loaded.data === null ? null : loaded.data.filter(({ record }) => !hidden.includes(record.id)) };
  return (
    <>
      <ListPage<Listed>
        title={t('menu')}
        intro={t('intro')}
        icon={IconBroadcast}
        path="/notifications"
        loaded={shown}
        keyOf={({ record }) => record.id}
        nameOf={({ record }) => record.name}
        also={({ record }) => `${record.uri} ${record.type}`}
        add={t('add')}
        actions={
          <Group gap="sm" wrap="nowrap">
            <Button variant="default" leftSection={<IconWand size={16} aria-hidden />} onClick={() => setTemplate(true)}>
              {t('template')}
            </Button>
            {(shown.data?.length ?? 0) > 0 && (
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => navigate(`/notifications/${fresh}`)}>
                {t('add')}
              </Button>
            )}
          </Group>
        }
        empty={{ title: t('emptyTitle'), text: t('emptyText') }}
        columns={[
          { label: t('type'), show: ({ record }) => <CodeWord>{record.type}</CodeWord> },
          { label: t('uri'), show: ({ record }) => <span className={styles.uri}>{record.uri}</span> },
          { label: t('events'), show: ({ record }) => record.events.length },
          {
            label: t('state'),
            show: ({ record }) => (
              <span className={styles.state}>
                <ReceiverState record={record} />
                {resting(record) && <TryNow record={record} onDone={loaded.reload} />}
              </span>
            ),
          },
          { label: t('last'), show: ({ last }) => <Last attempt={last} /> },
        ]}
        remove={({ record }) => recordRemoval(record)}
      />
      <Template opened={template} onClose={() => setTemplate(false)} onDone={loaded.reload} />
    </>
  );
}

function Last({ attempt }: { attempt: NotificationAttempt | undefined }): ReactNode {
  const t = useTranslations('notifications');
  const format = useFormatter();
  if (attempt === undefined) return <span className={styles.muted}>{t('never')}</span>;
  return (
    <span className={styles.last} title={format.dateTime(attempt.at, { dateStyle: 'medium', timeStyle: 'medium' })}>
      <Outcome attempt={attempt} />
      <span className={styles.muted}>{format.relativeTime(attempt.at, Date.now())}</span>
    </span>
  );
}

import type { RecordingEntry } from '@centralino/protocol';
import { clock, RecordingVerdict, TrackPlayer, useStore } from '@centralino/ui';
import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconChevronUp, IconHeadphones, IconMicrophone, IconTrash } from '@tabler/icons-react';
import { Fragment, useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Empty } from '../../kit/empty.tsx';
import { Show, useLoad } from '../../kit/load.tsx';
import { More, readUpTo, step } from '../../kit/long-list.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import { createLater } from '../../kit/remove-later.ts';
import { useRemove } from '../../kit/remove.ts';
import type { ConsolePage } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { session } from '../../session.ts';
import { Filters, isFiltered, noFilter, queryOf } from './filters.tsx';
import styles from './recordings.module.css';

export const recordingsPage: ConsolePage = {
  id: 'recordings',
  group: 'services',
  icon: IconMicrophone,
  roles: ['admin', 'supervisor'],
  show: () => <Recordings />,
};

const later = createLater();

function Recordings(): ReactNode {
  const t = useTranslations('recordings');
  const who = useStore(session);
  const isAdmin = who.kind === 'signedIn' && who.user.roles.includes('admin');
  const [filter, setFilter] = useState(noFilter);
  const [most, setMost] = useState(step);
  const loaded = useLoad(`recordings ${JSON.stringify(filter)} ${most}`, async () => {
    return readUpTo(most, async (query: { limit: number; cursor?: string }) => {
      const { recordings, next } = await api.recordings.list({ ...queryOf(filter), ...query });
      return { rows: recordings, next };
    });
  });
  const filtered = isFiltered(filter);
  return (
    <>
      <PageHead title={t('menu')} intro={t('intro')} />
      <div className={page.card}>
        <Filters
          filter={filter}
          onChange={(next) => {
            setFilter(next);
            setMost(step);
          }}
        />
        <Show loaded={loaded}>
          {({ rows, more }) =>
            rows.length === 0 ? (
              <Empty
                icon={IconMicrophone}
                title={t(filtered ? 'noneFound' : 'none')}
                text={t(filtered ? 'noneFoundText' : 'noneText')}
                action={isAdmin && !filtered ? <Button onClick={() => navigate('/services')}>{t('toServices')}</Button> : undefined}
              />
            ) : (
              <>
                <Table recordings={rows} mayRemove={isAdmin} reload={loaded.reload} />
                {more && <More onClick={() => setMost(most + step)} />}
              </>
            )
          }
        </Show>
      </div>
    </>
  );
}

function Table(props: { recordings: RecordingEntry[]; mayRemove: boolean; reload: () => void }): ReactNode {
  const t = useTranslations('recordings');
  const kit = useTranslations('kit');
  const format = useFormatter();
  const hidden = useStore(later.hidden);
  const remove = useRemove(props.reload);
  const [open, setOpen] = useState<string | null>(null);
  const columns = ['when', 'service', 'agent', 'customer', 'length', 'state'] as const;
  return (
    <div className={page.scroll} tabIndex={0} role="group" aria-label={t('menu')}>
      <table className={page.table}>
        <thead>
          <tr>
            {columns.map((word) => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{kit('actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.recordings
            .filter(({ id }) => !hidden.has(id))
            .map((one) => {
              const time = format.dateTime(one.startedAt, { dateStyle: 'short', timeStyle: 'short' });
              const isOpen = open === one.id;
              const Sign = isOpen ? IconChevronUp : IconHeadphones;
              return (
                <Fragment key={one.id}>
                  <tr>
                    <td className={`cc-tabular ${styles.time}`}>{time}</td>
                    <td>{one.serviceName}</td>
                    <td>{one.agents.join(', ')}</td>
                    <td>{one.customer ?? t('nobody')}</td>
                    <td className="cc-tabular">{clock(one.result.ms)}</td>
                    <td>
                      <RecordingVerdict recording={one} brief />
                    </td>
                    <td className={page.actions}>
                      <Tooltip label={t(isOpen ? 'close' : 'listen', { name: time })}>
                        <ActionIcon
                          variant="subtle"
                          aria-expanded={isOpen}
                          aria-label={t(isOpen ? 'close' : 'listen', { name: time })}
                          onClick={() => setOpen(isOpen ? null : one.id)}
                        >
                          <Sign size={18} stroke={1.7} aria-hidden />
                        </ActionIcon>
                      </Tooltip>
                      {props.mayRemove && (
                        <Tooltip label={kit('remove')}>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            c="var(--cc-muted)"
                            aria-label={kit('removeThis', { name: t('recordingOf', { time }) })}
                            onClick={() =>
                              void remove(later.removal(one.id, t('recordingOf', { time }), () => api.recordings.remove(one.id)))
                            }
                          >
                            <IconTrash size={18} stroke={1.7} aria-hidden />
                          </ActionIcon>
                        </Tooltip>
                      )}
                    </td>
                  </tr>
                  {isOpen && (
                    <tr>
                      <td colSpan={columns.length + 1} className={styles.player}>
                        <RecordingVerdict recording={one} />
                        <TrackPlayer recording={one} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}

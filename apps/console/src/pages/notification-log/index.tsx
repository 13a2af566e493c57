import { AttemptOutcome, type NotificationAttempt, type NotificationReplayBody } from '@centralino/protocol';
import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconHistory, IconRefresh } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { notifications, type LogFilter } from '../../api/integrations.ts';
import { CodeWord } from '../../kit/badge.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Section } from '../../kit/editor-page.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { Show, useLoad } from '../../kit/load.tsx';
import { LogTable, More, readUpTo, step } from '../../kit/long-list.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import { toastDone, toastError } from '../../kit/toasts.tsx';
import type { ConsolePage } from '../../registry.ts';
import styles from '../notifications/notifications.module.css';
import { Outcome } from '../notifications/outcome.tsx';
import { Block } from '../notifications/test-panel.tsx';

export const notificationLogPage: ConsolePage = {
  id: 'notificationLog',
  group: 'integrations',
  icon: IconHistory,
  roles: ['admin'],
  show: () => <Log />,
};

/** `2026-11-21T10:30` of the person's clock; empty or half typed: no limit. */
const timeOf = (text: string): number | undefined => {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
};

/** Delivers again, and tells how many. */
function useReplay(after: () => void): (body: NotificationReplayBody) => Promise<void> {
  const t = useTranslations('notificationLog');
  const failureText = useFailureText();
  return async (body) => {
    try {
      toastDone(t('replayed', { count: await notifications.replay(body) }));
      after();
    } catch (error) {
      toastError(failureText(error));
    }
  };
}

function Log(): ReactNode {
  const t = useTranslations('notificationLog');
  const outcomes = useTranslations('notifications.outcomes');
  const [record, setRecord] = useState('');
  const [outcome, setOutcome] = useState('');
  const [typed, setText] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [most, setMost] = useState(step);
  const [text] = useDebouncedValue(typed.trim(), 250);
  const records = useLoad('notificationRecords', notifications.list).data ?? [];
  const fromAt = timeOf(from);
  const toAt = timeOf(to);
  const known = AttemptOutcome.safeParse(outcome);
  const filter: LogFilter = {
    ...(record === '' ? {} : { record }),
    ...(known.success ? { outcome: known.data } : {}),
    ...(text === '' ? {} : { text }),
    ...(fromAt === undefined ? {} : { from: fromAt }),
    ...(toAt === undefined ? {} : { to: toAt }),
  };
  const loaded = useLoad(`notificationLog ${JSON.stringify(filter)} ${most}`, async () => {
    return readUpTo(most, async ({ limit, cursor }: { limit: number; cursor?: number }) => {
      const { attempts, next } = await notifications.log({ ...filter, limit, ...(cursor === undefined ? {} : { before: cursor }) });
      return { rows: attempts, next };
    });
  });
  const replay = useReplay(loaded.reload);
  return (
    <>
      <PageHead
        title={t('menu')}
        intro={t('intro')}
        actions={
          <Group gap="sm" wrap="nowrap">
            {record !== '' && fromAt !== undefined && (
              <Button variant="default" onClick={() => void replay({ what: 'range', record, from: fromAt, to: toAt ?? Date.now() })}>
                {t('replayRange')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={() => void replay({ what: 'failed', record: record === '' ? null : record })}
            >
              {t('replayFailed')}
            </Button>
          </Group>
        }
      />
      <div className={styles.details}>
        <div className={page.card}>
          <div className={page.filter} style={{ flexWrap: 'wrap', alignItems: 'flex-end' }}>
            <TextInput
              w={260}
              label={t('search')}
              placeholder={t('searchHint')}
              value={typed}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <NativeSelect
              w={160}
              label={t('record')}
              value={record}
              data={[{ value: '', label: t('all') }, ...records.map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(event) => setRecord(event.currentTarget.value)}
            />
            <NativeSelect
              label={t('outcome')}
              value={outcome}
              data={[{ value: '', label: t('all') }, ...AttemptOutcome.options.map((value) => ({ value, label: outcomes(value) }))]}
              onChange={(event) => setOutcome(event.currentTarget.value)}
            />
            <TextInput
              w={185}
              type="datetime-local"
              label={t('from')}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput w={185} type="datetime-local" label={t('to')} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          </div>
          <Show loaded={loaded}>
            {({ rows, more }) =>
              rows.length === 0 ? (
                <Empty icon={IconHistory} title={t('none')} text={t('noneText')} />
              ) : (
                <>
                  <LogTable
                    label={t('menu')}
                    headings={(['when', 'record', 'event', 'outcome', 'duration', 'details'] as const).map((word) => t(word))}
                  >
                    {rows.map((attempt) => (
                      <Row key={attempt.id} attempt={attempt} replay={replay} />
                    ))}
                  </LogTable>
                  {more && <More onClick={() => setMost(most + step)} />}
                </>
              )
            }
          </Show>
        </div>
        <Months />
      </div>
    </>
  );
}

function Row({ attempt, replay }: { attempt: NotificationAttempt; replay: (body: NotificationReplayBody) => Promise<void> }): ReactNode {
  const t = useTranslations('notificationLog');
  const format = useFormatter();
  const { deliveryId } = attempt;
  return (
    <tr>
      <td className="cc-tabular">{format.dateTime(attempt.at, { dateStyle: 'short', timeStyle: 'medium' })}</td>
      <td>{attempt.recordName}</td>
      <td>
        <CodeWord>{`${attempt.callType} ${attempt.event}`}</CodeWord>
      </td>
      <td>
        <Outcome attempt={attempt} />
      </td>
      <td className="cc-tabular">{`${attempt.durationMs} ms`}</td>
      <td>
        <details>
          <summary>
            {deliveryId === null ? t('test') : t('attempt', { number: attempt.attempt })}
            {attempt.error === null ? '' : `: ${attempt.error}`}
          </summary>
          <div className={styles.details} style={{ maxWidth: 560, paddingTop: 8 }}>
            {attempt.interactionId !== null && (
              <span>
                {t('interaction')}: <CodeWord>{attempt.interactionId}</CodeWord>
              </span>
            )}
            <Block title={t('request')} text={`${attempt.method} ${attempt.url}`} />
            {attempt.answer !== null && attempt.answer !== '' && <Block title={t('answer')} text={attempt.answer} />}
            {deliveryId !== null && (
              <div>
                <Button size="compact-sm" variant="default" onClick={() => void replay({ what: 'delivery', id: deliveryId })}>
                  {t('replay')}
                </Button>
              </div>
            )}
          </div>
        </details>
      </td>
    </tr>
  );
}

/** The log by month, to keep. */
function Months(): ReactNode {
  const t = useTranslations('notificationLog');
  const format = useFormatter();
  const { data } = useLoad('notificationLogFiles', notifications.logFiles);
  if (data === null || data.length === 0) return null;
  return (
    <Section title={t('months')} text={t('monthsText')}>
      <Group gap="sm">
        {data.map(({ name, month, lines }) => (
          <Button
            key={name}
            component="a"
            href={notifications.logFileHref(name)}
            download={name}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('month', {
              month: format.dateTime(new Date(`${month}-15T12:00:00Z`), { month: 'long', year: 'numeric' }),
              count: lines,
            })}
          </Button>
        ))}
      </Group>
    </Section>
  );
}

import type { NotificationCatalogue, NotificationRecord, NotificationTestReply } from '@centralino/protocol';
import { Banner, useLanguage } from '@centralino/ui';
import { Button, Group, NativeSelect } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { notifications } from '../../api/integrations.ts';
import { Section } from '../../kit/editor-page.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { rowName } from './event-rows.tsx';
import styles from './notifications.module.css';

/** Sends one event with sample data, as it is saved, and shows what went out and what came back. */
export function TestPanel(props: { record: NotificationRecord; catalogue: NotificationCatalogue; dirty: boolean }): ReactNode {
  const t = useTranslations('notifications');
  const { language } = useLanguage();
  const failureText = useFailureText();
  const [row, setRow] = useState(0);
  const [busy, setBusy] = useState(false);
  const [reply, setReply] = useState<NotificationTestReply | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { record, dirty } = props;
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      setReply(await notifications.test(record.id, row));
    } catch (error) {
      setReply(null);
      setProblem(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  if (record.events.length === 0) return null;
  return (
    <Section title={t('test')} text={t('testText')}>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          w={320}
          label={t('testEvent')}
          value={String(row)}
          data={record.events.map((one, index) => ({
            value: String(index),
            label: `${index + 1}. ${rowName(one, props.catalogue, language)}`,
          }))}
          onChange={(event) => setRow(Number(event.currentTarget.value))}
        />
        <Button
          variant="default"
          loading={busy}
          disabled={dirty}
          leftSection={<IconSend size={16} aria-hidden />}
          onClick={() => void send()}
        >
          {t('testSend')}
        </Button>
        {dirty && <span className={styles.muted}>{t('testSave')}</span>}
      </Group>
      {problem !== null && <Banner tone="error">{problem}</Banner>}
      {reply !== null && <Reply reply={reply} />}
    </Section>
  );
}

function Reply({ reply }: { reply: NotificationTestReply }): ReactNode {
  const t = useTranslations('notifications');
  const { request, status, answer, error, durationMs } = reply;
  const good = status !== null && status >= 200 && status < 300;
  const head = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <>
      <Banner tone={good ? 'good' : 'error'}>
        {status === null
          ? t('testFailed', { error: error ?? '' })
          : t(good ? 'testGood' : 'testBad', { status: String(status), ms: Math.round(durationMs) })}
      </Banner>
      <div className={styles.answer}>
        <Block title={t('request')} text={[`${request.method} ${request.url}`, ...head, '', request.body ?? ''].join('\n').trim()} />
        <Block title={t('answer')} text={answer === null || answer === '' ? t('noAnswer') : answer} />
      </div>
    </>
  );
}

export function Block(props: { title: string; text: string }): ReactNode {
  return (
    <div>
      <h3 className={styles.legend}>{props.title}</h3>
      <pre className={styles.pre} tabIndex={0} role="group" aria-label={props.title}>
        {props.text}
      </pre>
    </div>
  );
}

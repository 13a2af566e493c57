import type { Workstation } from '@centralino/protocol';
import { failureCode, type FailureCode } from '@centralino/ui';
import { ActionIcon, Anchor, Button, CopyButton, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconDeviceDesktop, IconDownload, IconX } from '@tabler/icons-react';
import { useCallback, useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import devices from '../parts/devices.module.css';
import { useDesk } from '../state/desk-context.ts';
import styles from './popup.module.css';

/** Computers of this agent whose popup helper runs a script. */
export function WorkstationsCard(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const format = useFormatter();
  const [workstations, setWorkstations] = useState<Workstation[]>([]);
  const [name, setName] = useState('');
  const [token, setToken] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FailureCode | null>(null);

  const attempt = useCallback(
    async (work: () => Promise<unknown>): Promise<void> => {
      setBusy(true);
      setProblem(null);
      try {
        await work();
        setWorkstations(await desk.rest.workstations.list());
      } catch (error) {
        setProblem(failureCode(error));
      } finally {
        setBusy(false);
      }
    },
    [desk],
  );
  useEffect(() => {
    void attempt(async () => undefined);
  }, [attempt]);

  const connect = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    void attempt(async () => {
      setToken((await desk.rest.workstations.create(name.trim())).token);
      setName('');
    });
  };

  return (
    <section className={devices.card} aria-label={t('workstations.title')}>
      <h2 className={devices.title}>{t('workstations.title')}</h2>
      <p className={devices.text}>{t('workstations.intro')}</p>
      {problem !== null && <Banner tone="error">{t(`errors.${failureWord(problem)}`)}</Banner>}
      {workstations.length > 0 && (
        <ul className={styles.rows}>
          {workstations.map((one) => (
            <li key={one.id} className={styles.row} style={{ alignItems: 'center' }}>
              <span>
                <IconDeviceDesktop size={16} aria-hidden style={{ verticalAlign: -3 }} /> {one.name}
              </span>
              <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                {one.connected
                  ? t('workstations.connected')
                  : one.lastSeenAt === null
                    ? t('workstations.never')
                    : t('workstations.seen', {
                        when: format.dateTime(new Date(one.lastSeenAt), { dateStyle: 'short', timeStyle: 'short' }),
                      })}
                <Tooltip label={t('workstations.remove', { name: one.name })}>
                  <ActionIcon
                    variant="subtle"
                    c="var(--cc-muted)"
                    aria-label={t('workstations.remove', { name: one.name })}
                    onClick={() => void attempt(() => desk.rest.workstations.remove(one.id))}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </span>
            </li>
          ))}
        </ul>
      )}
      <form className={styles.form} onSubmit={connect}>
        <TextInput
          label={t('workstations.name')}
          value={name}
          maxLength={60}
          style={{ flex: '1 1 200px' }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={busy} disabled={name.trim() === ''}>
          {t('workstations.connect')}
        </Button>
      </form>
      {token !== null && (
        <div className={styles.secret} role="status">
          <Banner tone="warning" live={false}>
            {t('workstations.once')}
          </Banner>
          <div className={styles.form}>
            <TextInput
              label={t('workstations.token')}
              value={token}
              readOnly
              style={{ flex: '1 1 200px' }}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton value={token}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                  onClick={copy}
                >
                  {t(copied ? 'workstations.copied' : 'workstations.copy')}
                </Button>
              )}
            </CopyButton>
          </div>
          <p className={devices.text} style={{ marginTop: 12 }}>
            <Anchor href="/popup-helper/popup-helper.cjs" download>
              <IconDownload size={16} aria-hidden style={{ verticalAlign: -3 }} /> {t('workstations.download')}
            </Anchor>
          </p>
          <p className={devices.text}>{t('workstations.steps')}</p>
          <code className={styles.command}>{`node popup-helper.cjs --server ${location.origin} --script winpopup.bat`}</code>
        </div>
      )}
    </section>
  );
}

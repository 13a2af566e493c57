import type { ConfigurationChange, ConfigurationPlan } from '@centralino/protocol';
import { Banner } from '@centralino/ui';
import { Button, FileButton, Group } from '@mantine/core';
import { IconDownload, IconFileCode, IconFileUpload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { CodeEditor } from '../../kit/code-editor.tsx';
import { Section } from '../../kit/editor-page.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import { toastDone } from '../../kit/toasts.tsx';
import type { ConsolePage } from '../../registry.ts';
import { noticeEnd } from '../../session.ts';
import styles from './configuration.module.css';

export const configurationPage: ConsolePage = {
  id: 'configuration',
  group: 'system',
  icon: IconFileCode,
  roles: ['admin'],
  show: () => <ConfigurationFile />,
};

function save(yaml: string): void {
  const url = URL.createObjectURL(new Blob([yaml], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `centralino-${new Date().toISOString().slice(0, 10)}.yaml`;
  link.click();
  URL.revokeObjectURL(url);
}

function ConfigurationFile(): ReactNode {
  const t = useTranslations('configuration');
  const failureText = useFailureText();
  const [yaml, setYaml] = useState('');
  const [plan, setPlan] = useState<ConfigurationPlan | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  /** What is written is another document: an older comparison says nothing of it. */
  const write = (text: string): void => {
    setYaml(text);
    setPlan(null);
    setProblem(null);
  };
  const act = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      noticeEnd(error);
      setProblem(failureText(error));
      setPlan(null);
    } finally {
      setBusy(false);
    }
  };
  const compare = () => act(async () => setPlan(await api.configuration.plan(yaml)));
  const apply = () =>
    act(async () => {
      const { changes } = await api.configuration.apply(yaml, plan?.fingerprint);
      toastDone(t('applied', { count: changes.length }));
      setPlan(await api.configuration.plan(yaml));
    });

  return (
    <>
      <PageHead
        title={t('menu')}
        intro={t('intro')}
        actions={
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => void act(async () => save(await api.configuration.export()))}
          >
            {t('download')}
          </Button>
        }
      />
      <div className={styles.parts}>
        <Section title={t('document')} text={t('documentText')}>
          <Group gap="sm">
            <FileButton accept=".yaml,.yml,application/yaml" onChange={(file) => void file?.text().then(write)}>
              {(given) => (
                <Button {...given} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
                  {t('choose')}
                </Button>
              )}
            </FileButton>
            <Button variant="default" onClick={() => void act(async () => write(await api.configuration.export()))}>
              {t('current')}
            </Button>
          </Group>
          <CodeEditor language="yaml" label={t('document')} value={yaml} onChange={write} />
          <Group justify="flex-end">
            <Button loading={busy} disabled={yaml.trim() === ''} onClick={() => void compare()}>
              {t('compare')}
            </Button>
          </Group>
          {problem !== null && <Banner tone="error">{problem}</Banner>}
        </Section>
        {plan !== null && (
          <Section title={t('result')}>
            <Banner tone={plan.changes.length === 0 ? 'good' : 'info'}>{t(plan.changes.length === 0 ? 'same' : 'look')}</Banner>
            {plan.changes.map((change) => (
              <Change key={`${change.section} ${change.key} ${change.kind}`} change={change} />
            ))}
            {plan.changes.length > 0 && (
              <Group justify="flex-end">
                <Button loading={busy} onClick={() => void apply()}>
                  {t('apply', { count: plan.changes.length })}
                </Button>
              </Group>
            )}
          </Section>
        )}
      </div>
    </>
  );
}

function Change({ change }: { change: ConfigurationChange }): ReactNode {
  const t = useTranslations('configuration');
  const section = t.has(`section.${change.section}` as 'section.users')
    ? t(`section.${change.section}` as 'section.users')
    : change.section;
  const name = `${section} · ${change.key === '*' ? t('order') : change.key}`;
  return (
    <details className={styles.change} open={change.kind === 'changed'}>
      <summary className={styles.summary}>
        <span className={`${styles.kind} ${styles[change.kind]}`}>{t(change.kind)}</span> {name}
      </summary>
      <div className={page.scroll} tabIndex={0} role="group" aria-label={name}>
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('field')}</th>
              {change.kind !== 'added' && <th scope="col">{t('before')}</th>}
              {change.kind !== 'removed' && <th scope="col">{t('after')}</th>}
            </tr>
          </thead>
          <tbody>
            {change.fields.map(({ path, before, after }) => (
              <tr key={path}>
                <td>
                  <code>{path}</code>
                </td>
                {change.kind !== 'added' && <td className={styles.value}>{before ?? '–'}</td>}
                {change.kind !== 'removed' && <td className={styles.value}>{after ?? '–'}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

import type { Erasure } from '@centralino/protocol';
import { Banner, failureCode } from '@centralino/ui';
import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconUserOff } from '@tabler/icons-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Section } from '../../kit/editor-page.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import { ThingPage } from '../../kit/thing-page.tsx';
import { navigate } from '../../router.ts';
import { noticeEnd } from '../../session.ts';
import styles from './privacy.module.css';
import { useReportText } from './report.ts';

type Preview = Awaited<ReturnType<typeof api.privacy.preview>>;

/** What is kept of one person: hand it over, or erase it. */
export function Person({ contactId }: { contactId: string }): ReactNode {
  // It stays on the screen with its name when it is erased: the report belongs to it.
  const [erased, setErased] = useState<{ name: string; erasure: Erasure } | null>(null);
  const loaded = useLoad(`privacy ${contactId}`, async () => ({
    found: await api.privacy.preview(contactId).catch((error: unknown) => {
      if (failureCode(error) === 'contact.unknown') return undefined;
      throw error;
    }),
  }));
  if (erased !== null) return <Erased {...erased} />;
  return (
    <ThingPage
      loaded={loaded}
      id={contactId}
      find={({ found }) => found}
      blank={(): Preview => ({ name: '', contacts: 0, interactions: 0 })}
      listPath="/privacy"
    >
      {(preview) => <Kept contactId={contactId} preview={preview} onErased={(erasure) => setErased({ name: preview.name, erasure })} />}
    </ThingPage>
  );
}

function Kept(props: { contactId: string; preview: Preview; onErased: (erasure: Erasure) => void }): ReactNode {
  const t = useTranslations('privacy');
  const failureText = useFailureText();
  const { contactId, preview } = props;
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const erase = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || typed.trim() === '') return;
    setBusy(true);
    setProblem(null);
    try {
      props.onErased(await api.privacy.erase(contactId, typed));
    } catch (error) {
      noticeEnd(error);
      setProblem(failureText(error));
      setBusy(false);
    }
  };

  return (
    <>
      <PageHead title={preview.name || t('noName')} back={{ to: '/privacy', label: t('menu') }} />
      <div className={styles.stack}>
        <Section title={t('kept')} text={t('keptCount', { contacts: preview.contacts, interactions: preview.interactions })}>
          <Link to={`/contacts/${contactId}`} className={page.name}>
            {t('contact')}
          </Link>
        </Section>
        <Section title={t('export')} text={t('exportText')}>
          <div>
            <Button
              component="a"
              href={api.privacy.exportUrl(contactId)}
              download
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t('export')}
            </Button>
          </div>
        </Section>
        <Section title={t('erase')} text={t('eraseText')}>
          <form className={styles.confirm} onSubmit={(event) => void erase(event)} noValidate>
            <TextInput
              label={t('typeName', { name: preview.name })}
              description={t('typeHelp')}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setProblem(null);
              }}
            />
            {problem !== null && <Banner tone="error">{problem}</Banner>}
            <Button
              type="submit"
              color="red"
              loading={busy}
              disabled={typed.trim() === ''}
              leftSection={<IconUserOff size={16} aria-hidden />}
            >
              {t('doErase')}
            </Button>
          </form>
        </Section>
      </div>
    </>
  );
}

function Erased({ name, erasure }: { name: string; erasure: Erasure }): ReactNode {
  const t = useTranslations('privacy');
  const format = useFormatter();
  const reportText = useReportText();
  return (
    <>
      <PageHead title={t('erase')} back={{ to: '/privacy', label: t('menu') }} />
      <div className={styles.stack}>
        <Banner tone="good">{t('done', { name })}</Banner>
        <Section title={t('what')}>
          <dl className={`${styles.report} cc-tabular`}>
            {(erasure.report === null ? [] : reportText(erasure.report)).map(({ label, count }) => (
              <div key={label} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd>{format.number(count)}</dd>
              </div>
            ))}
          </dl>
          <div>
            <Button variant="default" onClick={() => navigate('/privacy')}>
              {t('back')}
            </Button>
          </div>
        </Section>
      </div>
    </>
  );
}

import { Banner, failureCode, Logo, useLanguage } from '@centralino/ui';
import { Anchor, Button, Loader, PasswordInput, TextInput } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureText } from '../kit/failure.ts';
import { signIn, signOut } from '../session.ts';
import styles from './door.module.css';

function Door(props: { title: string; intro: string; children?: ReactNode }): ReactNode {
  const t = useTranslations();
  const { language, setLanguage } = useLanguage();
  return (
    <main className={styles.door}>
      <div className={styles.brand}>
        <Logo size={32} />
        <span>{t('shell.product')}</span>
      </div>
      <section className={styles.card}>
        <div>
          <h1 className={styles.title}>{props.title}</h1>
          <p className={styles.intro}>{props.intro}</p>
        </div>
        {props.children}
      </section>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        c="var(--cc-muted)"
        leftSection={<IconLanguage size={16} aria-hidden />}
        lang={language === 'en' ? 'it' : 'en'}
        onClick={() => setLanguage(language === 'en' ? 'it' : 'en')}
      >
        {t('shell.otherLanguage')}
      </Button>
    </main>
  );
}

export function SignIn(props: { why: 'first' | 'ended' | 'signedOut' }): ReactNode {
  const t = useTranslations('door');
  const failureText = useFailureText();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (username.trim() === '' || password === '') return setProblem(t('missing'));
    setBusy(true);
    setProblem(null);
    try {
      await signIn(username.trim(), password);
    } catch (error) {
      setProblem(failureCode(error) === 'auth.badCredentials' ? t('wrong') : failureText(error));
      setBusy(false);
    }
  };

  return (
    <Door title={t('title')} intro={t('intro')}>
      <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
        {problem !== null && <Banner tone="error">{problem}</Banner>}
        {problem === null && props.why === 'ended' && <Banner tone="warning">{t('ended')}</Banner>}
        {problem === null && props.why === 'signedOut' && <Banner tone="info">{t('signedOut')}</Banner>}
        <TextInput
          size="md"
          label={t('username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          size="md"
          label={t('password')}
          name="password"
          autoComplete="current-password"
          value={password}
          visible={shown}
          onVisibilityChange={setShown}
          visibilityToggleButtonProps={{ 'aria-label': t(shown ? 'hideCharacters' : 'showCharacters'), tabIndex: 0 }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button size="md" type="submit" fullWidth loading={busy} mt={8}>
          {t('submit')}
        </Button>
      </form>
    </Door>
  );
}

/** Signed in, but neither administrator nor supervisor. */
export function NoAccess(props: { name: string }): ReactNode {
  const t = useTranslations('door');
  return (
    <Door title={t('noAccess')} intro={t('noAccessText', { name: props.name })}>
      <Button component="a" href="/desk/">
        {t('toDesk')}
      </Button>
      <Anchor component="button" type="button" onClick={() => void signOut()}>
        {t('other')}
      </Anchor>
    </Door>
  );
}

/** While nobody knows yet who is signed in. */
export function Starting(props: { away: boolean }): ReactNode {
  const t = useTranslations('door');
  if (!props.away) return <div aria-busy="true" className={styles.door} />;
  return (
    <Door title={t('starting')} intro="">
      <Banner tone="warning">{t('away')}</Banner>
      <Loader size="sm" aria-hidden />
    </Door>
  );
}

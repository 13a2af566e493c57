import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLasting } from '../lib/use-lasting.ts';
import { useLanguage } from '../i18n/i18n-provider.tsx';
import { RequestFailed } from '../api/request-failed.ts';
import { Banner } from './banner.tsx';

/** Who are you? The app has `signInWords` under `signIn`. */
export function SignInForm(props: {
  why: 'first' | 'ended' | 'signedOut';
  /** `leaveTalk`: the talk that goes on in another window of this browser may end. */
  signIn(username: string, password: string, leaveTalk: boolean): Promise<unknown>;
  /** What happened and what to do, in the reader's language. */
  failureText(error: unknown): string;
}): ReactNode {
  const t = useTranslations();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  /** Who is in a talk in another window of this browser. */
  const [talking, setTalking] = useState<string | null>(null);
  const [failures, setFailures] = useState(0);
  const slow = useLasting(busy, 1_500);

  const submit = async (leaveTalk: boolean): Promise<void> => {
    if (busy) return;
    if (username.trim() === '' || password === '') return setProblem(t('signIn.missing'));
    setBusy(true);
    setProblem(null);
    setTalking(null);
    try {
      await props.signIn(username.trim(), password, leaveTalk);
    } catch (error) {
      if (error instanceof RequestFailed && error.code === 'session.inTalk') setTalking(error.detail ?? '');
      else {
        setProblem(props.failureText(error));
        setFailures((now) => now + 1);
      }
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit(false);
      }}
      noValidate
      style={{ display: 'contents' }}
    >
      {problem !== null && <Banner tone="error">{problem}</Banner>}
      {talking !== null && (
        <Banner
          tone="warning"
          action={
            <Button size="compact-sm" variant="default" onClick={() => void submit(true)}>
              {t('signIn.leaveTalk')}
            </Button>
          }
        >
          {t('signIn.inTalk', { name: talking })}
        </Banner>
      )}
      {problem === null && talking === null && props.why === 'ended' && <Banner tone="warning">{t('signIn.ended')}</Banner>}
      {problem === null && talking === null && props.why === 'signedOut' && <Banner tone="info">{t('signIn.signedOut')}</Banner>}
      <TextInput
        size="md"
        label={t('signIn.username')}
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
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        value={password}
        visible={shown}
        onVisibilityChange={setShown}
        visibilityToggleButtonProps={{ 'aria-label': t(shown ? 'signIn.hideCharacters' : 'signIn.showCharacters'), tabIndex: 0 }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {/* There before its words are, so that they are read out. */}
      <Text size="sm" c="var(--cc-muted)" role="status">
        {slow ? t('signIn.slow') : failures >= 3 ? t('signIn.forgotten') : ''}
      </Text>
      <Button size="md" type="submit" fullWidth loading={busy} mt={8}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

/** To the other language, named in that language. */
export function OtherLanguage(): ReactNode {
  const t = useTranslations();
  const { language, setLanguage } = useLanguage();
  const other = language === 'en' ? 'it' : 'en';
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      c="var(--cc-muted)"
      leftSection={<IconLanguage size={16} aria-hidden />}
      lang={other}
      onClick={() => setLanguage(other)}
    >
      {t('signIn.language')}
    </Button>
  );
}

import { failureCode } from '@centralino/ui';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import { useDesk } from '../state/desk-context.ts';
import { Door } from './door.tsx';

export function SignIn(props: { why: 'first' | 'ended' | 'signedOut' }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [shown, setShown] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (username.trim() === '' || password === '') return setProblem(t('signIn.missing'));
    setBusy(true);
    setProblem(null);
    try {
      await desk.signIn(username.trim(), password);
    } catch (error) {
      setProblem(t(`errors.${failureWord(failureCode(error))}`));
      setBusy(false);
    }
  };

  return (
    <Door title={t('signIn.title')} intro={t('signIn.intro')}>
      <form onSubmit={(event) => void submit(event)} noValidate style={{ display: 'contents' }}>
        {problem !== null && <Banner tone="error">{problem}</Banner>}
        {problem === null && props.why === 'ended' && <Banner tone="warning">{t('signIn.ended')}</Banner>}
        {problem === null && props.why === 'signedOut' && <Banner tone="info">{t('signIn.signedOut')}</Banner>}
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
        <Button size="md" type="submit" fullWidth loading={busy} mt={8}>
          {t('signIn.submit')}
        </Button>
      </form>
    </Door>
  );
}

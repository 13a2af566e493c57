import { failureCode, RequestFailed } from '@centralino/ui';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import { useDesk } from '../state/desk-context.ts';
import { Door } from './door.tsx';

/** The key of the one-time link: in the fragment, so that it never reaches a server's log. `#key` and `#token=key` are both fine. */
const tokenOf = (hash: string): string => {
  const text = hash.replace(/^#/, '');
  return new URLSearchParams(text).get('token') ?? (text.includes('=') ? '' : decodeURIComponent(text));
};

/** Creates the first administrator. */
export function Setup(props: { onDone: () => void }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [token] = useState(() => tokenOf(location.hash));
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [shown, setShown] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '' || username.trim() === '' || password === '') return setProblem(t('errors.invalid'));
    if (password !== repeat) return setProblem(t('setup.differ'));
    setBusy(true);
    setProblem(null);
    try {
      await desk.setup({ token, username: username.trim(), name: name.trim(), password });
      props.onDone();
    } catch (error) {
      const detail = error instanceof RequestFailed && error.code === 'user.weakPassword' ? error.detail : undefined;
      setProblem(detail ?? t(`errors.${failureWord(failureCode(error))}`));
      setBusy(false);
    }
  };
  const toggle = {
    visible: shown,
    onVisibilityChange: setShown,
    visibilityToggleButtonProps: { 'aria-label': t(shown ? 'signIn.hideCharacters' : 'signIn.showCharacters'), tabIndex: 0 },
  };

  return (
    <Door title={t('setup.title')} intro={t('setup.intro')}>
      {token === '' ? (
        <Banner tone="warning">{t('setup.noToken')}</Banner>
      ) : (
        <form onSubmit={(event) => void submit(event)} noValidate style={{ display: 'contents' }}>
          {problem !== null && <Banner tone="error">{problem}</Banner>}
          <TextInput
            label={t('setup.name')}
            name="name"
            autoComplete="name"
            autoFocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('signIn.username')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('signIn.password')}
            description={t('setup.passwordHint')}
            name="password"
            autoComplete="new-password"
            value={password}
            {...toggle}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('setup.repeat')}
            name="repeat"
            autoComplete="new-password"
            value={repeat}
            {...toggle}
            onChange={(event) => setRepeat(event.currentTarget.value)}
          />
          <Button size="md" type="submit" fullWidth loading={busy} mt={8}>
            {t('setup.submit')}
          </Button>
        </form>
      )}
    </Door>
  );
}

import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { failureCode } from '../api/request-failed.ts';
import type { RestClient } from '../api/rest-client.ts';
import { Banner } from './banner.tsx';

const problems = {
  'auth.wrongPassword': 'password.wrong',
  'user.weakPassword': 'password.weak',
  'auth.rateLimited': 'password.tooOften',
} as const;

/** Changes one's own password. The app has `passwordWords` under `password`, and `signInWords` under `signIn`. */
export function PasswordDialog(props: {
  change: RestClient['changePassword'];
  /** Of what else may go wrong, in the reader's language. */
  failureText(error: unknown): string;
  onClose(): void;
}): ReactNode {
  const t = useTranslations();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeated, setRepeated] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (current === '' || next === '' || repeated === '') return setProblem(t('password.missing'));
    if (next !== repeated) return setProblem(t('password.differ'));
    setBusy(true);
    setProblem(null);
    try {
      await props.change({ current, password: next });
      setDone(true);
    } catch (error) {
      const word = problems[failureCode(error) as keyof typeof problems];
      setProblem(word === undefined ? props.failureText(error) : t(word));
    } finally {
      setBusy(false);
    }
  };
  const shared = {
    visible: shown,
    onVisibilityChange: setShown,
    visibilityToggleButtonProps: { 'aria-label': t(shown ? 'signIn.hideCharacters' : 'signIn.showCharacters'), tabIndex: 0 },
  };

  return (
    <Modal opened onClose={props.onClose} title={t('password.title')} closeButtonProps={{ 'aria-label': t('password.close') }}>
      {done ? (
        <>
          <Banner tone="info">{t('password.done')}</Banner>
          <Group justify="flex-end" mt="md">
            <Button data-autofocus onClick={props.onClose}>
              {t('password.close')}
            </Button>
          </Group>
        </>
      ) : (
        <form onSubmit={(event) => void submit(event)} noValidate>
          {problem !== null && <Banner tone="error">{problem}</Banner>}
          <PasswordInput
            {...shared}
            label={t('password.current')}
            autoComplete="current-password"
            data-autofocus
            mt="xs"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            {...shared}
            label={t('password.next')}
            description={t('password.rules')}
            autoComplete="new-password"
            mt="sm"
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <PasswordInput
            {...shared}
            label={t('password.repeat')}
            description={t('password.others')}
            autoComplete="new-password"
            mt="sm"
            value={repeated}
            onChange={(event) => setRepeated(event.currentTarget.value)}
          />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={props.onClose}>
              {t('password.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('password.submit')}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  );
}

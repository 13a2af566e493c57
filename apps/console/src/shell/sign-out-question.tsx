import { useStore } from '@centralino/ui';
import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { leavesTalk, signOut } from '../session.ts';

/** Asks before a sign-out that ends the talk of the desk in another window of this browser. */
export function SignOutQuestion(): ReactNode {
  const t = useTranslations('shell.inTalk');
  const asked = useStore(leavesTalk);
  const stay = (): void => leavesTalk.set(false);
  return (
    <Modal opened={asked} onClose={stay} title={t('title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Text size="sm">{t('text')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" data-autofocus onClick={stay}>
          {t('stay')}
        </Button>
        <Button color="red" onClick={() => void signOut(true)}>
          {t('leave')}
        </Button>
      </Group>
    </Modal>
  );
}

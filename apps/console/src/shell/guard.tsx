import { useStore } from '@centralino/ui';
import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { leaveUnsaved, wanted } from '../router.ts';

/** Asks before what was typed is lost: the one question of the console that can't be an undo. */
export function Guard(): ReactNode {
  const t = useTranslations('shell.guard');
  const to = useStore(wanted);
  const stay = (): void => wanted.set(null);
  return (
    <Modal opened={to !== null} onClose={stay} title={t('title')} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Text>{t('text')}</Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={leaveUnsaved}>
          {t('leave')}
        </Button>
        <Button data-autofocus onClick={stay}>
          {t('stay')}
        </Button>
      </Group>
    </Modal>
  );
}

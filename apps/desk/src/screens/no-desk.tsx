import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useDesk } from '../state/desk-context.ts';
import { Door } from './door.tsx';

/** Signed in, but not as an agent. */
export function NoDesk(props: { name: string }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  return (
    <Door title={t('noDesk.title')} intro={t('noDesk.text', { name: props.name })}>
      <Button variant="default" onClick={() => void desk.signOut()}>
        {t('presence.signOut')}
      </Button>
    </Door>
  );
}

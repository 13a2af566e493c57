import type { SessionUser } from '@centralino/protocol';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useDesk } from '../state/desk-context.ts';
import { Door } from './door.tsx';

/** Signed in, but not as an agent. */
export function NoDesk(props: { user: SessionUser }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  return (
    <Door
      title={t('noDesk.title')}
      intro={t(props.user.roles.includes('admin') ? 'noDesk.adminText' : 'noDesk.text', { name: props.user.name })}
    >
      {props.user.roles.includes('admin') && (
        <Button component="a" href="/console/">
          {t('noDesk.console')}
        </Button>
      )}
      <Button variant="default" onClick={() => void desk.signOut()}>
        {t('presence.signOut')}
      </Button>
    </Door>
  );
}

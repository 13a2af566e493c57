import { IconAppWindow } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';

/** Opens the page on demand, where the popup function has one for this contact. */
export function PopupButton(props: { part: Part }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const offered = useStore(desk.popups.state, ({ demand }) => demand.has(props.part.segment.id));
  const pending = useStore(desk.pending).has('popup');
  if (!offered) return null;
  return (
    <ActionButton stacked icon={IconAppWindow} variant="default" pending={pending} onClick={() => void desk.popup(props.part)}>
      {t('popup.button')}
    </ActionButton>
  );
}

import { IconDialpad, IconMicrophone, IconMicrophoneOff, IconPhoneOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import { keypadOpen } from '../state/view.ts';
import { ActionButton } from './action-button.tsx';
import { KeyHint, useKeyName } from './key-hint.tsx';

/** The buttons that every stage with a talk has, whoever called whom. */

export function MuteButton(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const { muted } = useStore(desk.media.store);
  return (
    <ActionButton
      icon={muted ? IconMicrophoneOff : IconMicrophone}
      variant="default"
      amber={muted}
      aria-pressed={muted}
      rightSection={<KeyHint action="mute" />}
      aria-keyshortcuts={useKeyName('mute')}
      onClick={() => desk.media.setMuted(!muted)}
    >
      {t('call.mute')}
    </ActionButton>
  );
}

export function KeypadButton(): ReactNode {
  const t = useTranslations();
  const open = useStore(keypadOpen);
  return (
    <ActionButton
      icon={IconDialpad}
      variant="default"
      aria-pressed={open}
      rightSection={<KeyHint action="keypad" />}
      aria-keyshortcuts={useKeyName('keypad')}
      onClick={() => keypadOpen.set(!open)}
    >
      {t('call.keypad')}
    </ActionButton>
  );
}

/** `unavailable`: there is no talk to end yet. */
export function HangUpButton(props: { unavailable?: boolean; onClick: () => void }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  return (
    <ActionButton
      icon={IconPhoneOff}
      color="red"
      unavailable={props.unavailable ?? false}
      pending={useStore(desk.pending).has('hangUp')}
      rightSection={<KeyHint action="hangUp" onColour />}
      aria-keyshortcuts={useKeyName('hangUp')}
      onClick={props.onClick}
    >
      {t('call.hangUp')}
    </ActionButton>
  );
}

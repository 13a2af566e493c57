import { IconDialpad, IconDoorExit, IconMicrophone, IconMicrophoneOff, IconPhoneOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import { keypadOpen } from '../state/view.ts';
import { ActionButton } from './action-button.tsx';
import styles from './call-buttons.module.css';
import { KeyHint, useKeyName } from './key-hint.tsx';

/** The buttons that every stage with a talk has, whoever called whom. */

/**
 * One row in which each button keeps its place for as long as the talk goes on: what is not possible at the moment leaves a gap (false), so
 * that nothing moves away from under the mouse.
 */
export function ButtonRow(props: { children: readonly (ReactNode | false)[] }): ReactNode {
  const t = useTranslations();
  return (
    <div className={styles.row} data-talk-buttons role="group" aria-label={t('call.buttons')}>
      {props.children.map((button, place) => (
        <div key={place}>{button}</div>
      ))}
    </div>
  );
}

export function MuteButton(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const { muted } = useStore(desk.media.store);
  return (
    <ActionButton
      stacked
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
      stacked
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

/** What hanging up does: ends the call; in a conference leaves it, or (whose call it is) ends it for all. */
export type HangUpMeans = 'hangUp' | 'leave' | 'endForAll';

/** `unavailable`: there is no talk to end yet. */
export function HangUpButton(props: { means?: HangUpMeans; unavailable?: boolean; onClick: () => void }): ReactNode {
  const { means = 'hangUp' } = props;
  const desk = useDesk();
  const t = useTranslations();
  return (
    <ActionButton
      stacked
      icon={means === 'leave' ? IconDoorExit : IconPhoneOff}
      color="red"
      variant={means === 'leave' ? 'outline' : 'filled'}
      unavailable={props.unavailable ?? false}
      pending={useStore(desk.pending).has('hangUp')}
      rightSection={<KeyHint action="hangUp" />}
      aria-keyshortcuts={useKeyName('hangUp')}
      onClick={props.onClick}
    >
      {t(`call.${means}`)}
    </ActionButton>
  );
}

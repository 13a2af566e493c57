import { Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStore } from '../lib/store.ts';
import { shortcutStore, type ShortcutAction } from '../keyboard/shortcuts.ts';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** A chord as it is printed on this computer's keys. */
export const chordText = (chord: string): string => chord.replace('Mod+', isMac ? '⌘ ' : 'Ctrl ').replace('Shift+', '⇧ ');

/** The key of an action, for the eye: screen readers get it as `aria-keyshortcuts`, so that names stay plain. */
export function KeyHint(props: { action: ShortcutAction; onColour?: boolean }): ReactNode {
  const { map, singleKeys } = useStore(shortcutStore);
  const chord = map[props.action];
  if (!singleKeys && !chord.startsWith('Mod+')) return null;
  return (
    <Kbd
      aria-hidden
      size="xs"
      {...(props.onColour ? { style: { background: 'rgb(0 0 0 / 18%)', borderColor: 'rgb(255 255 255 / 38%)', color: 'inherit' } } : {})}
    >
      {chordText(chord)}
    </Kbd>
  );
}

/** The same for `aria-keyshortcuts` (WAI-ARIA 1.2 key names). */
export function useKeyName(action: ShortcutAction): string | undefined {
  const { map, singleKeys } = useStore(shortcutStore);
  const chord = map[action];
  return singleKeys || chord.startsWith('Mod+') ? chord.replace('Mod+', isMac ? 'Meta+' : 'Control+') : undefined;
}

import { Button, Kbd, Modal, Switch } from '@mantine/core';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { chordText } from '../parts/key-hint.tsx';
import { helpOpen } from '../state/view.ts';
import styles from './help-dialog.module.css';
import { chordOf, defaultShortcuts, remap, saveShortcuts, shortcutActions, shortcutStore, type ShortcutAction } from './shortcuts.ts';

/** All shortcuts, and how to change them. */
export function HelpDialog(): ReactNode {
  const t = useTranslations();
  const open = useStore(helpOpen);
  const settings = useStore(shortcutStore);
  const [changing, setChanging] = useState<ShortcutAction | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();

  const take = (event: KeyboardEvent): void => {
    if (changing === null) return;
    const chord = chordOf(event);
    if (chord === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (chord !== 'Escape') {
      const result = remap(settings.map, changing, chord);
      if (result.ok) saveShortcuts({ ...settings, map: result.map });
      else {
        setProblem(result.why === 'taken' ? t('help.taken', { action: t(`help.actions.${result.by}`) }) : t('help.reserved'));
        return;
      }
    }
    setProblem(null);
    setChanging(null);
  };

  return (
    <Modal
      opened={open}
      onClose={() => {
        setChanging(null);
        helpOpen.set(false);
      }}
      title={t('help.title')}
      size="md"
      closeOnEscape={changing === null}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p className={styles.intro}>
        {t('help.intro')} {t('help.enterToo')}
      </p>
      <ul className={styles.list} onKeyDownCapture={take}>
        {shortcutActions.map((action) => (
          <li key={action} className={styles.row}>
            <span className={styles.name} id={`${id}-${action}`}>
              {t(`help.actions.${action}`)}
            </span>
            <Kbd>{changing === action ? '…' : chordText(settings.map[action])}</Kbd>
            <Button
              size="compact-sm"
              variant={changing === action ? 'filled' : 'subtle'}
              aria-describedby={`${id}-${action}`}
              onClick={() => {
                setProblem(null);
                setChanging(changing === action ? null : action);
              }}
            >
              {t(changing === action ? 'help.press' : 'help.change')}
            </Button>
          </li>
        ))}
      </ul>
      <p className={styles.problem} role="alert">
        {problem}
      </p>
      <div className={styles.foot}>
        <Switch
          label={t('help.singleKeys')}
          checked={settings.singleKeys}
          onChange={(event) => saveShortcuts({ ...settings, singleKeys: event.currentTarget.checked })}
        />
        <Button
          variant="default"
          onClick={() => {
            setProblem(null);
            saveShortcuts({ ...settings, map: defaultShortcuts });
          }}
        >
          {t('help.reset')}
        </Button>
      </div>
    </Modal>
  );
}

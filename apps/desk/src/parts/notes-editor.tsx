import { IconCheck, IconCloudOff, IconCloudUp } from '@tabler/icons-react';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useKeyName } from './key-hint.tsx';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import styles from './notes-editor.module.css';

const maxLength = 10_000;

/** Notes of this part, saved while they are typed. */
export function NotesEditor(props: { part: Part; autoFocus?: boolean }): ReactNode {
  const { interaction, segment } = props.part;
  const desk = useDesk();
  const t = useTranslations();
  const id = useId();
  const keyName = useKeyName('notes');
  const draft = useStore(desk.drafts.store, (drafts) => drafts[segment.id]);
  const [fallback, setFallback] = useState(() => desk.drafts.textOf(segment.id, segment.note));
  const text = draft?.text ?? fallback;

  // Notes that another window typed arrive as events; what is typed here wins until it is saved.
  useEffect(() => {
    if (draft === undefined || draft.state === 'saved') setFallback(segment.note);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new note of the server matters
  }, [segment.note]);
  useEffect(() => {
    if (props.autoFocus) document.getElementById(id)?.focus({ preventScroll: true });
  }, [id, props.autoFocus]);

  return (
    <div className={styles.editor}>
      <div className={styles.head}>
        <label className={styles.label} htmlFor={id}>
          {t('notes.label')}
        </label>
        <span className={`${styles.state} ${draft?.state === 'unsaved' ? styles.unsaved : ''}`} aria-live="off">
          {draft?.state === 'saved' && (
            <>
              <IconCheck size={14} aria-hidden /> {t('notes.saved')}
            </>
          )}
          {draft?.state === 'saving' && (
            <>
              <IconCloudUp size={14} aria-hidden /> {t('notes.saving')}
            </>
          )}
          {draft?.state === 'unsaved' && (
            <>
              <IconCloudOff size={14} aria-hidden /> {t('notes.unsaved')}
            </>
          )}
        </span>
      </div>
      <textarea
        id={id}
        data-notes
        className={styles.area}
        maxLength={maxLength}
        placeholder={t('notes.placeholder')}
        aria-keyshortcuts={keyName}
        value={text}
        onChange={(event) => desk.drafts.type(interaction.id, segment.id, event.currentTarget.value)}
        onBlur={() => void desk.drafts.flush(segment.id)}
      />
    </div>
  );
}

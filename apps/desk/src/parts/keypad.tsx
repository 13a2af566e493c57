import { playKeyTone } from '@centralino/ui';
import { UnstyledButton } from '@mantine/core';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import { keypadOpen } from '../state/view.ts';
import { Banner } from './banner.tsx';
import styles from './keypad.module.css';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const letters: Partial<Record<string, string>> = {
  2: 'ABC',
  3: 'DEF',
  4: 'GHI',
  5: 'JKL',
  6: 'MNO',
  7: 'PQRS',
  8: 'TUV',
  9: 'WXYZ',
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea, select, input'));

/** A telephone's keys: each is sent to the other side, heard here, and written down. The computer's own keys work, too. */
export function Keypad(props: { legId: string }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const { legId } = props;
  const [typed, setTyped] = useState('');
  const [failed, setFailed] = useState(false);
  const speakerId = useStore(desk.devices, (state) => state.choice.speakerId);
  /** One after the other: tones that overtake each other would dial something else. */
  const last = useRef<Promise<unknown>>(Promise.resolve());

  const press = useCallback(
    (digit: string): void => {
      setTyped((before) => (before + digit).slice(-32));
      setFailed(false);
      playKeyTone(digit, speakerId);
      last.current = last.current.then(async () => {
        if ((await desk.sendTones(legId, digit)) !== null) setFailed(true);
      });
    },
    [desk, legId, speakerId],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('[role=dialog]') === null) keypadOpen.set(false);
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !/^[0-9*#]$/.test(event.key)) return;
      event.preventDefault();
      press(event.key);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [press]);

  return (
    <section className={styles.keypad} aria-label={t('keypad.label')}>
      <output className={styles.typed} aria-label={t('keypad.typed')}>
        {typed}
      </output>
      <div className={styles.keys}>
        {keys.map((key) => (
          <UnstyledButton key={key} className={styles.key} onClick={() => press(key)}>
            <span>{key}</span>
            <span className={styles.letters} aria-hidden>
              {letters[key] ?? ''}
            </span>
          </UnstyledButton>
        ))}
      </div>
      {failed && <Banner tone="warning">{t('keypad.failed')}</Banner>}
    </section>
  );
}

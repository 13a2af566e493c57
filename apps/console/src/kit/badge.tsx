import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './badge.module.css';

/** Whether something is in use: mark, word and colour. */
export function OnOff(props: { on: boolean }): ReactNode {
  const t = useTranslations('kit');
  const Mark = props.on ? IconCircleCheckFilled : IconCircle;
  return (
    <span className={`${styles.state} ${props.on ? styles.on : ''}`}>
      <Mark size={16} aria-hidden />
      {t(props.on ? 'on' : 'off')}
    </span>
  );
}

/** Short words side by side, e.g. the channels of a service. */
export function Chips(props: { words: string[] }): ReactNode {
  const t = useTranslations('kit');
  if (props.words.length === 0) return <span className={styles.state}>{t('none')}</span>;
  return (
    <span className={styles.chips}>
      {props.words.map((word) => (
        <span key={word} className={styles.chip}>
          {word}
        </span>
      ))}
    </span>
  );
}

/** A code as systems write it. */
export const CodeWord = (props: { children: string }): ReactNode => <code className={styles.code}>{props.children}</code>;

import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';

export type Tone = 'info' | 'warning' | 'error' | 'good';

const icons = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconAlertCircle, good: IconCircleCheck };

/** One calm message in its place: icon, words, perhaps what to do. Errors are announced at once, the rest politely. */
export function Banner(props: { tone: Tone; title?: string; children?: ReactNode; action?: ReactNode; live?: boolean }): ReactNode {
  const Icon = icons[props.tone];
  const role = props.live === false ? undefined : props.tone === 'error' ? 'alert' : 'status';
  return (
    <div className={`${styles.banner} ${styles[props.tone]}`} role={role}>
      <Icon size={18} aria-hidden />
      <div className={styles.body}>
        {props.title !== undefined && <div className={styles.title}>{props.title}</div>}
        {props.children !== undefined && <div className={styles.text}>{props.children}</div>}
      </div>
      {props.action}
    </div>
  );
}

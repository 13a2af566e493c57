import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './page.module.css';

/** Nothing is here yet: what would be, and the first step. */
export function Empty(props: { icon: Icon; title: string; text: string; action?: ReactNode }): ReactNode {
  const { icon: Sign } = props;
  return (
    <div className={styles.empty}>
      <div className={styles.emptyIcon}>
        <Sign size={28} stroke={1.6} aria-hidden />
      </div>
      <h2 className={styles.emptyTitle}>{props.title}</h2>
      <p className={styles.emptyText}>{props.text}</p>
      {props.action}
    </div>
  );
}

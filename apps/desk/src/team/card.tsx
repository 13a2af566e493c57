import { useId, type ReactNode } from 'react';
import styles from './team.module.css';

/** One part of the board: a heading, what belongs to it, and a table or the word for an empty one. */
export function Card(props: {
  title: string;
  count: number;
  empty: string;
  tools?: ReactNode;
  children: ReactNode;
  more?: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div className={styles.cardHead}>
        <h2 className={styles.heading} id={id}>
          {props.title}
        </h2>
        <span className={styles.number} aria-hidden>
          {props.count}
        </span>
        {props.tools}
      </div>
      {props.count === 0 ? <p className={styles.empty}>{props.empty}</p> : props.children}
      {props.more}
    </section>
  );
}

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './page.module.css';

/** Rows that *More* adds, and that are asked for at once. */
export const step = 50;

/** Pages of a long list, newest first, until there are `most` rows or no more. */
export async function readUpTo<T, C extends string | number>(
  most: number,
  page: (query: { limit: number; cursor?: C }) => Promise<{ rows: T[]; next: C | null }>,
): Promise<{ rows: T[]; more: boolean }> {
  const rows: T[] = [];
  let cursor: C | null = null;
  do {
    const read: { rows: T[]; next: C | null } = await page({ limit: step, ...(cursor === null ? {} : { cursor }) });
    rows.push(...read.rows);
    cursor = read.next;
  } while (cursor !== null && rows.length < most);
  return { rows, more: cursor !== null };
}

/** Below a list of which there is more. */
export function More(props: { onClick: () => void }): ReactNode {
  const t = useTranslations('kit');
  return (
    <div className={styles.filter}>
      <Button variant="default" onClick={props.onClick}>
        {t('more')}
      </Button>
    </div>
  );
}

/** What happened, a line each, under these headings. */
export function LogTable(props: { label: string; headings: string[]; children: ReactNode }): ReactNode {
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={props.label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {props.headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

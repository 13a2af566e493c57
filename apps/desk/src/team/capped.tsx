import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './team.module.css';

/** How many rows are drawn before one asks for more: boards of a thousand agents stay quick. */
const step = 50;

/** The first rows of many, and a button for the next ones. */
export function useCapped<T>(rows: readonly T[]): { shown: readonly T[]; more: ReactNode } {
  const t = useTranslations();
  const [cap, setCap] = useState(step);
  const left = rows.length - cap;
  return {
    shown: left > 0 ? rows.slice(0, cap) : rows,
    more:
      left > 0 ? (
        <Button variant="subtle" size="compact-sm" className={styles.more} onClick={() => setCap(cap + step)}>
          {t('team.more', { count: String(Math.min(step, left)) })}
        </Button>
      ) : null,
  };
}

import type { Recording } from '@centralino/protocol';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clock } from '../lib/clock.ts';
import styles from './recordings.module.css';

/** Whether all of the talk is there, in words. `brief`: without length and reasons. */
export function RecordingVerdict(props: { recording: Recording; brief?: boolean }): ReactNode {
  const t = useTranslations();
  const { complete, ms, problems } = props.recording.result;
  return (
    <p className={styles.verdict}>
      {props.brief !== true && <span>{t('recording.length', { length: clock(ms) })}</span>}
      <span className={complete ? styles.good : styles.bad}>
        {complete ? <IconCircleCheck size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
        {complete
          ? t('recording.complete')
          : [
              t('recording.incomplete'),
              (props.brief === true ? [] : problems).map((problem) => t(`recording.problems.${problem}`)).join(', '),
            ]
              .filter(Boolean)
              .join(': ')}
      </span>
    </p>
  );
}

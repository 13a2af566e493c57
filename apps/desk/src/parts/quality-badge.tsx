import { Tooltip } from '@mantine/core';
import { IconAntennaBars3, IconAntennaBars4, IconAntennaBars5, IconAntennaBarsOff, IconMicrophoneOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../state/desk-state.ts';
import styles from './call-stage.module.css';

export type Grade = 'good' | 'fair' | 'poor';

/** R of ITU-T G.107: from 80 on people are satisfied, below 60 most are not. */
export const gradeOf = (quality: Quality): Grade => (quality.stats.r >= 80 ? 'good' : quality.stats.r >= 60 ? 'fair' : 'poor');

const icons = { good: IconAntennaBars5, fair: IconAntennaBars4, poor: IconAntennaBars3 };

/** The agent's own line in a word and bars, figures on hover. A line on which nothing is heard is no good line, however fast it is. */
export function QualityBadge(props: { quality: Quality | undefined }): ReactNode {
  const t = useTranslations();
  const { quality } = props;
  if (quality === undefined) {
    return (
      <span className={styles.quality}>
        <IconAntennaBarsOff size={16} aria-hidden />
        {t('quality.unknown')}
      </span>
    );
  }
  if (quality.trouble === 'silence' || quality.trouble === 'noMedia') {
    return (
      <span className={`${styles.quality} ${styles.poor}`}>
        <IconMicrophoneOff size={16} aria-hidden />
        {t('quality.unheard')}
      </span>
    );
  }
  const grade = gradeOf(quality);
  const Sign = icons[grade];
  const loss = Math.max(quality.stats.lossIn, quality.stats.lossOut);
  return (
    <Tooltip label={t('quality.detail', { rtt: String(Math.round(quality.stats.rttMs ?? 0)), loss: (loss * 100).toFixed(1) })}>
      <span className={`${styles.quality} ${styles[grade]}`}>
        <Sign size={16} aria-hidden />
        {t(`quality.${grade}`)}
      </span>
    </Tooltip>
  );
}

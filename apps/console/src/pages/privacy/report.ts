import type { ErasureReport } from '@centralino/protocol';
import { useTranslations } from 'use-intl';
import type { privacyWords } from './words.ts';

type Word = keyof typeof privacyWords.en.report;

/** What was removed, in words, in the order in which people think of it. */
export function useReportText(): (report: ErasureReport) => { label: string; count: number }[] {
  const t = useTranslations('privacy.report');
  return ({ contacts, interactions, notes, events, others }) =>
    Object.entries({ contacts, interactions, notes, ...others, events }).map(([word, count]) => ({
      label: t.has(word as Word) ? t(word as Word) : word,
      count,
    }));
}

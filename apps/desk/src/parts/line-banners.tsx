import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../state/desk-state.ts';
import { Banner } from './banner.tsx';

/**
 * What is wrong with the lines of a talk, one thing at a time: one's own before the other's. `muted`: the agent silenced their microphone
 * themselves, and is told so elsewhere. `colleague`: the name of the other, if it is one.
 */
export function LineBanners(props: {
  yours: Quality | undefined;
  theirs: Quality | undefined;
  muted: boolean;
  colleague: string | null;
}): ReactNode {
  const t = useTranslations();
  const { yours, theirs, muted, colleague } = props;
  const mine = yours === undefined || (yours.trouble === 'silence' && muted) ? 'none' : yours.trouble;
  if (mine !== 'none') return <Banner tone="warning">{t(`quality.you.${mine}`)}</Banner>;
  const other = theirs?.trouble ?? 'none';
  if (other === 'none') return null;
  return (
    <Banner tone="warning">
      {colleague === null ? t(`quality.customer.${other}`) : t(`quality.colleague.${other}`, { name: colleague })}
    </Banner>
  );
}

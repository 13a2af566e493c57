import { ordinal, type Translate } from '../i18n/index.ts';
import type { CustomerView, Language } from '../types.ts';

export interface WaitingWords {
  heading: string;
  /** Why they wait: a reason that they should know of; null while they simply wait for the first time. */
  reason: string | null;
  /** What there is to expect, and to do, when nobody can answer now. */
  outlook: string | null;
}

/** What a customer who waits is told. Pure, so that screen and screen reader say the same; the heading alone speaks of the place in line. */
export function waitingWords(view: CustomerView, language: Language, t: Translate): WaitingWords {
  const { state, position, queuedReason, staffing, serviceName } = view;
  if (state === 'connecting') return { heading: t('waiting.connecting'), reason: null, outlook: null };
  const reason = queuedReason === null ? null : t(`waiting.reason.${queuedReason}`, { service: serviceName });
  // Nobody knows their place before the line is up.
  if (position === null) return { heading: t('waiting.preparing'), reason, outlook: null };
  const place = { ordinal: ordinal(position, language) };
  if (staffing === 'nobody') {
    const outlook = position === 1 ? t('waiting.nobodyNext') : t('waiting.nobodyPosition', place);
    return { heading: t('waiting.nobody'), reason, outlook };
  }
  const heading = position === 1 ? t('waiting.next') : t('waiting.position', place);
  return { heading, reason, outlook: staffing === 'paused' ? t('waiting.paused') : null };
}

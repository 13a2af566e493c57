import type { Presence } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from './desk-context.ts';

/** A reason to pause as people read it: of the list, the system's own, or the code if it is gone from the list. */
export function useReasonWords(): (code: string) => string {
  const desk = useDesk();
  const t = useTranslations();
  const { language } = useLanguage();
  const reasons = useStore(desk.state, (state) => state.pauseReasons);
  return (code) => {
    const known = reasons.find((reason) => reason.code === code);
    if (known !== undefined) return known.label[language];
    return code === 'signedIn' || code === 'missed' || code === 'mediaFailed' ? t(`presence.system.${code}`) : code;
  };
}

/** A presence in words. */
export function usePresenceWords(): (presence: Presence) => string {
  const t = useTranslations();
  const reason = useReasonWords();
  return (presence) =>
    presence.kind === 'paused' ? `${t('presence.paused')} · ${reason(presence.reason)}` : t(`presence.${presence.kind}`);
}

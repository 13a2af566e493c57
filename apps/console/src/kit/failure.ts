import { RequestFailed } from '@centralino/ui';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import type { kitWords } from '../messages/kit.ts';

type Word = keyof typeof kitWords.en.errors;

const words: Record<string, Word> = {
  network: 'network',
  timeout: 'network',
  'auth.required': 'session',
  'auth.csrf': 'csrf',
  'auth.forbidden': 'forbidden',
  'auth.rateLimited': 'rateLimited',
  'request.invalid': 'invalid',
  'user.lastAdmin': 'lastAdmin',
  'user.exists': 'userExists',
  'user.weakPassword': 'weakPassword',
  'skillset.inUse': 'inUse',
  'profile.inUse': 'inUse',
  'service.inUse': 'serviceInUse',
  'widget.inUse': 'widgetInUse',
  'service.reserved': 'reserved',
  'agent.busy': 'agentBusy',
  'popup.invalid': 'popupInvalid',
  'book.inUse': 'bookInUse',
  'book.reserved': 'bookReserved',
  'contact.changed': 'contactChanged',
  'contact.unknown': 'gone',
  'recording.unknown': 'gone',
  'recording.unavailable': 'recordingAway',
  'privacy.name': 'privacyName',
  'privacy.open': 'privacyOpen',
  'server.stopping': 'network',
  'server.storageFull': 'storageFull',
  'server.cannotSave': 'cannotSave',
};

/** What happened and what to do, in the reader's language; the server's own detail follows where it names the thing. */
export function useFailureText(): (error: unknown) => string {
  const t = useTranslations('kit.errors');
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof RequestFailed)) return t('unknown');
      const word = words[error.code];
      const text = t(word ?? 'unknown');
      const detail = error.detail ?? (word === undefined ? error.message : undefined);
      return detail === undefined ? text : `${text} (${detail})`;
    },
    [t],
  );
}

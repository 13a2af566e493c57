import type { Language } from '@centralino/protocol';
import { parts } from './parts.ts';
import type { Words } from './words.ts';

type English = { [K in keyof typeof parts]: (typeof parts)[K]['en'] };
export type Messages = Words<English>;

const inLanguage = (language: Language): Messages =>
  Object.fromEntries(Object.entries(parts).map(([part, words]) => [part, words[language]])) as unknown as Messages;

export const messages: Record<Language, Messages> = { en: inLanguage('en'), it: inLanguage('it') };

declare module 'use-intl' {
  interface AppConfig {
    Messages: English;
  }
}

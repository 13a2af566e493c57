import type { Language } from '@centralino/protocol';
import { profilesWords } from '../pages/profiles/words.ts';
import { servicesWords } from '../pages/services/words.ts';
import { skillsetsWords } from '../pages/skillsets/words.ts';
import { usersWords } from '../pages/users/words.ts';
import { kitWords } from './kit.ts';
import { doorWords, shellWords } from './shell.ts';
import type { Words } from './words.ts';

/** Every part of the console with its words; a page's part has the page's id as its name. */
export const parts = {
  kit: kitWords,
  shell: shellWords,
  door: doorWords,
  services: servicesWords,
  skillsets: skillsetsWords,
  users: usersWords,
  profiles: profilesWords,
};

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

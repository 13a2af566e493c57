import type { Language } from '@centralino/protocol';
import { en } from './en.ts';
import { it } from './it.ts';

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** The shape that every language fills. */
export type Messages = Words<typeof en>;

export const messages: Record<Language, Messages> = { en, it };

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en;
  }
}

import type { Migration } from 'kysely/migration';
import * as firstTalk from './001-first-talk.ts';

/** In order. A migration that has been released is never changed: write the next one. */
export const migrations: Record<string, Migration> = {
  '001-first-talk': firstTalk,
};

import type { Migration } from 'kysely/migration';
import * as firstTalk from './001-first-talk.ts';
import * as callControl from './002-call-control.ts';
import * as contacts from './007-contacts.ts';
import * as recordings from './003-recordings.ts';
import * as supervision from './004-supervision.ts';
import * as notifications from './005-notifications.ts';
import * as popup from './006-popup.ts';
import * as console_ from './008-console.ts';
import * as numbers from './009-numbers.ts';
import * as autoAnswer from './010-auto-answer.ts';

/** In order. A migration that has been released is never changed: write the next one. */
export const migrations: Record<string, Migration> = {
  '001-first-talk': firstTalk,
  '002-call-control': callControl,
  '007-contacts': contacts,
  '003-recordings': recordings,
  '004-supervision': supervision,
  '005-notifications': notifications,
  '006-popup': popup,
  '008-console': console_,
  '009-numbers': numbers,
  '010-auto-answer': autoAnswer,
};

import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { type PersonalDataHolder, rowsHolder } from './holders.ts';

export { recordingsHolder, type PersonalDataHolder, type RecordingStore } from './holders.ts';
export { Privacy, type PrivacyEngine } from './privacy.ts';
export { Retention } from './retention.ts';

/** What other parts keep in tables about interactions. */
export const tableHolders = (db: Kysely<Database>): PersonalDataHolder[] => [
  rowsHolder(db, 'deliveries', ['notification_attempts', 'notification_deliveries']),
  rowsHolder(db, 'popups', ['popups']),
];

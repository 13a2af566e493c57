import { emptyPopupConfig, NotificationRecordConfig, originTrouble, PopupConfig } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { NotificationService } from '../notify/index.ts';
import type { PopupSettings } from '../popup/popup-settings.ts';
import type { Database } from '../store/database.ts';
import { missing } from './missing.ts';
import { section, type Section } from './section.ts';

export type IntegrationDeps = { db: Kysely<Database>; notifications: NotificationService; popups: PopupSettings };

/** Sections of what Centralino tells other systems and of the pages that it opens. */
export const integrationSections = (deps: IntegrationDeps): Section[] => [notificationsSection(deps), popupsSection(deps)];

/** The secrets are for records that do not exist yet; they are never written out. A new WEBHOOK gets a signing secret of its own. */
const NotificationEntry = NotificationRecordConfig.extend({
  password: z.string().max(500).optional(),
  privateKey: z.string().max(20_000).optional(),
});
type NotificationEntry = z.infer<typeof NotificationEntry>;

const notificationsSection = ({ notifications }: IntegrationDeps): Section =>
  section<NotificationEntry>({
    name: 'notifications',
    schema: NotificationEntry,
    keyOf: ({ id }) => id,
    secrets: ['password', 'privateKey'],
    read: async () => notifications.records.list().map(({ config }) => config),
    put: ({ id, ...body }) =>
      notifications.records.find(id) === undefined ? notifications.create(body, id) : notifications.update(id, body),
    // A record that is made again has lost its secrets: it is only switched off until everything else has gone well.
    retire: ({ id, password: _password, privateKey: _key, ...body }) => notifications.update(id, { ...body, enabled: false }),
    remove: ({ id }) => notifications.remove(id),
    check: ({ type, salesforce, events }, keys) =>
      type === 'SALESFORCE' && salesforce === null
        ? 'a record of this type needs "salesforce"'
        : missing(
            events.flatMap(({ service }) => (service === null ? [] : [service])),
            'services',
            keys,
          ),
  });

const onlyKey = 'popups';

/** One thing or none. Services that were removed since are not written out. */
const popupsSection = ({ db, popups }: IntegrationDeps): Section =>
  section<PopupConfig>({
    name: 'popups',
    schema: PopupConfig,
    keyOf: () => onlyKey,
    read: async () => {
      const config = await popups.config();
      if (JSON.stringify(PopupConfig.parse(config)) === JSON.stringify(emptyPopupConfig)) return [];
      const codes = new Set((await db.selectFrom('services').select('code').execute()).map(({ code }) => code));
      return [{ ...config, services: Object.fromEntries(Object.entries(config.services).filter(([code]) => codes.has(code))) }];
    },
    put: (config) => popups.save(config),
    remove: () => popups.save(emptyPopupConfig),
    check: ({ services, frameOrigins }, keys) => originTrouble(frameOrigins) ?? missing(Object.keys(services), 'services', keys),
  });

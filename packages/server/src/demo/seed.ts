import type { Logger } from '../store/connection.ts';
import type { Kysely } from 'kysely';
import type { AgentSink, Users } from '../auth/users.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { NotificationService } from '../notify/index.ts';
import type { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import type { PopupSettings } from '../popup/popup-settings.ts';
import { type Database, toJson } from '../store/database.ts';
import {
  demoContact,
  demoContactNumber,
  demoDeskWidget,
  demoPauseReasons,
  demoPopup,
  demoService,
  demoSkillset,
  demoUsers,
  demoWidget,
} from './data.ts';
import { seedNotifications } from './notification-records.ts';

/** Fills in what is missing of the demo's data. What is there already, perhaps changed by somebody who tries things out, stays. */
export async function seedDemo(options: {
  db: Kysely<Database>;
  users: Users;
  contacts: Contacts;
  deskWidgets: DeskWidgets;
  notifications: NotificationService;
  /** Where the demo is reached. */
  url: string;
  engine: AgentSink;
}): Promise<void> {
  const { db, users, contacts, deskWidgets, notifications, url, engine } = options;
  await db
    .insertInto('skillsets')
    .values(demoSkillset)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const service = await db.selectFrom('services').select('code').where('code', '=', demoService.code).executeTakeFirst();
  if (service === undefined) await engine.send({ type: 'service.configure', service: demoService });

  const skills = [{ skillset: demoSkillset.code, level: 1 }];
  for (const user of demoUsers) {
    if ((await users.byUsername(user.username)) !== null) continue;
    await users.create({ ...user, password: user.username, skills: user.roles.includes('agent') ? skills : [] });
  }

  if ((await contacts.candidates({ phone: demoContactNumber })).length === 0) await contacts.create(demoContact);
  await db
    .insertInto('widgets')
    .values({ id: demoWidget.id, config: toJson(demoWidget) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (!(await deskWidgets.list()).some(({ id }) => id === demoDeskWidget.id)) await deskWidgets.put(demoDeskWidget);
  await seedNotifications(notifications, url);
  const reasons = demoPauseReasons.map(({ code, label }, position) => ({ code, label: toJson(label), position }));
  await db
    .insertInto('pause_reasons')
    .values(reasons)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * The popup of the demo, unless somebody has configured one. Its trial has little time, which a busy machine may use up: that keeps no
 * demo from starting, the next start tries again.
 */
export async function seedDemoPopup(db: Kysely<Database>, settings: PopupSettings, logger: Pick<Logger, 'warn'>): Promise<void> {
  const there = await db.selectFrom('popup_config').select('id').executeTakeFirst();
  if (there !== undefined) return;
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      await settings.save(demoPopup);
      return;
    } catch (error) {
      logger.warn({ err: error, attempt }, 'The popup of the demo could not be set up');
    }
  }
}

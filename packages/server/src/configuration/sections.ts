import {
  AddressBook,
  CreateUserBody,
  DeskWidgetConfig,
  mainBookId,
  originTrouble,
  PauseReason,
  Profile,
  ServiceConfig,
  Skillset,
  WidgetConfig,
  type CommandRequest,
} from '@centralino/protocol';
import { type Kysely, sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Users } from '../auth/users.ts';
import { AddressBooks } from '../contacts/address-books.ts';
import { checkDeskWidget, type DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import type { Profiles } from '../profiles/profiles.ts';
import { type Database, toJson } from '../store/database.ts';
import type { NotificationService } from '../notify/index.ts';
import type { PopupSettings } from '../popup/popup-settings.ts';
import { removeWidget } from '../widget/widget-config.ts';
import { integrationSections } from './integration-sections.ts';
import { missing } from './missing.ts';
import { section, type Section } from './section.ts';

export type SectionDeps = {
  db: Kysely<Database>;
  engine: { send(request: CommandRequest): Promise<unknown> };
  users: Users;
  profiles: Profiles;
  deskWidgets: DeskWidgets;
  notifications: NotificationService;
  popups: PopupSettings;
};

/** A user as they stand in a document: by name, not by id. The password is for users who do not exist yet; it is never written out. */
const UserEntry = CreateUserBody.extend({ password: CreateUserBody.shape.password.optional(), enabled: z.boolean().default(true) });
type UserEntry = z.infer<typeof UserEntry>;

/** Every section, those that others refer to first. */
export const sectionsOf = (deps: SectionDeps): Section[] => [
  skillsets(deps),
  profilesSection(deps),
  pauseReasons(deps),
  services(deps),
  addressBooks(deps),
  usersSection(deps),
  widgets(deps),
  deskWidgetsSection(deps),
  ...integrationSections(deps),
];

const skillsets = ({ db }: SectionDeps): Section =>
  section<Skillset>({
    name: 'skillsets',
    schema: Skillset,
    keyOf: ({ code }) => code,
    read: () => db.selectFrom('skillsets').select(['code', 'name']).orderBy('code').execute(),
    put: (item) =>
      db
        .insertInto('skillsets')
        .values(item)
        .onConflict((conflict) => conflict.column('code').doUpdateSet({ name: item.name }))
        .execute(),
    remove: ({ code }) => db.deleteFrom('skillsets').where('code', '=', code).execute(),
  });

const profilesSection = ({ profiles }: SectionDeps): Section =>
  section<Profile>({
    name: 'profiles',
    schema: Profile,
    keyOf: ({ code }) => code,
    read: () => profiles.list(),
    put: (item) => profiles.put(item),
    remove: ({ code }) => profiles.remove(code),
  });

const pauseReasons = ({ db }: SectionDeps): Section =>
  section<PauseReason>({
    name: 'pauseReasons',
    schema: PauseReason,
    keyOf: ({ code }) => code,
    read: () => db.selectFrom('pause_reasons').select(['code', 'label']).orderBy('position').orderBy('code').execute(),
    put: ({ code, label }) =>
      db
        .insertInto('pause_reasons')
        .values({ code, label: toJson(label), position: 1_000 })
        .onConflict((conflict) => conflict.column('code').doUpdateSet({ label: toJson(label) }))
        .execute(),
    remove: ({ code }) => db.deleteFrom('pause_reasons').where('code', '=', code).execute(),
    order: (codes) =>
      sql`update pause_reasons set position = array_position(${codes}::text[], code) where code = any(${codes}::text[])`.execute(db),
  });

const services = ({ db, engine }: SectionDeps): Section =>
  section<ServiceConfig>({
    name: 'services',
    schema: ServiceConfig,
    keyOf: ({ code }) => code,
    read: async () => (await db.selectFrom('services').select('config').orderBy('code').execute()).map(({ config }) => config),
    put: (service) => engine.send({ type: 'service.configure', service }),
    remove: ({ code }) => engine.send({ type: 'service.remove', code }),
    check: (service, keys) => missing(service.skillsets, 'skillsets', keys),
  });

/** The books, not the contacts in them. Everybody's own is always there, and can only get another name. */
const addressBooks = ({ db }: SectionDeps): Section => {
  const books = new AddressBooks(db);
  return section<AddressBook>({
    name: 'addressBooks',
    schema: AddressBook,
    keyOf: ({ id }) => id,
    read: () => db.selectFrom('address_books').select(['id', 'name', 'services']).orderBy('id').execute(),
    put: (book) => books.put(book),
    remove: ({ id }) => books.remove(id),
    check: (book, keys) => missing(book.services, 'services', keys),
    checkAll: (all) =>
      all.some(({ id, services }) => id === mainBookId && services.length === 0)
        ? null
        : `the book "${mainBookId}" has to stay everybody's`,
  });
};

const usersSection = ({ users }: SectionDeps): Section =>
  section<UserEntry>({
    name: 'users',
    schema: UserEntry,
    keyOf: ({ username }) => username.toLowerCase(),
    secrets: ['password'],
    read: async () => (await users.list()).map(({ id: _id, ...user }) => user),
    put: async ({ username, password, enabled, ...rest }, before) => {
      if (before === undefined) {
        // Without a password in the document nobody can sign in until an administrator sets one.
        const made = await users.create({ username, ...rest, password: password ?? randomBytes(24).toString('base64url') });
        return enabled ? made : users.update(made.id, { enabled });
      }
      const known = await users.byUsername(username);
      return known === null ? null : users.update(known.id, { ...rest, autoAnswer: rest.autoAnswer ?? false, enabled });
    },
    retire: async ({ username }) => {
      const known = await users.byUsername(username);
      if (known !== null) await users.update(known.id, { enabled: false, skills: [], profile: null });
    },
    remove: async ({ username }) => {
      const known = await users.byUsername(username);
      if (known !== null) await users.remove(known.id);
    },
    check: ({ skills, profile }, keys) =>
      missing(
        skills.map(({ skillset }) => skillset),
        'skillsets',
        keys,
      ) ?? missing(profile === null ? [] : [profile], 'profiles', keys),
    checkAll: (all) =>
      all.length > 0 && !all.some(({ roles, enabled }) => enabled && roles.includes('admin'))
        ? 'somebody has to be an administrator who can sign in'
        : null,
  });

const widgets = ({ db }: SectionDeps): Section =>
  section<WidgetConfig>({
    name: 'widgets',
    schema: WidgetConfig,
    keyOf: ({ id }) => id,
    read: async () => (await db.selectFrom('widgets').select('config').orderBy('id').execute()).map(({ config }) => config),
    put: (widget) =>
      db
        .insertInto('widgets')
        .values({ id: widget.id, config: toJson(widget) })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ config: toJson(widget) }))
        .execute(),
    remove: ({ id }) => removeWidget(db, id),
    check: ({ service, allowedOrigins }, keys) => originTrouble(allowedOrigins, ['*']) ?? missing([service], 'services', keys),
  });

const deskWidgetsSection = ({ db, deskWidgets }: SectionDeps): Section =>
  section<DeskWidgetConfig>({
    name: 'deskWidgets',
    schema: DeskWidgetConfig as unknown as z.ZodType<DeskWidgetConfig>,
    keyOf: ({ id }) => id,
    read: () => deskWidgets.list(),
    put: (widget) => deskWidgets.put(widget),
    remove: ({ id }) => deskWidgets.remove(id),
    order: (ids) => sql`update desk_widgets set position = array_position(${ids}::text[], id) where id = any(${ids}::text[])`.execute(db),
    check: (widget, keys) => {
      try {
        checkDeskWidget(widget);
      } catch (error) {
        return (error as Error).message;
      }
      return missing(widget.profiles, 'profiles', keys);
    },
  });

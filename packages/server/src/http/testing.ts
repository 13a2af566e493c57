import type { CommandRequest, DomainEvent, Role } from '@centralino/protocol';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Transaction } from 'kysely';
import { pino } from 'pino';
import { createAuth } from '../auth/auth.ts';
import { sessionCookieName } from '../auth/session-cookie.ts';
import { Users } from '../auth/users.ts';
import { redactedPaths } from '../config/logger.ts';
import { ConfigurationChanges } from '../configuration/changes.ts';
import { Configuration } from '../configuration/configuration.ts';
import { sectionsOf } from '../configuration/sections.ts';
import { Contacts } from '../contacts/contacts.ts';
import { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import { Profiles } from '../profiles/profiles.ts';
import { Privacy, tableHolders } from '../privacy/index.ts';
import { Health } from '../engine/health.ts';
import { DiskStore } from '../recordings/disk-store.ts';
import { Recordings } from '../recordings/recordings.ts';
import { createTargetGuard } from '../net/index.ts';
import { createSecretBox, NotificationService } from '../notify/index.ts';
import { createPopups } from '../popup/popups.ts';
import { type Database, toJson } from '../store/database.ts';
import { openTestStore } from '../store/testing.ts';
import { csrfHeader } from './access.ts';
import { createHttpServer } from './server.ts';

/** A password that the policy accepts. */
export const goodPassword = 'correct horse battery';

/** Somebody who is signed in. */
export type SignedIn = { id: string; cookie: string; csrfToken: string; token: string };

/** The whole HTTP door on a database of its own, with everything it logs. The engine is a recorder: routing is not what is tested here. */
export async function openTestHttp(
  options: { recordingsDir?: string; appsDir?: string; sdkDir?: string; now?: () => number; demo?: boolean; apiRate?: number } = {},
) {
  const store = await openTestStore();
  const logged: string[] = [];
  const logger = pino(
    { level: 'trace', redact: { paths: redactedPaths, censor: '[secret]' } },
    { write: (line: string) => void logged.push(line) },
  );
  const sent: CommandRequest[] = [];
  let refuseWith: Error | null = null;
  const health = new Health();
  const engine = {
    health,
    async send(command: CommandRequest): Promise<DomainEvent[]> {
      if (refuseWith !== null) throw refuseWith;
      sent.push(command);
      if (command.type === 'service.configure') {
        await store.db
          .insertInto('services')
          .values({ code: command.service.code, config: toJson(command.service), seq: sent.length })
          .onConflict((conflict) => conflict.column('code').doUpdateSet({ config: toJson(command.service) }))
          .execute();
      }
      if (command.type === 'service.remove') await store.db.deleteFrom('services').where('code', '=', command.code).execute();
      return [];
    },
    fenced: <T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T> => store.db.transaction().execute(work),
  };
  const demo = options.demo ?? false;
  const now = options.now ?? Date.now;
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  const auth = createAuth({ store, logger, now, sleep, allowDemoPasswords: demo });
  const users = new Users({ db: store.db, auth, engine, now, allowDemoPasswords: demo });
  const contacts = new Contacts(store.db, now);
  const privacy = new Privacy({
    db: store.db,
    engine: { ...engine, renewSnapshot: async () => undefined },
    contacts,
    holders: tableHolders(store.db),
    logger,
    now,
  });
  const deskWidgets = new DeskWidgets(store.db);
  const profiles = new Profiles(store.db);
  const recordings = new Recordings(store.db, engine, [new DiskStore(options.recordingsDir ?? '/nonexistent')]);
  const notifications = await NotificationService.open({
    db: store.db,
    logger,
    contacts,
    guard: createTargetGuard(['127.0.0.1']),
    box: createSecretBox(null),
  });
  const popups = createPopups({ db: store.db, logger, now });
  const changes = new ConfigurationChanges();
  let stopping = false;
  const talking = new Set<string>();
  let mediaIsUp: () => Promise<boolean> = async () => true;
  const app = await createHttpServer({
    store,
    engine,
    auth,
    users,
    contacts,
    privacy,
    deskWidgets,
    profiles,
    configuration: new Configuration(
      sectionsOf({ db: store.db, engine, users, profiles, deskWidgets, notifications, popups: popups.settings }),
      logger,
    ),
    changes,
    recordings,
    notifications,
    popups,
    logger,
    tls: null,
    secure: false,
    trustedProxies: [],
    isStopping: () => stopping,
    isInTalk: (userId) => talking.has(userId),
    mediaIsUp: () => mediaIsUp(),
    mediaNodes: async () => [{ up: await mediaIsUp(), legs: 0, udpPort: 5004 }],
    ...(options.apiRate === undefined ? {} : { apiRate: options.apiRate }),
    apps: {
      demo,
      publicUrl: null,
      ...(options.appsDir === undefined ? {} : { appsDir: options.appsDir }),
      ...(options.sdkDir === undefined ? {} : { sdkDir: options.sdkDir }),
    },
  });

  return {
    app,
    changes,
    store,
    auth,
    users,
    contacts,
    deskWidgets,
    notifications,
    popups,
    logged,
    sent,
    /** Users who are in a talk. */
    talking,
    health,
    /** How long attempts to sign in had to wait for their turn, in ms. */
    slept,
    /** What the engine answers from now on; null: it accepts. */
    refuse(error: Error | null): void {
      refuseWith = error;
    },
    /** What the media plane answers from now on. */
    media(isUp: () => Promise<boolean>): void {
      mediaIsUp = isUp;
    },
    stopAccepting(): void {
      stopping = true;
    },
    /** Makes an account and signs it in through the API, as a browser would. */
    async signIn(username: string, roles: Role[]): Promise<SignedIn> {
      const user = await users.create({ username, name: `Name of ${username}`, password: goodPassword, roles, skills: [] });
      return { id: user.id, ...(await signInAs(app, username)) };
    },
    async close(): Promise<void> {
      await app.close();
      await notifications.stop();
      await popups.close();
      await auth.close();
      await store.close();
    },
  };
}

export type TestHttp = Awaited<ReturnType<typeof openTestHttp>>;

async function signInAs(app: FastifyInstance, username: string): Promise<Omit<SignedIn, 'id'>> {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { username, password: goodPassword } });
  const token = answer.cookies.find((cookie) => cookie.name === sessionCookieName)?.value ?? '';
  return { token, cookie: `${sessionCookieName}=${token}`, csrfToken: answer.json<{ csrfToken: string }>().csrfToken };
}

/** A request as the browser of `who` sends it: with cookie and CSRF token. null: nobody. */
export function ask(app: FastifyInstance, who: SignedIn | null, request: InjectOptions): Promise<LightMyRequestResponse> {
  const identity = who === null ? {} : { cookie: who.cookie, [csrfHeader]: who.csrfToken };
  return app.inject({ ...request, headers: { ...identity, ...request.headers } });
}

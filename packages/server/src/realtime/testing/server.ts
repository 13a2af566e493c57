import cookie from '@fastify/cookie';
import { fastify, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { ServiceConfig, WidgetConfig } from '@centralino/protocol';
import { createAuth } from '../../auth/auth.ts';
import { hasDesk } from '../../auth/users.ts';
import { ConfigurationChanges } from '../../configuration/changes.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import { createMediaDoor, type MediaDoor, type MediaPort } from '../../media/index.ts';
import { FakeArchive, FakePlane } from '../../media/testing/fake-plane.ts';
import { toJson } from '../../store/index.ts';
import { createPopupDoor, createPopups } from '../../popup/popups.ts';
import { openTestStore } from '../../store/testing.ts';
import { attachRealtime, type RealtimeHub, type RealtimeLimits } from '../index.ts';
import { TestClient } from './client.ts';

const text = (en: string) => ({ it: en, en });

export const helpService: ServiceConfig = {
  code: 'help',
  name: 'Help',
  channels: ['webcall', 'video'],
  skillsets: ['all'],
  ringMs: 20_000,
  connectMs: 10_000,
  graceMs: 20_000,
  wrapUpMs: 60_000,
  declineBackoffMs: 10_000,
};

export const shopWidget: WidgetConfig = {
  id: 'shop',
  service: 'help',
  enabled: true,
  title: text('Help'),
  greeting: text('Hello'),
  allowedOrigins: ['https://shop.example'],
  channels: [
    {
      channel: 'webcall',
      enabled: true,
      form: {
        fields: [
          { key: 'firstName', type: 'text', label: text('First name'), required: true },
          { key: 'lastName', type: 'text', label: text('Last name'), required: false },
          { key: 'email', type: 'email', label: text('Email'), required: false },
          { key: 'phone', type: 'tel', label: text('Mobile number'), required: false },
        ],
        consent: null,
      },
    },
    { channel: 'video', enabled: true, form: null },
  ],
};

export type TestServer = Awaited<ReturnType<typeof startTestServer<FakePlane>>>;

/**
 * The real hub, engine, store and accounts with a media plane that only plays along: service `help`, widget `shop`, and as many agents
 * as a test adds.
 */
export async function startTestServer<P extends MediaPort = FakePlane>(
  options: {
    limits?: Partial<RealtimeLimits>;
    plane?: P;
    publicUrl?: string | null;
    staticHtml?: string;
    /** Changes to service `help`. */
    service?: Partial<ServiceConfig>;
  } = {},
) {
  const logger = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const store = await openTestStore();
  const engine: Engine = await createEngine({ store, logger });
  const plane = (options.plane ?? new FakePlane()) as P;
  const auth = createAuth({ store, logger });
  const app = fastify({ loggerInstance: logger }) as unknown as FastifyInstance;
  // Sessions are read with its parser.
  await app.register(cookie);
  const media: MediaDoor = createMediaDoor({ engine, plane, archive: new FakeArchive(), logger });
  const config = { publicUrl: options.publicUrl ?? null, turn: null, limits: { statusMs: 20, ...options.limits } };
  const popups = createPopups({ db: store.db, logger });
  const popupDoor = createPopupDoor(popups, { engine, db: store.db, tokens: auth.deskTokens, logger });
  const changes = new ConfigurationChanges();
  const hub: RealtimeHub = attachRealtime({
    app,
    engine,
    store,
    auth,
    media,
    config,
    logger,
    popups: { door: popupDoor, workstations: popups.workstations },
    changes,
  });
  const html = options.staticHtml;
  if (html !== undefined) app.get('/', (_request, reply) => reply.type('text/html').send(html));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${origin.replace('http', 'ws')}/ws`;

  await engine.send({ type: 'service.configure', service: { ...helpService, ...options.service } });
  await store.db
    .insertInto('widgets')
    .values({ id: shopWidget.id, config: toJson(shopWidget) })
    .execute();
  await store.db
    .insertInto('pause_reasons')
    .values({ code: 'lunch', label: toJson(text('Lunch')), position: 1 })
    .execute();

  const clients: TestClient[] = [];
  const connect = async (headers: Record<string, string>, path = '/ws') => {
    const client = await TestClient.open(new URL(path, url).href, headers);
    clients.push(client);
    return client;
  };

  return {
    store,
    engine,
    plane,
    auth,
    app,
    media,
    hub,
    changes,
    popups,
    popupDoor,
    url,
    origin,
    connect,

    /** Makes an account with a session; answers its cookie. */
    async addUser(id: string, roles: ('agent' | 'supervisor' | 'admin')[] = ['agent'], skillset = 'all'): Promise<string> {
      const name = `Agent ${id}`;
      await store.db
        .insertInto('users')
        .values({ id, username: id, name, password_hash: 'none', roles, skills: toJson([]), created_at: 1 })
        .execute();
      if (hasDesk(roles)) {
        const skills = roles.includes('agent') ? [{ skillset, level: 5 }] : [];
        await engine.send({ type: 'agent.configure', agent: { id, username: id, name, skills } });
      }
      return this.signIn(id, roles);
    },

    async signIn(id: string, roles: ('agent' | 'supervisor' | 'admin')[] = ['agent']): Promise<string> {
      const { token } = await auth.openSession({ id, username: id, name: `Agent ${id}`, roles });
      return `centralino_session=${token}`;
    },

    /** A desk that has said hello and has its snapshot. */
    async desk(cookie: string, since: number | null = null): Promise<TestClient> {
      const client = await connect({ cookie, origin });
      await client.request('hello', { app: 'desk', since });
      await client.push('snapshot');
      return client;
    },

    /** A widget that has said hello. */
    async widget(token: string | null = null): Promise<TestClient> {
      const client = await connect({ origin: 'https://shop.example' });
      await client.request('hello', { app: 'widget', widget: 'shop', language: 'en', token });
      return client;
    },

    async close(): Promise<void> {
      await hub.close();
      for (const client of clients) await client.close();
      await app.close();
      await popupDoor.close();
      await popups.close();
      await media.close();
      await auth.close();
      await engine.stop();
      await store.close();
    },
  };
}

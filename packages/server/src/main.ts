import { agentView } from '@centralino/core';
import { createMediaPlane, type MediaPlane } from '@centralino/media';
import type { FastifyInstance } from 'fastify';
import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createAuth } from './auth/auth.ts';
import { reconcileAgents } from './auth/reconcile-agents.ts';
import { Users } from './auth/users.ts';
import { baseUrlOf, type CentralinoConfig, isSecure } from './config/config.ts';
import { ConfigurationChanges } from './configuration/changes.ts';
import { Configuration } from './configuration/configuration.ts';
import { sectionsOf } from './configuration/sections.ts';
import { Contacts } from './contacts/contacts.ts';
import { readNumbersAs } from './contacts/number-reading.ts';
import { DeskWidgets } from './desk-widgets/desk-widgets.ts';
import { createLogger } from './config/logger.ts';
import { checkDataDir, checkTcpPort, checkUdpPorts, listenError, readTls } from './config/preflight.ts';
import { StartupError } from './config/startup-error.ts';
import { CrmFile } from './demo/crm/crm-data.ts';
import { seedDemo, seedDemoPopup } from './demo/seed.ts';
import { createEngine, EngineError, systemClock } from './engine/index.ts';
import { createHttpServer } from './http/server.ts';
import { createMediaDoor } from './media/index.ts';
import { Privacy, recordingsHolder, Retention, tableHolders } from './privacy/index.ts';
import { attachRealtime } from './realtime/index.ts';
import { Profiles } from './profiles/profiles.ts';
import { DiskStore, RecordingArchive, Recordings, S3Store } from './recordings/index.ts';
import { createTargetGuard, GuardedClient } from './net/index.ts';
import { createSecretBox, NotificationService } from './notify/index.ts';
import { createFrameCheck } from './popup/frame-check.ts';
import { createPopupDoor, createPopups } from './popup/popups.ts';
import { openStore, StoreError } from './store/index.ts';

/** A running server. */
export type Centralino = {
  /** Where browsers find it, without a slash at its end. */
  url: string;
  /** The link by which the first administrator comes in: only at a start without one, and never shown again. */
  setupUrl: string | null;
  /** Resolves when the server can't go on (another one took over its database): the program must stop it and end. */
  failed: Promise<Error>;
  /** Ends everything in order; safe to call more than once. */
  stop(): Promise<void>;
};

export type StartOptions = {
  logger?: Logger;
  /** Folder of the built browser apps, when it is not where the sources have it. */
  appsDir?: string;
  /** Folder of the built widget SDK, when it is not where the sources have it. */
  sdkDir?: string;
  /** How long a media port in use is waited for, in ms. Default 6 s: longer than a media node may take to end when its server was killed. */
  mediaPortWaitMs?: number;
};

/** How late the doors may open, in ms, before the grace times begin anew. */
const restartAgainAfterMs = 1_000;

type Step = { name: string; stop(): Promise<unknown> | unknown };

/**
 * Starts everything in order: store → engine → http with realtime, and media beside them. What was started is stopped again, last first,
 * when a later part can't start; the reason is then a `StartupError` that says what to do.
 */
export async function startCentralino(config: CentralinoConfig, options: StartOptions = {}): Promise<Centralino> {
  const logger = options.logger ?? createLogger(config.logLevel);
  const started: Step[] = [];
  let stopping: Promise<void> | null = null;

  const stopAll = async (): Promise<void> => {
    for (const { name, stop } of started.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        // The others still have to be ended in order.
        logger.error({ err: error }, `The ${name} could not be ended properly`);
      }
    }
  };

  try {
    // What can be said within a millisecond is said before anything is started.
    await checkDataDir(config.dataDir);
    const tls = config.tls === null ? null : await readTls(config.tls);
    await checkTcpPort(config.host, config.port);
    // Starts while the database does, and is waited for where the first leg may come.
    const planeComing = startMedia(config, options.mediaPortWaitMs ?? 6_000, logger);
    // Closed last: what the engine decides at its end may still wire or close legs. Why it did not start is said below.
    started.push({ name: 'media plane', stop: () => planeComing.then((plane) => plane.close()).catch(() => undefined) });
    planeComing.catch(() => undefined);

    const store = await openStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, logger });
    started.push({ name: 'store', stop: () => store.close() });

    const contacts = new Contacts(store.db);
    const notifications = await NotificationService.open({
      db: store.db,
      logger,
      contacts,
      guard: createTargetGuard(config.allowPrivateTargets),
      box: createSecretBox(config.secretKey),
    });
    const engine = await createEngine({ store, logger, outbox: notifications.outbox });
    const engineStartedAtMs = performance.now();
    started.push({ name: 'engine', stop: () => engine.stop() });
    // By the one writer only, and before anybody is looked for.
    await readNumbersAs(config.homeCountry, store.db, logger);
    const failed = new Promise<Error>((resolve) => engine.onFatal(resolve));

    notifications.start();
    // After the engine, whose last events it still tells.
    started.splice(2, 0, { name: 'notification service', stop: () => notifications.stop() });

    const demo = config.mode === 'demo';
    const auth = createAuth({ store, logger, allowDemoPasswords: demo });
    started.push({ name: 'accounts', stop: () => auth.close() });
    const users = new Users({ db: store.db, auth, engine, allowDemoPasswords: demo });
    const deskWidgets = new DeskWidgets(store.db);
    if (demo) await seedDemo({ db: store.db, users, contacts, deskWidgets, notifications, url: baseUrlOf(config), engine });
    const popups = createPopups({ db: store.db, logger });
    started.push({ name: 'popup function', stop: () => popups.close() });
    if (demo) await seedDemoPopup(store.db, popups.settings, logger);
    const profiles = new Profiles(store.db);
    const configuration = new Configuration(
      sectionsOf({ db: store.db, engine, users, profiles, deskWidgets, notifications, popups: popups.settings }),
      logger,
    );
    const changes = new ConfigurationChanges();
    await reconcileAgents({ users, engine, logger });

    const recordingsDir = join(config.dataDir, 'recordings');
    const disk = new DiskStore(join(recordingsDir, 'files'));
    const s3 = config.recordings.s3 === null ? null : new S3Store(config.recordings.s3);
    // A store that was changed later still has the recordings of its time.
    const recordings = new Recordings(store.db, engine, s3 === null ? [disk] : [s3, disk]);
    const archive = new RecordingArchive({ engine, db: store.db, store: s3 ?? disk, directory: recordingsDir, logger });
    // Before the engine, which it tells. What the media door delivers after that waits for the next start.
    started.push({ name: 'archive of recordings', stop: () => archive.close() });
    await archive.start();
    const holders = [...tableHolders(store.db), recordingsHolder(store.db, recordings, archive)];
    const privacy = new Privacy({ db: store.db, engine, contacts, holders, logger });
    await privacy.resume();
    const retention = new Retention({ db: store.db, privacy, holders, clock: systemClock, logger });

    const app: FastifyInstance = await createHttpServer({
      store,
      engine,
      auth,
      users,
      contacts,
      privacy,
      deskWidgets,
      profiles,
      configuration,
      changes,
      recordings,
      notifications,
      popups,
      logger,
      tls,
      secure: isSecure(config),
      trustedProxies: config.trustedProxies,
      isStopping: () => stopping !== null,
      isInTalk: (userId) => ['connecting', 'calling', 'talking'].includes(agentView(engine.committed, userId)?.activity ?? ''),
      mediaNodes: async () => (await planeComing).info(),
      mediaIsUp: async () => (await (await planeComing).info()).some(({ up }) => up),
      apiRate: config.apiRate,
      demoCrm: demo ? await CrmFile.open(join(config.dataDir, 'demo-crm.json')) : null,
      apps: {
        demo,
        publicUrl: config.publicUrl,
        ...(options.appsDir === undefined ? {} : { appsDir: options.appsDir }),
        ...(options.sdkDir === undefined ? {} : { sdkDir: options.sdkDir }),
      },
    });
    const plane = await planeComing;
    const media = createMediaDoor({ engine, plane, archive, logger });
    // After the engine, whose last decisions it still carries out, and before the plane.
    started.splice(2, 0, { name: 'media door', stop: () => media.close() });
    const pages = new GuardedClient(createTargetGuard(config.allowPrivateTargets));
    started.push({ name: 'requests to pages', stop: () => pages.close() });
    const frameCheck = createFrameCheck(pages, { deskOrigin: baseUrlOf(config) });
    const popupDoor = createPopupDoor(popups, { engine, db: store.db, tokens: auth.deskTokens, frameCheck, logger });
    started.push({ name: 'popup door', stop: () => popupDoor.close() });
    const realtimePopups = { door: popupDoor, workstations: popups.workstations };
    const hub = await attachRealtime({ app, engine, store, auth, media, config, logger, popups: realtimePopups, changes });
    started.push({ name: 'http server', stop: () => app.close() });
    started.push({ name: 'realtime hub', stop: () => hub.close() });

    // Lost legs and desks are waited for from the moment they can come back, not from when the log was read: on a slow machine the parts
    // in between take as long as the whole grace time. Nobody is here yet, so saying it again changes nothing else.
    if (performance.now() - engineStartedAtMs > restartAgainAfterMs) await engine.send({ type: 'engine.started' });
    await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw listenError(error, config);
    });
    retention.start();
    started.push({ name: 'retention', stop: () => retention.stop() });
    const token = demo ? null : await auth.setup.issueToken();
    const url = baseUrlOf(config);
    return {
      url,
      // In the fragment, which browsers keep to themselves: no log of a server or proxy ever has it.
      setupUrl: token === null ? null : `${url}/desk/setup#token=${token}`,
      failed,
      stop: () => (stopping ??= stopAll()),
    };
  } catch (error) {
    await stopAll();
    if (error instanceof StoreError || error instanceof EngineError) throw new StartupError(error.message, { cause: error });
    throw error;
  }
}

/** The media plane, once its ports are free. */
async function startMedia({ media }: CentralinoConfig, portWaitMs: number, logger: Logger): Promise<MediaPlane> {
  await checkUdpPorts(media.host, media.port, media.nodes, portWaitMs, (port) =>
    logger.info(`Waiting for UDP port ${port}: the media node of a Centralino that was killed may still be ending`),
  );
  return createMediaPlane({
    nodes: media.nodes,
    udpPort: media.port,
    // Media listens on an address, never on a name.
    bindAddress: (await lookup(media.host)).address,
    publicAddress: media.publicAddress,
    logger,
  });
}

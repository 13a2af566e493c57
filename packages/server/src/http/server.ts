import cookie from '@fastify/cookie';
import { CentralinoError } from '@centralino/protocol';
import { fastify, LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { AuditLog } from '../audit/audit-log.ts';
import { auditRequests } from '../audit/audit-requests.ts';
import type { CrmFile } from '../demo/crm/crm-data.ts';
import { demoCrmRoutes } from '../demo/crm/routes.ts';
import { frameOriginsOf } from '../desk-widgets/desk-widgets.ts';
import { version } from '../version.ts';
import { changesConfiguration, enforceAccess } from './access.ts';
import { setSecurityHeaders } from './content-security.ts';
import { acceptStorableText } from './storable-text.ts';
import type { HttpDeps } from './deps.ts';
import { healthRoutes } from './health.ts';
import { errorPages } from './error-pages.ts';
import { describeApi } from './openapi.ts';
import { answerClientError, bodyLimitBytes, sendProblem, answerProblemDetails } from './problem.ts';
import { addressBookRoutes } from './routes/address-books.ts';
import { agentRoutes } from './routes/agents.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { contactFileRoutes } from './routes/contact-files.ts';
import { defaultApiRate, limitRequests } from './rate-limit.ts';
import { auditRoutes } from './routes/audit.ts';
import { contactRoutes } from './routes/contacts.ts';
import { deskWidgetRoutes } from './routes/desk-widgets.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { pauseReasonRoutes } from './routes/pause-reasons.ts';
import { profileRoutes } from './routes/profiles.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { recordingRoutes } from './routes/recordings.ts';
import { popupRoutes } from './routes/popup.ts';
import { serviceRoutes } from './routes/services.ts';
import { sessionRoutes } from './routes/session.ts';
import { setupRoutes } from './routes/setup.ts';
import { skillsetRoutes } from './routes/skillsets.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { systemRoutes } from './routes/system.ts';
import { closeUnread } from './unread.ts';
import { userRoutes } from './routes/users.ts';
import { widgetRoutes } from './routes/widgets.ts';
import { serveApps, type StaticAppsOptions } from './static-apps.ts';

export type HttpServerOptions = Omit<HttpDeps, 'audit'> & {
  logger: Logger;
  /** PEM certificate and key; null: plain http. */
  tls: { cert: Buffer; key: Buffer } | null;
  trustedProxies: string[];
  /** Requests to the API per second and session. */
  apiRate?: number;
  /** Of the demo. */
  demoCrm?: CrmFile | null;
  apps: Omit<StaticAppsOptions, 'frameOrigins'>;
};

/** How long a request may take to come, and an answer to be taken. */
const stalledMs = 60_000;

/** The HTTP door, not listening yet: others (realtime) may still add their routes. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { logger, tls, trustedProxies, apiRate = defaultApiRate, auth, apps, demoCrm, ...deps } = options;
  const app = fastify({
    loggerInstance: logger,
    // One line per request of our own below: the framework's has the whole address with what people searched for.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies.length === 0 ? false : trustedProxies,
    // Ours alone: the framework would load its own (Ajv) otherwise, a tenth of a second of every start.
    schemaController: { compilersFactory: { buildValidator: () => validatorCompiler, buildSerializer: () => serializerCompiler } },
    requestTimeout: stalledMs,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(error, request, reply);
    },
    ...(tls === null ? {} : { https: { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' as const } }),
  } as object) as unknown as FastifyInstance;

  closeUnread(app.server, stalledMs);
  answerProblemDetails(app);
  acceptStorableText(app);
  await setSecurityHeaders(app, options.secure);
  app.addHook('onRequest', async () => {
    if (options.isStopping()) throw new CentralinoError('server.stopping');
  });
  const limitSessions = limitRequests(app, apiRate);
  enforceAccess(app, auth);
  limitSessions();
  await app.register(cookie);
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    request.log.debug({ method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  await describeApi(app, version);
  await errorPages(app);

  const audit = new AuditLog(deps.store.db);
  const all: HttpDeps = { ...deps, auth, audit };
  await app.register(async (scope) => {
    const root = scope.withTypeProvider<ZodTypeProvider>();
    healthRoutes(root, all);
  });
  await app.register(
    async (scope) => {
      const api = scope.withTypeProvider<ZodTypeProvider>();
      scope.addHook('onRequest', async (_request, reply) => {
        void reply.header('cache-control', 'no-store');
      });
      auditRequests(scope, audit);
      scope.addHook('onResponse', async (request, reply) => {
        if (changesConfiguration(request) && reply.statusCode < 400) deps.changes.tell();
      });
      for (const routes of [
        sessionRoutes,
        setupRoutes,
        userRoutes,
        skillsetRoutes,
        profileRoutes,
        configurationRoutes,
        systemRoutes,
        serviceRoutes,
        widgetRoutes,
        deskWidgetRoutes,
        pauseReasonRoutes,
        contactRoutes,
        addressBookRoutes,
        contactFileRoutes,
        privacyRoutes,
        interactionRoutes,
        recordingRoutes,
        agentRoutes,
        tokenRoutes,
        auditRoutes,
        notificationRoutes,
        popupRoutes,
      ]) {
        routes(api, all);
      }
    },
    { prefix: '/api/v1' },
  );
  if (demoCrm != null) demoCrmRoutes(app, demoCrm);
  await serveApps(app, {
    ...apps,
    frameOrigins: async () => [
      ...new Set([...frameOriginsOf(await options.deskWidgets.list()), ...(await options.popups.settings.frameOrigins())]),
    ],
  });
  return app;
}

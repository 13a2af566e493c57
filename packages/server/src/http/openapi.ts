import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import * as protocol from '@centralino/protocol';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { csrfHeader, declareScopePublic, isPublic } from './access.ts';
import { sessionCookieName } from '../auth/session-cookie.ts';
import { docsPolicy, useContentSecurityPolicy } from './content-security.ts';

/** Schemas that get a name in the document; others are written out where they are used. */
const named = [
  'Problem',
  'User',
  'SessionUser',
  'Contact',
  'ServiceConfig',
  'WidgetConfig',
  'PauseReason',
  'Skillset',
  'InteractionView',
  'SegmentView',
  'LegView',
  'AgentView',
  'Presence',
  'DomainEventEnvelope',
] as const;

const schemas = z.registry<{ id: string }>();
for (const id of named) schemas.add(protocol[id], { id });

/** The API's description: OpenAPI 3.1 at `/openapi.json`, to browse and try at `/docs`. Call it before the routes are added. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Centralino API',
        version,
        description:
          'Errors are problem details (RFC 9457) with a stable `code`. Sign in with `POST /api/v1/session`; requests that change something ' +
          `also carry the header \`${csrfHeader}\` with the \`csrfToken\` of that answer. Times are milliseconds since 1970.`,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookieName },
          csrf: { type: 'apiKey', in: 'header', name: csrfHeader },
        },
      },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: schemas }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: schemas }),
  });

  await app.register(async (scope) => {
    declareScopePublic(scope);
    useContentSecurityPolicy(scope, docsPolicy);
    await scope.register(swaggerUi, { routePrefix: '/docs', uiConfig: { docExpansion: 'list', persistAuthorization: false } });
  });

  app.get('/openapi.json', { config: isPublic, schema: { hide: true } }, (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  );
}

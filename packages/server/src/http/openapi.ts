import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import * as protocol from '@centralino/protocol';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AccessRule, csrfHeader, declareScopePublic, isPublic } from './access.ts';
import { sessionCookieName } from '../auth/session-cookie.ts';
import { docsPolicy, setContentSecurityPolicy } from './content-security.ts';
import { docsCss, docsScript } from './docs-theme.ts';
import { problemType } from './problem.ts';

/** Schemas that get a name in the document; others are written out where they are used. */
const named = [
  'Problem',
  'User',
  'SessionUser',
  'Contact',
  'AddressBook',
  'JourneyEntry',
  'ServiceConfig',
  'WidgetConfig',
  'DeskWidgetConfig',
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

const transform = createJsonSchemaTransform({ schemaRegistry: schemas });
const transformObject = createJsonSchemaTransformObject({ schemaRegistry: schemas });

type Transformed = ReturnType<typeof transform>;

/** What every route has in common: problems, and who may use it. */
function withErrors({ schema, url }: Transformed, access: AccessRule | undefined): Transformed {
  const described = schema as Record<string, unknown> & { response?: object; hide?: boolean };
  if (described.hide === true || (described.response === undefined && !url.startsWith('/api/'))) return { schema, url };
  const roles = access === 'public' ? 'Anybody.' : access === 'signedIn' ? 'Anybody who is signed in.' : `Roles: ${access?.join(', ')}.`;
  const problem = { description: 'A problem', content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } } };
  return {
    schema: {
      ...described,
      description: roles,
      security: access === 'public' ? [] : [{ session: [], csrf: [] }],
      // Routes that describe no answer send a file.
      response: { ...(described.response ?? { 200: { description: 'A file' } }), default: problem },
    } as Transformed['schema'],
    url,
  };
}

/** Each named schema comes as it is sent and as it is answered; those that no route refers to would only be noise. */
function withoutUnused<T extends object>(document: T): T {
  const { components } = document as { components?: { schemas?: Record<string, unknown> } };
  const all = components?.schemas ?? {};
  for (;;) {
    const text = JSON.stringify(document);
    const unused = Object.keys(all).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
    if (unused.length === 0) return document;
    for (const name of unused) delete all[name];
  }
}

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
    transform: (route) => withErrors(transform(route), route.route.config?.access),
    transformObject: (document) => withoutUnused(transformObject(document)),
  });

  await app.register(async (scope) => {
    declareScopePublic(scope);
    setContentSecurityPolicy(scope, docsPolicy);
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      theme: {
        title: 'Centralino API',
        css: [{ filename: 'centralino.css', content: docsCss }],
        js: [{ filename: 'centralino.js', content: docsScript }],
      },
      uiConfig: { docExpansion: 'list', persistAuthorization: false, layout: 'BaseLayout' },
    });
  });

  app.get('/openapi.json', { config: isPublic, schema: { hide: true } }, (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  );
}

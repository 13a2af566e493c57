import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditPort, NewAuditEntry } from './audit-log.ts';
import { auditable, fieldsOf } from './details.ts';

/** How a route is written into the audit, when it changes something. */
export type RouteAudit = {
  /** Instead of method and route. */
  action?: string;
  /** Keeps the values of the body (secrets apart), not only the names of its fields. Not for bodies about customers. */
  body?: boolean;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    audit?: RouteAudit;
  }
  interface FastifyRequest {
    /** Id of what was created, as the answer names it. */
    createdId: string | null;
  }
}

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Writes every request of a signed-in user that changed something into the audit, before it is answered. Call it on the scope of the API,
 * before its routes are added.
 */
export function auditRequests(scope: FastifyInstance, audit: AuditPort): void {
  scope.decorateRequest('createdId', null);
  scope.addHook('preSerialization', async (request, _reply, payload: unknown) => {
    const { id, code } = (payload ?? {}) as { id?: unknown; code?: unknown };
    const created = id ?? code;
    if (typeof created === 'string') request.createdId = created;
    return payload;
  });
  scope.addHook('onSend', async (request, reply, payload: unknown) => {
    if (request.session === null || changesNothing.has(request.method) || reply.statusCode >= 400) return payload;
    try {
      await audit.record(entryOf(request, request.session.user));
    } catch (error) {
      // The change is made: refusing the answer now would make the browser do it again.
      request.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'could not write the audit');
    }
    return payload;
  });
}

function entryOf(request: FastifyRequest, { id, username }: { id: string; username: string }): NewAuditEntry {
  const { method, body, ip } = request;
  const { url = '', config } = request.routeOptions;
  const route = url.replace(/^\/api\/v1/, '');
  const { action = `${method} ${route}`, body: keepsBody = false } = config.audit ?? {};
  const params = Object.values((request.params ?? {}) as Record<string, string>);
  const subjectId = params[0] ?? request.createdId;
  const changed = keepsBody ? { body: auditable(body) } : { fields: fieldsOf(body) };
  return {
    user: { id, username },
    action,
    subject: subjectId === null ? null : { kind: kindOf(route), id: subjectId.slice(0, 120) },
    details: { ...(body === undefined || body === null ? {} : changed), ...(params.length > 1 ? { params } : {}) },
    address: ip,
  };
}

/** `/desk-widgets/:id` is about a `desk-widget`. */
const kindOf = (route: string): string => (route.split('/')[1] ?? '').replace(/s$/, '');

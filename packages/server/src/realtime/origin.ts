import { originAllowed } from '@centralino/protocol';
import type { IncomingHttpHeaders } from 'node:http';

/** What the Origin check needs of an upgrade request. */
export type OriginRequest = { headers: IncomingHttpHeaders; protocol: string; host: string };

/**
 * Whether the page that opened the socket came from this server (RFC 6455 section 10.2): a cookie alone proves nothing,
 * because browsers send it whatever page opens the socket. Behind a proxy that ends TLS the scheme of the request is not the
 * page's, so that PUBLIC_URL is compared as well.
 */
export function isSameOrigin(request: OriginRequest, publicUrl: string | null): boolean {
  const origin = request.headers.origin;
  if (origin === undefined) return false;
  return origin === publicUrl || origin === `${request.protocol}://${request.host}`;
}

/** Whether a page of this origin may use a widget: our own pages may, others as the widget's configuration says. */
export function isWidgetOrigin(request: OriginRequest, allowedOrigins: readonly string[], publicUrl: string | null): boolean {
  if (allowedOrigins.includes('*')) return true;
  const origin = request.headers.origin;
  return origin !== undefined && (originAllowed(allowedOrigins, origin) || isSameOrigin(request, publicUrl));
}

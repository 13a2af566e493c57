import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

type Directives = Record<string, string[]>;

const policy = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');

/** Where pages of ours may connect to: this server, and its socket for browsers in which 'self' does not cover ws (Safari before 15.4). */
const connectTo = (publicUrl: string | null): string[] => (publicUrl === null ? ["'self'"] : ["'self'", publicUrl.replace(/^http/, 'ws')]);

const strict: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'media-src': ["'self'", 'blob:', 'data:'],
  'worker-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** Nothing at all: for answers that no browser should render (API, errors). */
export const apiPolicy = policy({
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
});

/**
 * Our single-page apps. Mantine sets `style` attributes and a style element for its theme; scripts have no such exception.
 * @param frameOrigins from where pages in the app's frames (widgets of the desk) may come, besides this server
 */
export const appPolicy = (publicUrl: string | null, frameOrigins: readonly string[] = []): string =>
  policy({
    ...strict,
    'style-src': ["'self'", "'unsafe-inline'"],
    'connect-src': connectTo(publicUrl),
    'frame-src': ["'self'", ...frameOrigins],
  });

/** Our own pages that live in frames of the desk, such as the SDK's sample widget. */
export const framedPolicy = policy({ ...strict, 'frame-ancestors': ["'self'"] });

/** The demo's shop: as strict as a careful customer's own site, so that the widget is seen to work there. */
export const shopPolicy = (publicUrl: string | null): string => policy({ ...strict, 'connect-src': connectTo(publicUrl) });

/** The demo's CRM: shown in frames of the desk, asks its own server for the journey. */
export const crmPolicy = policy({ ...strict, 'connect-src': ["'self'"], 'frame-ancestors': ["'self'"] });
/** The console's preview of a widget: as strict as the demo's shop, and shown by our own pages. */
export const previewPolicy = (publicUrl: string | null): string =>
  policy({ ...strict, 'connect-src': connectTo(publicUrl), 'frame-ancestors': ["'self'"] });

/** The API browser: its script sets styles, and shows the API of this server only. */
export const docsPolicy = policy({ ...strict, 'style-src': ["'self'", "'unsafe-inline'"], 'connect-src': ["'self'"] });

/** The pages of errors: text and a style sheet. */
export const errorPagePolicy = policy({ ...strict, 'script-src': ["'none'"] });

/** Sets one policy on everything that a scope answers. A function is asked for each answer. */
export function setContentSecurityPolicy(scope: FastifyInstance, value: string | ((url: string) => Promise<string>)): void {
  scope.addHook('onRequest', async (request, reply) => {
    void reply.header('content-security-policy', typeof value === 'string' ? value : await value(request.url));
  });
}

/** Lets pages of this server show this scope's pages in frames (for browsers that know no `frame-ancestors`). */
export function allowOwnFrames(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (_request, reply) => {
    void reply.header('x-frame-options', 'SAMEORIGIN');
  });
}

/** Security headers of every answer. `secure`: browsers come by https, so they are told to stay there (HSTS). */
export async function setSecurityHeaders(app: FastifyInstance, secure: boolean): Promise<void> {
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: false,
    // Pop-ups (a CRM opened by the desk) keep their opener; other sites get no handle on ours.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    hsts: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
  setContentSecurityPolicy(app, apiPolicy);
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()');
  });
}

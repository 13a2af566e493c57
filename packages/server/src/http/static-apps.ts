import fastifyStatic from '@fastify/static';
import { CentralinoError } from '@centralino/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declareScopePublic, isPublic } from './access.ts';
import { compressAnswers } from './compress.ts';
import {
  allowOwnFrames,
  appPolicy,
  framedPolicy,
  crmPolicy,
  previewPolicy,
  shopPolicy,
  setContentSecurityPolicy,
} from './content-security.ts';
import { sendProblem } from './problem.ts';

/** The folder of the browser apps, from the sources as from the built server. */
export const defaultAppsDir = fileURLToPath(new URL('../../../../apps/', import.meta.url));

/** The folder of the built widget SDK. */
export const defaultSdkDir = fileURLToPath(new URL('../../../sdk/dist/app/', import.meta.url));

/** The folder of the popup helper, built as one file. */
const popupHelperDir = fileURLToPath(new URL('../../dist/popup-helper-app/', import.meta.url));

export type StaticAppsOptions = {
  appsDir?: string;
  sdkDir?: string;
  demo: boolean;
  publicUrl: string | null;
  /** From where pages in the desk's frames may come, besides this server. Asked whenever the desk is opened. */
  frameOrigins: () => Promise<string[]>;
};

const oneYear = 'public, max-age=31536000, immutable';
const hashedName = /[-.][A-Za-z0-9_-]{8,}\.(js|css|woff2?|png|jpe?g|svg|webp|ogg|mp3|wav|wasm)$/;
/** Names that never change although their content does: a new version reaches every site within minutes. */
const loaderName = /[\\/](loader|agentdesktop_widget)\.js$/;

/** Asked for with a version in the address (`widget.js?v=1f2e3d4c5b6a`): another version is another address. */
const versioned = /[?&]v=[0-9a-f]{8,64}(&|$)/;

const cacheOf = (path: string, url: string): string => {
  if (loaderName.test(path)) return 'public, max-age=300';
  return hashedName.test(path) || versioned.test(url) ? oneYear : 'no-cache';
};

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

type App = {
  prefix: string;
  /** Its built files: absolute, or below the folder of the apps. */
  dir: string;
  /** The file without which it is not built. */
  entry: string;
  /** Unknown paths without an extension are pages of the app itself. */
  singlePage: boolean;
  policy: string | ((url: string) => Promise<string>) | null;
  /** Other sites may load these files. */
  anyOrigin: boolean;
  /** Pages of this server may show its pages in frames. */
  framed?: boolean;
  name: string;
};

/** Serves the browser apps. An app that was not built yet says so at its address; the server starts all the same. */
export async function serveApps(app: FastifyInstance, options: StaticAppsOptions): Promise<void> {
  const { appsDir = defaultAppsDir, sdkDir = defaultSdkDir, demo, publicUrl, frameOrigins } = options;
  const widget = { dir: 'widget/dist/app', singlePage: false, policy: null, anyOrigin: true, name: 'widget', entry: 'loader.js' };
  const withoutFrames = appPolicy(publicUrl);
  // Only pages have frames: the many files of the app need not ask which widgets there are.
  const deskPolicy = async (url: string) =>
    /\.(?!html)[a-z0-9]+$/i.test(pathOf(url)) ? withoutFrames : appPolicy(publicUrl, await frameOrigins());
  const apps: App[] = [
    {
      prefix: '/desk/',
      dir: 'desk/dist/app',
      singlePage: true,
      policy: deskPolicy,
      anyOrigin: false,
      name: 'desk',
      entry: 'index.html',
    },
    {
      prefix: '/console/',
      dir: 'console/dist/app',
      singlePage: true,
      policy: withoutFrames,
      anyOrigin: false,
      name: 'console',
      entry: 'index.html',
    },
    // A page like a customer's that the console shows in a frame, with the widget that is being edited.
    {
      prefix: '/console/preview/',
      dir: 'console/dist/app/preview',
      singlePage: false,
      policy: previewPolicy(publicUrl),
      anyOrigin: false,
      framed: true,
      name: 'preview of widgets',
      entry: 'index.html',
    },
    // The widget on a page of its own: the way out for customers of pages that can't have it.
    {
      prefix: '/widget/page/',
      dir: 'widget/dist/app/page',
      singlePage: false,
      policy: shopPolicy(publicUrl),
      anyOrigin: false,
      name: 'page of the widget',
      entry: 'index.html',
    },
    { prefix: '/widget/', ...widget },
    // Pages that were made for TVox ask for the loader here.
    { prefix: '/apps/widget/dist/bundle/', ...widget },
    // The SDK's script for pages anywhere, and its sample widget.
    {
      prefix: '/AD/widget/',
      dir: sdkDir,
      singlePage: false,
      policy: framedPolicy,
      anyOrigin: true,
      framed: true,
      name: 'widget SDK',
      entry: 'agentdesktop_widget.js',
    },
  ];
  apps.push({
    prefix: '/popup-helper/',
    dir: popupHelperDir,
    singlePage: false,
    policy: null,
    anyOrigin: false,
    name: 'popup helper',
    entry: 'popup-helper.cjs',
  });
  if (demo) {
    apps.push({
      prefix: '/demo/shop/',
      dir: 'demo/public/shop',
      singlePage: false,
      policy: shopPolicy(publicUrl),
      anyOrigin: false,
      name: 'demo shop',
      entry: 'index.html',
    });
    apps.push({
      prefix: '/demo/crm/',
      dir: 'demo/public/crm',
      singlePage: false,
      policy: crmPolicy,
      anyOrigin: false,
      framed: true,
      name: 'demo CRM',
      entry: 'index.html',
    });
  }
  for (const one of apps) await app.register(async (scope) => serveApp(scope, one, appsDir), { prefix: one.prefix });
  app.get('/', { config: isPublic, schema: { hide: true } }, (_request, reply) => reply.redirect('/desk/'));
}

async function serveApp(scope: FastifyInstance, app: App, appsDir: string): Promise<void> {
  declareScopePublic(scope);
  const root = resolve(appsDir, app.dir);
  if (!existsSync(join(root, app.entry))) {
    const missing = new CentralinoError('request.notFound', `the ${app.name} has not been built yet: run "npm run build" and restart`);
    scope.get('/*', { schema: { hide: true } }, (request, reply) => sendProblem(missing, request, reply));
    return;
  }
  if (app.policy !== null) setContentSecurityPolicy(scope, app.policy);
  if (app.framed === true) allowOwnFrames(scope);
  if (app.anyOrigin) {
    scope.addHook('onRequest', async (_request, reply) => {
      void reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    });
  }
  compressAnswers(scope);
  await scope.register(fastifyStatic, {
    root,
    prefix: '/',
    decorateReply: app.singlePage,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply: FastifyReply, path: string) => {
      void reply.header('cache-control', cacheOf(path, reply.request.url));
    },
  });
  if (app.singlePage) {
    scope.setNotFoundHandler((request, reply) => {
      const page = request.method === 'GET' && !/\.[a-z0-9]+$/i.test(pathOf(request.url));
      return page ? reply.sendFile('index.html') : sendProblem(new CentralinoError('request.notFound'), request, reply);
    });
  }
}

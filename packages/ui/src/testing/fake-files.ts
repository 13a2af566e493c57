import { CentralinoError } from '@centralino/protocol';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The policy of the real server: what works here works there. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
  "media-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src 'self' http://127.0.0.1:*";

/** As strict as the product serves its own pages for widgets. */
const widgetPolicy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

/** A file of the app; any other address is the app's first page. */
export function sendApp(appDir: string, pathname: string, response: ServerResponse): void {
  const path = normalize(pathname.replace(/^\/desk\/?/, '/'));
  const file = join(appDir, path);
  const served = extname(path) !== '' && existsSync(file) ? file : join(appDir, 'index.html');
  response.writeHead(200, { 'content-type': types[extname(served)] ?? 'application/octet-stream', 'content-security-policy': policy });
  response.end(readFileSync(served));
}

/** The SDK's script and sample. Throws `request.notFound`. */
export function sendSdk(dirs: readonly string[], name: string, response: ServerResponse): void {
  const file = dirs.map((dir) => join(dir, normalize(name))).find((one) => existsSync(one));
  if (file === undefined) throw new CentralinoError('request.notFound');
  const type = types[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-security-policy': widgetPolicy }).end(readFileSync(file));
}

/** As browsers ask for sound: by ranges, without which they can't seek. */
export function sendSound(all: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] ? Number(range[2]) : all.length - 1;
  response.writeHead(range === null ? 200 : 206, {
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'content-length': to - from + 1,
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${to}/${all.length}` }),
  });
  response.end(all.subarray(from, to + 1));
}

import { CentralinoError, type ErrorCode, errorAdvice, errorRegistry } from '@centralino/protocol';
import type { FastifyInstance } from 'fastify';
import { declareScopePublic } from './access.ts';
import { errorPagePolicy, setContentSecurityPolicy } from './content-security.ts';

const codes = Object.keys(errorRegistry) as ErrorCode[];

/** The registry's texts are ours, and still nothing reaches a page unescaped. */
const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)} · Centralino</title>
<link rel="stylesheet" href="/errors/style.css">
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;

const style = `:root { color-scheme: light dark; font: 16px/24px system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 32px 20px; overflow-wrap: anywhere; }
h1 { font-size: 24px; line-height: 30px; }
dt { margin-top: 16px; font-weight: 600; }
dd { margin: 2px 0 0; }
li { margin: 8px 0; }
`;

const errorPage = (code: ErrorCode): string => {
  const { status, title } = errorRegistry[code];
  return page(
    title,
    `<h1>${html(title)}</h1>
<dl>
<dt>Code</dt><dd><code>${code}</code></dd>
<dt>HTTP status</dt><dd>${status}</dd>
<dt>What to do</dt><dd>${html(errorAdvice[code])}</dd>
</dl>
<p><a href="/errors">All errors</a> · <a href="/docs">The API</a></p>`,
  );
};

const listPage = (): string =>
  page(
    'Errors',
    `<h1>Errors</h1>
<p>Every error is a problem document (RFC 9457) with a <code>code</code> that never changes its meaning; its <code>type</code> links to a page here.</p>
<ul>
${codes.map((code) => `<li><a href="/errors/${code}"><code>${code}</code></a> ${html(errorRegistry[code].title)}</li>`).join('\n')}
</ul>`,
  );

/** `/errors` and `/errors/{code}`: what problem documents link to, made of the registry. */
export async function errorPages(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    declareScopePublic(scope);
    setContentSecurityPolicy(scope, errorPagePolicy);
    const hidden = { schema: { hide: true } };
    scope.get('/errors', hidden, (_request, reply) => reply.type('text/html; charset=utf-8').send(listPage()));
    scope.get('/errors/style.css', hidden, (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
    scope.get<{ Params: { code: string } }>('/errors/:code', hidden, (request, reply) => {
      const { code } = request.params;
      if (!Object.hasOwn(errorRegistry, code)) throw new CentralinoError('request.notFound');
      return reply.type('text/html; charset=utf-8').send(errorPage(code as ErrorCode));
    });
  });
}

/** The same as a page of the documentation (docs/reference/errors.md). */
export const errorReference = (): string =>
  `# Errors

Every error of the API is a problem document (RFC 9457) with a \`code\` that never changes its meaning. Its \`type\` is the address of a page
on the server itself (\`/errors/{code}\`). Frames of sockets carry the same codes. This page is made of the registry
(\`packages/protocol/src/errors.ts\`); do not change it by hand.

| code | HTTP status | what it says | what to do |
| --- | --- | --- | --- |
${codes.map((code) => `| \`${code}\` | ${errorRegistry[code].status} | ${errorRegistry[code].title} | ${errorAdvice[code]} |`).join('\n')}
`;

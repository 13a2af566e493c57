import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { startCentralino } from '../main.ts';
import { openTestStore } from '../store/testing.ts';

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return String(port);
};

it('with a certificate: https, a Secure cookie, and browsers told to stay with https', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'centralino-tls-'));
  const files = { TLS_CERT: join(dir, 'cert.pem'), TLS_KEY: join(dir, 'key.pem') };
  execFileSync(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1', '-keyout', files.TLS_KEY, '-out', files.TLS_CERT],
    { stdio: 'ignore' },
  );
  const store = await openTestStore();
  const config = loadConfig('demo', {
    ...files,
    DATABASE_URL: store.url,
    CENTRALINO_DATA: dir,
    PORT: await freePort(),
    MEDIA_PORT: await freePort(),
  });
  const { url, stop } = await startCentralino(config, { logger: pino({ level: 'silent' }) });
  try {
    expect(url).toMatch(/^https:/);
    const ca = await readFile(files.TLS_CERT);
    const asking = request(`${url}/api/v1/session`, {
      method: 'POST',
      ca,
      headers: { 'content-type': 'application/json' },
      checkServerIdentity: () => undefined,
    });
    asking.end(JSON.stringify({ username: 'op1', password: 'op1' }));
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['set-cookie']?.[0]).toContain('; HttpOnly; Secure; SameSite=Lax');
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  } finally {
    await stop();
    await store.close();
    await rm(dir, { recursive: true });
  }
});

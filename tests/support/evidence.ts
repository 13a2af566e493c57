import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

/**
 * After a failed test: what every open window showed, and every step of the last interactions as a supervisor reads them, in `test-results/`.
 */
export async function keepEvidence(name: string, browser: Browser, url: string): Promise<void> {
  const folder = join('test-results', name.replace(/[^a-z0-9]+/gi, '-').slice(0, 80));
  mkdirSync(folder, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  await Promise.all(
    pages.map((page, n) => page.screenshot({ path: join(folder, `window-${n}.png`), timeout: 5_000 }).catch(() => undefined)),
  );
  const signedIn = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ username: 'sup1', password: 'sup1' }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const read = async (path: string): Promise<unknown> => (await fetch(`${url}/api/v1${path}`, { headers: { cookie } })).json();
  const { interactions } = (await read('/interactions?limit=3')) as { interactions: { id: string }[] };
  const histories = await Promise.all(interactions.map(({ id }) => read(`/interactions/${id}`)));
  writeFileSync(join(folder, 'interactions.json'), JSON.stringify(histories, null, 2));
}

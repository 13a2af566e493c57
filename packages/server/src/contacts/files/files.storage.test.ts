import type { ContactImport, ImportPreview } from '@centralino/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, openTestHttp, type SignedIn, type TestHttp } from '../../http/testing.ts';

let http: TestHttp;
let boss: SignedIn;
beforeAll(async () => {
  http = await openTestHttp();
  await http.app.ready();
  boss = await http.signIn('sue', ['supervisor']);
});
afterAll(() => http.close());

const post = (url: string, payload: object) => ask(http.app, boss, { method: 'POST', url: `/api/v1${url}`, payload });
async function run(body: object): Promise<ContactImport> {
  const { id } = (await post('/contact-imports', { format: 'csv', bookId: 'main', ...body })).json<ContactImport>();
  return vi.waitUntil(
    async () => {
      const state = (await ask(http.app, boss, { url: `/api/v1/contact-imports/${id}` })).json<ContactImport>();
      return state.state === 'running' ? false : state;
    },
    { timeout: 20_000, interval: 50 },
  );
}

describe('files of contacts', () => {
  const header = 'Nome,Cognome,Telefono,Email\n';
  const many = Array.from({ length: 1_200 }, (_, i) => `N${i},C${i},045 2${String(i).padStart(6, '0')},n${i}@example.com`).join('\n');

  it('are shown before anything is written', async () => {
    const preview = (
      await post('/contact-imports/preview', { format: 'csv', bookId: 'main', text: `${header}Mario,Rossi,abc,\n,,,\n` })
    ).json<ImportPreview>();
    expect(preview).toMatchObject({ total: 2, bad: 1, columns: ['name', 'surname', 'tel1_value', 'mail1_value'] });
    expect(preview.problems.map(({ row, code }) => [row, code])).toEqual([
      [1, 'number'],
      [2, 'empty'],
    ]);
    expect(await http.contacts.search('', 100)).toEqual([]);
  });

  it('bring contacts, complete those that are there, or leave them', async () => {
    expect(await run({ text: header + many })).toMatchObject({ state: 'done', total: 1_200, done: 1_200, created: 1_200, bad: 0 });
    const [before] = await http.contacts.search('n7@example.com', 5);
    const again = 'uid,Azienda,Telefono,Cellulare\nX7,Acme,+39 0452000007,333 7777777\nX7,,,333 8888888\n';
    expect(await run({ text: again, existing: 'skip' })).toMatchObject({ skipped: 1, created: 1 });
    expect((await http.contacts.search('n7@example.com', 5))[0]).toEqual(before);
    await http.contacts.remove((await http.contacts.search('3338888888', 5))[0]?.id ?? '');
    const same = [{ row: 2, column: null, code: 'same' }];
    const preview = await post('/contact-imports/preview', { format: 'csv', bookId: 'main', text: again });
    expect(preview.json<ImportPreview>().problems).toEqual(same);
    expect(await run({ text: again })).toMatchObject({ state: 'done', updated: 2, created: 0, problems: same });
    const [after] = await http.contacts.search('n7@example.com', 5);
    expect(after).toMatchObject({ id: before?.id, firstName: 'N7', company: 'Acme', externalId: 'X7' });
    expect(after?.tel.map(({ e164 }) => e164)).toEqual(['+390452000007', '+393337777777', '+393338888888']);
    // One contact by its number, then by its email: nothing of either row is lost.
    const twice = 'Telefono,Email,Azienda,Città\n045 2000009,,Acme,\n,n9@example.com,,Verona\n045 2000010,,Acme,\n';
    expect(await run({ text: twice })).toMatchObject({ updated: 3, created: 0 });
    expect((await http.contacts.search('n9@example.com', 1))[0]).toMatchObject({ company: 'Acme', city: 'Verona', firstName: 'N9' });
    const [untouched] = await http.contacts.search('n10@example.com', 5);
    expect(await run({ text: 'Telefono,Azienda\n045 2000010,Acme\n' })).toMatchObject({ updated: 1 });
    expect((await http.contacts.search('n10@example.com', 5))[0]).toEqual(untouched);
    expect(await run({ text: `${header}A,B,045 2000007,\n`, existing: 'create' })).toMatchObject({ created: 1 });
    expect((await post('/contact-imports', { format: 'csv', bookId: 'nowhere', text: header })).json()).toMatchObject({
      code: 'book.unknown',
    });
    expect((await post('/contact-imports/preview', { format: 'vcard', bookId: 'main', text: 'x' })).json()).toMatchObject({
      code: 'import.unreadable',
    });
  });

  it('are written whole, and read again the same', async () => {
    const exported = await ask(http.app, boss, { url: '/api/v1/contacts/export?format=csv' });
    expect(exported.headers['content-type']).toContain('text/csv');
    expect(exported.body.trim().split('\r\n')).toHaveLength(1 + 1_201);
    const cards = await ask(http.app, boss, { url: '/api/v1/contacts/export?format=vcard' });
    expect(cards.body.match(/BEGIN:VCARD/g)).toHaveLength(1_201);
    expect(await run({ text: exported.body })).toMatchObject({ state: 'done', updated: 1_201, created: 0, problems: [] });
    expect((await ask(http.app, boss, { url: '/api/v1/contacts/export?format=csv' })).body.split('\r\n').length).toBe(
      exported.body.split('\r\n').length,
    );
  });
});

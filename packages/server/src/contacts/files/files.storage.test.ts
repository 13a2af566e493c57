import type { ContactImport, ImportPreview } from '@centralino/protocol';
import { sql } from 'kysely';
import { readFileSync } from 'node:fs';
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

/** A number alone is asked about; here the answer is that it is one person. */
const together = { sharedNumber: 'together' };
const book = (id: string) => http.store.db.insertInto('address_books').values({ id, name: id, services: [] }).execute();
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url)).toString('base64');

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
    expect(await run({ text: again, existing: 'skip', ...together })).toMatchObject({ skipped: 1, created: 1 });
    expect((await http.contacts.search('n7@example.com', 5))[0]).toEqual(before);
    await http.contacts.remove((await http.contacts.search('3338888888', 5))[0]?.id ?? '');
    const same = [{ row: 2, column: null, code: 'same' }];
    const preview = await post('/contact-imports/preview', { format: 'csv', bookId: 'main', text: again, ...together });
    expect(preview.json<ImportPreview>().problems).toEqual(same);
    expect(await run({ text: again, ...together })).toMatchObject({ state: 'done', updated: 2, created: 0, problems: same });
    const [after] = await http.contacts.search('n7@example.com', 5);
    expect(after).toMatchObject({ id: before?.id, firstName: 'N7', company: 'Acme', externalId: 'X7' });
    expect(after?.tel.map(({ e164 }) => e164)).toEqual(['+390452000007', '+393337777777', '+393338888888']);
    // One contact by its number, then by its email: nothing of either row is lost.
    const twice = 'Telefono,Email,Azienda,Città\n045 2000009,,Acme,\n,n9@example.com,,Verona\n045 2000010,,Acme,\n';
    expect(await run({ text: twice, ...together })).toMatchObject({ updated: 3, created: 0 });
    expect((await http.contacts.search('n9@example.com', 1))[0]).toMatchObject({ company: 'Acme', city: 'Verona', firstName: 'N9' });
    const [untouched] = await http.contacts.search('n10@example.com', 5);
    expect(await run({ text: 'Telefono,Azienda\n045 2000010,Acme\n', ...together })).toMatchObject({ updated: 1 });
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

  it('keep colleagues apart who share a number, and ask whether they are one', async () => {
    await book('switchboard');
    const file = { format: 'csv', bookId: 'switchboard', data: fixture('shared-number.csv') };
    const ask_ = async (): Promise<ImportPreview> => (await post('/contact-imports/preview', file)).json<ImportPreview>();
    const names = ['Anna Alfa', 'Bruno Beta', 'Carla Gamma'];
    const question = { number: '045 2220030', rows: names.map((name, at) => ({ row: at + 1, name })), contacts: [] };
    expect(await ask_()).toMatchObject({ total: 3, bad: 0, unreadable: 0, problems: [], shared: [question], sharedTotal: 1 });
    expect(await run(file)).toMatchObject({ state: 'done', created: 3, updated: 0, problems: [] });
    // Once more: they are who they were, by their email, or by number and name.
    expect(await run(file)).toMatchObject({ created: 0, updated: 3 });
    const text = 'Cognome;Nome;Telefono;Ruolo\nAlfa;Anna;0452220030;Capo\n';
    const { data: _, ...withText } = { ...file, text };
    expect(await run(withText)).toMatchObject({ created: 0, updated: 1, problems: [] });
    const stranger = { ...withText, text: 'Nome;Telefono\nDario;045 2220030\n' };
    const preview = (await post('/contact-imports/preview', stranger)).json<ImportPreview>();
    expect(preview.shared).toEqual([
      { number: '045 2220030', rows: [{ row: 1, name: 'Dario' }], contacts: expect.arrayContaining(names) as string[] },
    ]);
    expect(await run(stranger)).toMatchObject({ created: 1, updated: 0 });
    expect(await run({ ...stranger, text: 'Nome;Telefono\nElena;045 2220030\n', ...together })).toMatchObject({ created: 0, updated: 1 });
  });

  it('of other programs go in whole; what can’t be stored is told, and the others go in', async () => {
    await book('programs');
    const scientific = await run({ bookId: 'programs', data: fixture('excel-scientific.csv') });
    expect(scientific).toMatchObject({ created: 3, updated: 0, bad: 0 });
    expect(scientific.problems.map(({ row, code }) => `${row} ${code}`)).toEqual(['1 scientific', '2 scientific', '3 scientific']);
    const nul = await run({ bookId: 'programs', data: fixture('nul.csv') });
    expect(nul).toMatchObject({ state: 'done', created: 2, bad: 0, problems: [{ row: 1, column: 'surname', code: 'control' }] });
    for (const [name, format] of [
      ['google-old.csv', 'csv'],
      ['google-new.csv', 'csv'],
      ['outlook-en.csv', 'csv'],
      ['excel-sep.csv', 'csv'],
      ['utf16le-tab.txt', 'csv'],
      ['google-3.vcf', 'vcard'],
      ['outlook-2.1-latin1.vcf', 'vcard'],
    ])
      expect(await run({ bookId: 'programs', format, data: fixture(name ?? '') }), name).toMatchObject({
        created: 1,
        bad: 0,
        problems: [],
      });
    // A row that only the database refuses.
    await sql`alter table contacts add constraint test_refused check (external_id <> 'refused-1')`.execute(http.store.db);
    try {
      const refused = await run({ bookId: 'programs', text: 'uid;Nome\nrefused-1;A\nrefused-2;B\n' });
      expect(refused).toMatchObject({
        state: 'done',
        done: 2,
        created: 1,
        bad: 1,
        problems: [{ row: 1, column: null, code: 'notStored' }],
      });
    } finally {
      await sql`alter table contacts drop constraint test_refused`.execute(http.store.db);
    }
    for (const body of [{ text: 'a', data: 'YQ==' }, {}, { data: '<>' }])
      expect((await post('/contact-imports', { format: 'csv', bookId: 'programs', ...body })).statusCode).toBe(400);
  });
});

import type { ConfigurationPlan, Overview, SystemStatus, User } from '@centralino/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { demoService } from '../demo/data.ts';
import { seedDemo } from '../demo/seed.ts';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let admin: SignedIn;

beforeAll(async () => {
  http = await openTestHttp({ demo: true });
  await http.app.ready();
  admin = await http.signIn('boss', ['admin']);
  const engine = { send: async (service: unknown) => void http.sent.push(service as never) };
  const { store, users, contacts, deskWidgets, notifications } = http;
  await seedDemo({ db: store.db, users, contacts, deskWidgets, notifications, url: 'http://127.0.0.1:8080', engine });
  const { code, ...service } = demoService;
  await send('PUT', `/services/${code}`, service);
});
afterAll(() => http.close());

const send = (method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  ask(http.app, admin, { method, url: `/api/v1${url}`, ...(payload === undefined ? {} : { payload }) });
const exported = async () => (await send('GET', '/configuration')).json<{ yaml: string }>().yaml;
const plan = async (yaml: string) => (await send('POST', '/configuration/plan', { yaml })).json<ConfigurationPlan>();

type Document = {
  skillsets: object[];
  users: { username: string }[];
  pauseReasons: { code: string }[];
  profiles: object[];
  addressBooks: object[];
};

describe('the configuration as one document', () => {
  it('comes out without passwords and changes nothing when it goes in again', async () => {
    const yaml = await exported();
    expect(yaml).not.toMatch(/password_hash|scrypt|argon/);
    expect(parse(yaml)).toMatchObject({ version: 1, users: expect.arrayContaining([expect.objectContaining({ username: 'op1' })]) });
    expect((await plan(yaml)).changes).toEqual([]);
  });

  it('makes, changes, orders and removes in the real tables, once', async () => {
    const document = parse(await exported()) as Document;
    document.profiles.push({ code: 'front', name: 'Front office' });
    document.users = document.users.filter(({ username }) => username !== 'op2');
    Object.assign(document.users.find(({ username }) => username === 'op1') ?? {}, { profile: 'front' });
    document.pauseReasons.reverse();
    document.addressBooks.push({ id: 'vips', name: 'VIPs', services: [demoService.code] });
    const yaml = stringify(document);
    const { fingerprint, changes } = await plan(yaml);
    expect(changes.map(({ section, key, kind }) => `${kind} ${section} ${key}`)).toEqual([
      'added profiles front',
      'changed pauseReasons *',
      'added addressBooks vips',
      'changed users op1',
      'removed users op2',
    ]);
    expect((await send('POST', '/configuration/apply', { yaml, fingerprint })).statusCode).toBe(200);
    expect(await exported()).toContain('profile: front');
    expect((await http.users.byUsername('op2')) === null).toBe(true);
    expect((await plan(yaml)).changes).toEqual([]);
  });

  it('has receivers without their secrets, which stay when it is applied, and the popups', async () => {
    const first = http.notifications.records.list()[0]?.config;
    if (first === undefined) throw new Error('the demo has records');
    const { id, ...body } = first;
    await send('PUT', `/notifications/records/${id}`, { ...body, type: 'POST', username: 'crm', password: 'hush-hush' });
    const config = { enabled: true, source: 'return {}', services: { [demoService.code]: { video: 'legacy' } }, frameOrigins: [] };
    expect((await send('PUT', '/popup', config)).statusCode).toBe(200);
    const yaml = await exported();
    expect(yaml).not.toContain('hush-hush');
    const document = parse(yaml) as {
      notifications: { id: string; name: string; events: { service: string | null }[] }[];
      popups: object[];
    };
    expect(document.popups).toEqual([config]);

    const changed = structuredClone(document);
    const renamed = changed.notifications.find((one) => one.id === id);
    Object.assign(renamed ?? {}, { name: 'Renamed' });
    const gone = changed.notifications.splice(1, 1)[0];
    changed.notifications.push({ ...document.notifications[2], id: 'new-one', name: 'New one' } as never);
    changed.popups = [];
    expect((await send('POST', '/configuration/apply', { yaml: stringify(changed) })).statusCode).toBe(200);
    expect(await http.notifications.get(id)).toMatchObject({ name: 'Renamed', username: 'crm', hasPassword: true });
    expect(http.notifications.records.find(gone?.id ?? '')).toBeUndefined();
    expect(http.notifications.records.find('new-one')?.config.name).toBe('New one');
    expect((await send('GET', '/popup')).json()).toMatchObject({ config: { enabled: false, source: '' } });

    // A filter on a service that is not there would never let anything through.
    Object.assign(document.notifications[0]?.events[0] ?? {}, { service: 'nowhere' });
    const refused = await send('POST', '/configuration/apply', { yaml: stringify(document) });
    expect(refused.json()).toMatchObject({ code: 'configuration.invalid', detail: expect.stringContaining('there is no "nowhere"') });
    expect(http.notifications.records.find('new-one')).toBeDefined();
  });

  it('that would leave nobody in charge is refused whole', async () => {
    const before = await exported();
    const answer = await send('POST', '/configuration/apply', {
      yaml: stringify({ ...parse(before), users: [{ username: 'op1', name: 'X', roles: ['agent'] }] }),
    });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'configuration.invalid']);
    expect(await exported()).toBe(before);
  });
});

describe('profiles', () => {
  it('in use can’t be removed; unknown ones can’t be given', async () => {
    const op1 = (await send('GET', '/users')).json<{ users: User[] }>().users.find(({ username }) => username === 'op1');
    expect((await send('PATCH', `/users/${op1?.id}`, { profile: 'nowhere' })).json()).toMatchObject({
      code: 'profile.unknown',
      fields: { profile: 'unknown' },
    });
    expect((await send('PUT', '/profiles/back', { name: 'Back office' })).statusCode).toBe(200);
    await send('PATCH', `/users/${op1?.id}`, { profile: 'back' });
    expect((await send('DELETE', '/profiles/back')).json()).toMatchObject({ code: 'profile.inUse' });
    await send('PATCH', `/users/${op1?.id}`, { profile: null });
    expect((await send('DELETE', '/profiles/back')).statusCode).toBe(204);
  });
});

it('tells the other doors of what an administrator changed, and of nothing else', async () => {
  let told = 0;
  http.changes.on(() => (told += 1));
  const answered = async (...request: Parameters<typeof send>): Promise<number> => {
    const before = told;
    await send(...request);
    // Told once the answer is out: with the next one it certainly is.
    await send('GET', '/system');
    return told - before;
  };
  expect(await answered('PUT', '/pause-reasons', { pauseReasons: [{ code: 'tea', label: { it: 'Tè', en: 'Tea' } }] })).toBe(1);
  expect(await answered('PUT', '/profiles/tea', { name: 'Tea' })).toBe(1);
  expect(await answered('PUT', '/pause-reasons', { pauseReasons: 'none' })).toBe(0);
  expect(await answered('GET', '/pause-reasons')).toBe(0);
});

it('tells how it stands', async () => {
  await http.store.db
    .insertInto('services')
    .values({ code: 'care', config: JSON.stringify({ name: 'Care' }) as never, seq: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const overview = (await send('GET', '/overview?from=0')).json<Overview>();
  expect(overview.services).toContainEqual(expect.objectContaining({ code: 'care', arrived: 0, waiting: 0, averageWaitMs: null }));
  const system = (await send('GET', '/system')).json<SystemStatus>();
  expect(system).toMatchObject({ database: { ok: true }, media: { ok: true } });
});

import type { AuditEntry, AuditPage } from '@centralino/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, goodPassword, openTestHttp, type SignedIn, type TestHttp } from '../http/testing.ts';
import { AuditLog } from './audit-log.ts';

let http: TestHttp;
let admin: SignedIn;
let andy: SignedIn;

beforeAll(async () => {
  http = await openTestHttp();
  await http.app.ready();
  admin = await http.signIn('boss', ['admin']);
  andy = await http.signIn('andy', ['agent']);
});
afterAll(() => http.close());

const page = async (query = ''): Promise<AuditPage> => {
  const answer = await ask(http.app, admin, { url: `/api/v1/audit${query}` });
  expect(answer.statusCode).toBe(200);
  return answer.json<AuditPage>();
};
const newest = async (query = ''): Promise<AuditEntry | undefined> => (await page(query)).entries[0];

describe('the audit', () => {
  it('has every sign-in, refused sign-in and sign-out, with who and from where', async () => {
    const session = { method: 'POST', url: '/api/v1/session', remoteAddress: '192.0.2.7' } as const;
    await http.app.inject({ ...session, payload: { username: 'andy', password: 'wrong' } });
    expect(await newest()).toMatchObject({
      action: 'session.signInFailed',
      userId: andy.id,
      username: 'andy',
      details: { code: 'auth.badCredentials' },
      address: '192.0.2.7',
    });
    // Somebody who typed the password into the wrong field.
    await http.app.inject({ ...session, payload: { username: goodPassword, password: 'x' } });
    expect(await newest()).toMatchObject({ action: 'session.signInFailed', userId: null, username: '' });
    const again = await http.signIn('zoe', ['agent']);
    expect(await newest()).toMatchObject({ action: 'session.signIn', userId: again.id, username: 'zoe', subject: null });
    await ask(http.app, again, { method: 'DELETE', url: '/api/v1/session' });
    expect(await newest()).toMatchObject({ action: 'session.signOut', userId: again.id });
    expect(JSON.stringify(await page())).not.toContain(goodPassword);
  });

  it('has every change by REST with what it was about, and no secret', async () => {
    const made = await ask(http.app, admin, {
      method: 'POST',
      url: '/api/v1/users',
      payload: { username: 'carla', name: 'Carla 😀', password: 'green elephants dance', roles: ['agent'] },
    });
    const { id } = made.json<{ id: string }>();
    expect(await newest()).toMatchObject({
      action: 'POST /users',
      userId: admin.id,
      subject: { kind: 'user', id },
      details: { body: { username: 'carla', password: '[secret]', roles: ['agent'] } },
    });
    await ask(http.app, admin, { method: 'PATCH', url: `/api/v1/users/${id}`, payload: { password: 'another password of hers' } });
    expect((await page('?limit=2')).entries.map(({ action, subject }) => [action, subject?.id])).toEqual([
      ['PATCH /users/:id', id],
      ['user.password', id],
    ]);
    await ask(http.app, admin, { method: 'PUT', url: '/api/v1/skillsets/care', payload: { name: 'Care' } });
    expect(await newest()).toMatchObject({ subject: { kind: 'skillset', id: 'care' }, details: { body: { name: 'Care' } } });
    // Of customers only which fields: what is known of a person can be erased, the audit can't.
    await ask(http.app, andy, { method: 'POST', url: '/api/v1/contacts', payload: { firstName: 'Mario', notes: 'private' } });
    expect(await newest()).toMatchObject({ action: 'POST /contacts', userId: andy.id, subject: { kind: 'contact' } });
    // What the entry is about has the name that it has now: read when it is asked for, never written down.
    expect(await newest()).toMatchObject({ name: 'Name of andy', subject: { name: 'Mario' } });
    const all = JSON.stringify(await http.store.db.selectFrom('audit').selectAll().execute());
    for (const never of ['Mario', 'private', 'green elephants dance', 'another password of hers']) expect(all).not.toContain(never);
  });

  it('has nothing of what was refused or changed nothing', async () => {
    const before = await newest();
    await ask(http.app, admin, { method: 'PATCH', url: '/api/v1/users/nobody', payload: { name: 'X' } });
    await ask(http.app, andy, { method: 'PUT', url: '/api/v1/skillsets/care', payload: { name: 'Mine' } });
    await ask(http.app, admin, { url: '/api/v1/users' });
    expect(await newest()).toEqual(before);
  });

  it('is found by user, action, subject and time, page by page, each once', async () => {
    const log = new AuditLog(http.store.db, () => 5_000);
    const user = { id: 'u9', username: 'nine' };
    for (const [action, id] of [
      ['supervise.start', 'i1'],
      ['supervise.stop', 'i1'],
      ['team.move', 'i2'],
    ] as const) {
      await log.record({ user, action, subject: { kind: 'interaction', id } });
    }
    const actions = async (query: string) => (await page(query)).entries.map(({ action }) => action);
    expect(await actions('?userId=u9')).toEqual(['team.move', 'supervise.stop', 'supervise.start']);
    expect(await actions('?userId=u9&action=supervise.*')).toEqual(['supervise.stop', 'supervise.start']);
    expect(await actions('?action=supervise.stop')).toEqual(['supervise.stop']);
    expect(await actions('?subjectKind=interaction&subjectId=i2')).toEqual(['team.move']);
    expect(await actions('?userId=u9&from=5001')).toEqual([]);
    expect(await actions('?from=5000&to=5001')).toHaveLength(3);
    const first = await page('?userId=u9&limit=2');
    const second = await page(`?userId=u9&limit=2&cursor=${first.next}`);
    expect([...first.entries, ...second.entries]).toHaveLength(3);
    expect(second.next).toBeNull();
  });

  it('can be changed and removed by nobody, and read by administrators only', async () => {
    const rows = () => http.store.db.selectFrom('audit').selectAll().orderBy('id').execute();
    const before = await rows();
    await expect(sql`update audit set username = 'somebody else'`.execute(http.store.db)).rejects.toThrow('never changed');
    await expect(sql`delete from audit where id = ${before[0]?.id}`.execute(http.store.db)).rejects.toThrow('never changed');
    await expect(sql`truncate audit`.execute(http.store.db)).rejects.toThrow('never changed');
    expect(await rows()).toEqual(before);
    // Also not by removing whom it is about.
    await http.users.remove(andy.id);
    expect(await rows()).toEqual(before);
    const sue = await http.signIn('sue', ['supervisor']);
    expect((await ask(http.app, sue, { url: '/api/v1/audit' })).statusCode).toBe(403);
  });
});

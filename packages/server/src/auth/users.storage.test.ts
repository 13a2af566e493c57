import { CentralinoError } from '@centralino/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, goodPassword, openTestHttp, type SignedIn, type TestHttp } from '../http/testing.ts';

let http: TestHttp;
let admin: SignedIn;
beforeEach(async () => {
  http = await openTestHttp();
  await http.app.ready();
  admin = await http.signIn('boss', ['admin']);
  await http.store.db.insertInto('skillsets').values({ code: 'care', name: 'Care' }).execute();
});
afterEach(() => http.close());

const andy = { username: 'andy', name: 'Andy', password: goodPassword, roles: ['agent'], skills: [{ skillset: 'care', level: 3 }] };
const create = (body: object) => ask(http.app, admin, { method: 'POST', url: '/api/v1/users', payload: body });
const change = (id: string, body: object) => ask(http.app, admin, { method: 'PATCH', url: `/api/v1/users/${id}`, payload: body });
const remove = (id: string) => ask(http.app, admin, { method: 'DELETE', url: `/api/v1/users/${id}` });
const codeOf = (answer: { json(): unknown }) => (answer.json() as { code: string }).code;

describe('accounts', () => {
  it('tell the engine of agents, and of agents only', async () => {
    const { id } = (await create(andy)).json<{ id: string }>();
    await create({ ...andy, username: 'ada', roles: ['admin'] });
    expect(http.sent).toEqual([{ type: 'agent.configure', agent: { id, username: 'andy', name: 'Andy', skills: andy.skills } }]);
    await change(id, { name: 'Andreas' });
    expect(http.sent[1]).toMatchObject({ type: 'agent.configure', agent: { id, name: 'Andreas' } });
    await change(id, { enabled: false });
    expect(http.sent[2]).toEqual({ type: 'agent.remove', agentId: id });
    await change(id, { enabled: true });
    expect(http.sent[3]).toMatchObject({ type: 'agent.configure' });
    expect((await remove(id)).statusCode).toBe(204);
    expect(http.sent[4]).toEqual({ type: 'agent.remove', agentId: id });
  });

  it('of supervisors are known to the engine too, without skills unless they are agents', async () => {
    const { id } = (await create({ ...andy, username: 'sue', roles: ['supervisor'] })).json<{ id: string }>();
    expect(http.sent.at(-1)).toMatchObject({ type: 'agent.configure', agent: { id, skills: [] } });
    await change(id, { roles: ['agent', 'supervisor'] });
    expect(http.sent.at(-1)).toMatchObject({ type: 'agent.configure', agent: { id, skills: andy.skills } });
    await change(id, { roles: ['admin'] });
    expect(http.sent.at(-1)).toEqual({ type: 'agent.remove', agentId: id });
  });

  it('do not change when the engine refuses', async () => {
    const { id } = (await create(andy)).json<{ id: string }>();
    http.refuse(new CentralinoError('agent.busy'));
    expect(codeOf(await remove(id))).toBe('agent.busy');
    expect(codeOf(await change(id, { enabled: false }))).toBe('agent.busy');
    expect(codeOf(await create({ ...andy, username: 'other' }))).toBe('agent.busy');
    http.refuse(null);
    const { users } = (await ask(http.app, admin, { url: '/api/v1/users' })).json<{ users: { username: string; enabled: boolean }[] }>();
    expect(users.map((user) => [user.username, user.enabled])).toEqual([
      ['andy', true],
      ['boss', true],
    ]);
  });

  it('are not cut off in a talk: a role is taken, or a password set by somebody else, only when they are done', async () => {
    const { id } = (await create({ ...andy, roles: ['agent', 'supervisor'] })).json<{ id: string }>();
    const told = () => http.sent.at(-1);
    await change(id, { name: 'Andreas' });
    expect(told()).not.toHaveProperty('unlessEngaged');
    await change(id, { roles: ['agent'] });
    expect(told()).toMatchObject({ type: 'agent.configure', unlessEngaged: true });
    await change(id, { roles: ['agent', 'supervisor'] });
    expect(told()).not.toHaveProperty('unlessEngaged');
    await change(id, { password: 'another good one' });
    expect(told()).toMatchObject({ type: 'agent.configure', unlessEngaged: true });
    http.refuse(new CentralinoError('agent.busy'));
    expect(codeOf(await change(id, { roles: ['agent'] }))).toBe('agent.busy');
    http.refuse(null);
    expect((await http.users.byUsername('andy'))?.roles).toEqual(['agent', 'supervisor']);
  });

  it('never show a password or its hash', async () => {
    const answers = [await create(andy), await ask(http.app, admin, { url: '/api/v1/users' })];
    for (const answer of answers) expect(answer.body).not.toMatch(/argon2|password|correct horse/);
  });

  it('have names of their own, whatever the case', async () => {
    await create(andy);
    expect(codeOf(await create({ ...andy, username: 'ANDY' }))).toBe('user.exists');
  });

  it('refuse weak passwords and unknown skillsets', async () => {
    expect(codeOf(await create({ ...andy, password: 'andy-is-the-best' }))).toBe('user.weakPassword');
    expect(codeOf(await create({ ...andy, password: 'password123' }))).toBe('user.weakPassword');
    expect(codeOf(await create({ ...andy, skills: [{ skillset: 'nothing', level: 1 }] }))).toBe('skillset.unknown');
    expect(codeOf(await change('nobody', { name: 'x' }))).toBe('user.unknown');
    expect(codeOf(await remove('nobody'))).toBe('user.unknown');
  });

  it('always leave an administrator', async () => {
    expect(codeOf(await remove(admin.id))).toBe('user.lastAdmin');
    expect(codeOf(await change(admin.id, { roles: ['agent'] }))).toBe('user.lastAdmin');
    expect(codeOf(await change(admin.id, { enabled: false }))).toBe('user.lastAdmin');

    const second = (await create({ ...andy, username: 'second', roles: ['admin'], skills: [] })).json<{ id: string }>();
    // Both at once: each alone would leave the other.
    const answers = await Promise.all(
      [http.users.remove(admin.id), http.users.remove(second.id)].map((one) => one.then(() => 'gone', codeOfError)),
    );
    expect(answers.sort()).toEqual(['gone', 'user.lastAdmin']);
  });

  it('sign a user out when disabled, removed, demoted or given a new password', async () => {
    const victim = await http.signIn('victim', ['agent', 'supervisor']);
    const ended: string[] = [];
    http.auth.onSignedOut((_sessionId, userId) => ended.push(userId));
    const isIn = async (who: SignedIn) => (await ask(http.app, who, { url: '/api/v1/session' })).statusCode === 200;
    await change(victim.id, { name: 'Other' });
    expect(await isIn(victim)).toBe(true);
    await change(victim.id, { roles: ['agent'] });
    expect(await isIn(victim)).toBe(false);
    expect(ended).toEqual([victim.id]);

    const other = await http.signIn('otto', ['agent']);
    await change(other.id, { password: 'another good one' });
    expect(await isIn(other)).toBe(false);
    const third = await http.signIn('third', ['agent']);
    await remove(third.id);
    expect(await isIn(third)).toBe(false);
    expect(ended).toEqual([victim.id, other.id, third.id]);

    // One's own new password leaves the window open in which it was set.
    await change(admin.id, { password: 'another good one' });
    expect(await isIn(admin)).toBe(true);
  });
});

const codeOfError = (error: unknown): string => (error as CentralinoError).code;

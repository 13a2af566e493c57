import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../store/testing.ts';
import { UsageError } from './usage-error.ts';
import { user } from './user.ts';

let store: TestStore;
let said: string[];
beforeEach(async () => {
  store = await openTestStore();
  said = [];
});
afterEach(() => store.close());

const run = (args: string, password = 'correct horse battery') =>
  user(args.split(' '), { env: { DATABASE_URL: store.url }, ask: async () => password, say: (line) => said.push(line) });

it('manages accounts without a running server', async () => {
  expect(await run('list')).toBe(0);
  expect(said).toEqual(['There are no accounts yet.']);
  expect(await run('add boss --role admin --role agent')).toBe(0);
  expect(await run('add andy --name Andrea')).toBe(0);
  expect(await run('disable andy')).toBe(0);
  said = [];
  await run('list');
  expect(said).toEqual(['andy\tAndrea\tagent\tdisabled', 'boss\tboss\tadmin, agent']);
});

it('refuses what the server would refuse, and says why', async () => {
  await run('add boss --role admin');
  expect(await run('add boss')).toBe(1);
  expect(await run('add weak', 'weak')).toBe(1);
  expect(await run('remove boss')).toBe(1);
  expect(await run('enable nobody')).toBe(1);
  expect(said.slice(1)).toEqual([
    'This username is taken.',
    'The password is too easy to guess: use at least 10 characters.',
    'The last administrator cannot be removed: make somebody else an administrator first.',
    'There is no such user: nobody.',
  ]);
  await expect(run('add boss --role king')).rejects.toThrow(UsageError);
  await expect(run('add')).rejects.toThrow('needs a username');
  await expect(run('promote boss')).rejects.toThrow('There is no "centralino user promote"');
  await expect(run('list --colour')).rejects.toThrow(UsageError);
});

it('sets a new password, which ends all sessions', async () => {
  await run('add boss --role admin');
  const before = await store.db.selectFrom('users').select(['id', 'password_hash']).executeTakeFirstOrThrow();
  await store.db
    .insertInto('sessions')
    .values({ token_hash: 'x', user_id: before.id, csrf_token: 'y', created_at: 1, expires_at: 9e15, last_seen_at: 9e15 })
    .execute();
  expect(await run('password boss', 'another good one')).toBe(0);
  const after = await store.db.selectFrom('users').select('password_hash').executeTakeFirstOrThrow();
  expect(after.password_hash).not.toBe(before.password_hash);
  expect(await store.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
});

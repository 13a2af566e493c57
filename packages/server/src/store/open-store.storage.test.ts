import { mkdtemp, rm, chmod, stat, readFile, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireVersion } from './connection.ts';
import { toJson } from './database.ts';
import { readPostmaster } from './embedded/postmaster.ts';
import { StoreError } from './errors.ts';
import { openStore } from './open-store.ts';
import { openTestStore, silentLogger } from './testing.ts';

const storeError = (code: string) => expect.objectContaining({ name: 'StoreError', code });

describe('the built-in database', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'centralino-store-'));
    await chmod(dataDir, 0o755);
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  const open = (more: { beside?: boolean; waitMs?: number } = {}) =>
    openStore({ databaseUrl: null, dataDir, logger: silentLogger, ...more });
  const pgData = () => path.join(dataDir, 'postgres', 'data');

  it('is made at the first start, kept, and ended with the store', async () => {
    const store = await open();
    expect(store.embedded).toBe(true);
    await store.db.insertInto('skillsets').values({ code: 'sales', name: 'Sales' }).execute();
    expect(await readPostmaster(pgData())).toMatchObject({ status: 'ready' });
    expect((await stat(path.join(pgData(), 'centralino.password'))).mode & 0o777).toBe(0o600);
    await store.close();
    expect(await readPostmaster(pgData())).toBeNull();

    const again = await open();
    expect(await again.db.selectFrom('skillsets').selectAll().execute()).toEqual([{ code: 'sales', name: 'Sales' }]);
    await again.close();
  });

  it('lets one Centralino in, and tools beside it, and stays up until the last is gone', async () => {
    const store = await open();
    const tool = await open({ beside: true });
    await tool.close();
    await sql`select 1`.execute(store.db);
    await store.close();
    expect(await readPostmaster(pgData())).toBeNull();

    const first = await open({ beside: true });
    const second = await open({ beside: true });
    await first.close();
    await sql`select 1`.execute(second.db);
    await second.close();
    expect(await readPostmaster(pgData())).toBeNull();
  });

  it('refuses a second Centralino and goes on serving the first', async () => {
    const store = await open();
    await expect(open({ waitMs: 200 })).rejects.toEqual(storeError('store.inUse'));
    await sql`select 1`.execute(store.db);
    await store.close();
  });

  /** The server that runs, once it is another than this one. */
  const replaced = async (pid: number): Promise<number> => {
    for (;;) {
      const now = await readPostmaster(pgData());
      if (now !== null && now.pid !== pid && now.status === 'ready') return now.pid;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('comes back by itself after its server was killed, again and again, while nobody asks it anything', { timeout: 60_000 }, async () => {
    const store = await open();
    let { pid } = (await readPostmaster(pgData()))!;
    for (const signal of ['SIGKILL', 'SIGQUIT', 'SIGKILL'] as const) {
      process.kill(pid, signal);
      pid = await replaced(pid);
    }
    await store.repair();
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(store.db);
    expect(rows).toEqual([{ one: 1 }]);
    // The data directory is still ours alone.
    await expect(open({ waitMs: 200 })).rejects.toEqual(storeError('store.inUse'));
    await store.close();
    expect(await readPostmaster(pgData())).toBeNull();
  });

  it('starts although its server’s number belongs to another process now', async () => {
    await writeFile(
      path.join(pgData(), 'postmaster.pid'),
      `${process.pid}\n${pgData()}\n1700000000\n1\n\n127.0.0.1\n  5432001         0\nready   \n`,
    );
    const store = await open();
    await sql`select 1`.execute(store.db);
    await store.close();
  });

  it('says what is wrong with a data directory that is a file', async () => {
    const file = path.join(dataDir, 'a-file');
    await writeFile(file, '');
    await expect(openStore({ databaseUrl: null, dataDir: file, logger: silentLogger })).rejects.toEqual(storeError('store.dataDir'));
  });

  it('does not touch a database of another PostgreSQL version', async () => {
    const other = path.join(dataDir, 'other');
    await mkdir(path.join(other, 'postgres', 'data'), { recursive: true });
    await writeFile(path.join(other, 'postgres', 'data', 'PG_VERSION'), '12\n');
    await expect(openStore({ databaseUrl: null, dataDir: other, logger: silentLogger })).rejects.toThrow(/PostgreSQL 12/);
    expect(await readFile(path.join(other, 'postgres', 'data', 'PG_VERSION'), 'utf8')).toBe('12\n');
  });
});

describe('a database of one’s own', () => {
  const open = (databaseUrl: string) => openStore({ databaseUrl, dataDir: '/nonexistent', logger: silentLogger, waitMs: 0 });

  it('gets its tables at the first start and is left running', async () => {
    const test = await openTestStore();
    const url = new URL(test.url);
    await sql`create database ${sql.id(`${url.pathname.slice(1)}_own`)}`.execute(test.db);
    url.pathname += '_own';
    const store = await open(url.href);
    expect(await store.db.selectFrom('users').selectAll().execute()).toEqual([]);
    await store.close();
    const again = await open(url.href);
    expect(await again.db.selectFrom('engine_lease').select(['id', 'epoch']).execute()).toEqual([{ id: 1, epoch: 0 }]);
    await again.close();
    await sql`drop database ${sql.id(url.pathname.slice(1))}`.execute(test.db);
    await test.close();
  });

  it('tells apart no server, wrong password, no such database and no address, without telling the password', async () => {
    const test = await openTestStore();
    const changed = (change: (url: URL) => void) => {
      const url = new URL(test.url);
      change(url);
      return url.href;
    };
    const refused = async (url: string) => {
      const error: unknown = await open(url).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(StoreError);
      expect((error as Error).message).not.toContain(new URL(test.url).password);
      expect((error as Error).message).not.toContain('s3cret');
      return (error as StoreError).code;
    };
    expect(await refused(changed((url) => (url.port = '1')))).toBe('store.unreachable');
    expect(await refused(changed((url) => (url.password = 's3cret')))).toBe('store.refused');
    expect(await refused(changed((url) => (url.pathname = '/nothing')))).toBe('store.refused');
    expect(await refused('mysql://root:s3cret@localhost/x')).toBe('store.refused');
    await test.close();
  });

  it('must be PostgreSQL 15 or newer', () => {
    expect(() => requireVersion(140_012, 'db.example')).toThrow(/PostgreSQL 14.*15 or newer/);
    expect(() => requireVersion(150_000, 'db.example')).not.toThrow();
  });
});

describe('tables', () => {
  it('read bigint as number and jsonb as value', async () => {
    const store = await openTestStore();
    const at = Date.now();
    await store.db
      .insertInto('users')
      .values({
        id: 'u1',
        username: 'Op1',
        name: 'Operatore 1',
        password_hash: 'x',
        roles: ['agent', 'admin'],
        skills: toJson([]),
        created_at: at,
      })
      .execute();
    const user = await store.db.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    expect(user).toMatchObject({ created_at: at, roles: ['agent', 'admin'], skills: [], enabled: true });
    const count = await store.db
      .selectFrom('users')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    expect(count.n).toBe(1);
    await store.close();
  });

  it('take a username once, whatever its case', async () => {
    const store = await openTestStore();
    const add = (id: string, username: string) =>
      store.db.insertInto('users').values({ id, username, name: '', password_hash: '', roles: [], skills: '[]', created_at: 0 }).execute();
    await add('u1', 'Anna');
    await expect(add('u2', 'ANNA')).rejects.toMatchObject({ code: '23505' });
    await store.close();
  });

  it('are separate for every test', async () => {
    const [one, two] = await Promise.all([openTestStore(), openTestStore()]);
    await one.db.insertInto('skillsets').values({ code: 'a', name: 'A' }).execute();
    expect(await two.db.selectFrom('skillsets').selectAll().execute()).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });
});

import { interactionView } from '@centralino/core';
import type { Obstacle } from '@centralino/protocol';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestStore, silentLogger, type TestStore } from '../store/testing.ts';
import { createEngine, type Engine } from './engine.ts';
import { testAgent, testCall, testService } from './testing.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(): Promise<{ store: TestStore; engine: Engine }> {
  const store = await openTestStore();
  open.push(() => store.close());
  const engine = await createEngine({ store, logger: silentLogger, nodeName: 'test' });
  open.push(() => engine.stop());
  return { store, engine };
}

/** Lets the database say what it says on a full disk: to whoever adds events, and to the probe, which makes a table. */
async function fill({ db }: TestStore): Promise<void> {
  await sql`create function full_disk() returns trigger language plpgsql as $$ begin
    raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100'; end $$`.execute(db);
  await sql`create trigger full_disk before insert on events execute function full_disk()`.execute(db);
  await sql`create function full_disk_for_tables() returns event_trigger language plpgsql as $$ begin
    raise exception 'could not extend file "base/1/3": No space left on device' using errcode = '53100'; end $$`.execute(db);
  await sql`create event trigger full_disk on ddl_command_start when tag in ('CREATE TABLE AS')
    execute function full_disk_for_tables()`.execute(db);
}

const empty = async ({ db }: TestStore): Promise<void> => {
  await sql`drop event trigger full_disk`.execute(db);
  await sql`drop trigger full_disk on events`.execute(db);
};

const becomes = (engine: Engine, wanted: Obstacle | null) =>
  new Promise<void>((resolve) => {
    if (engine.health.obstacle === wanted) return resolve();
    const leave = engine.health.onChange((obstacle) => {
      if (obstacle !== wanted) return;
      leave();
      resolve();
    });
  });

const refusal = expect.objectContaining({ name: 'CentralinoError', code: 'server.storageFull' });

describe('a database without room', () => {
  it('refuses wishes at once with the reason, and nothing of them happens later', async () => {
    const { store, engine } = await start();
    await engine.send(testService());
    await fill(store);
    const wishes = [testCall('i1'), testCall('i2'), testAgent('anna')].map((wish) => engine.send(wish));
    for (const wish of wishes) await expect(wish).rejects.toEqual(refusal);
    expect(engine.health.obstacle).toBe('storageFull');
    await expect(engine.send(testCall('i3'))).rejects.toEqual(refusal);
    await empty(store);
    await becomes(engine, null);
    await engine.send(testCall('i4'));
    for (const id of ['i1', 'i2', 'i3']) expect(interactionView(engine.committed, id)).toBeNull();
    expect(interactionView(engine.committed, 'i4')).toMatchObject({ state: 'new' });
  });

  it('keeps reports until there is room, and goes on by itself', async () => {
    const { store, engine } = await start();
    await engine.send(testService());
    await engine.send(testCall('i1'));
    await fill(store);
    const report = engine.send({ type: 'leg.connected', interactionId: 'i1', legId: 'i1.c' });
    await becomes(engine, 'storageFull');
    await expect(engine.send({ type: 'interaction.leave', interactionId: 'i1' })).rejects.toEqual(refusal);
    await empty(store);
    expect((await report).map((event) => event.type)).toContain('interaction.queued');
    expect(engine.health.obstacle).toBeNull();
    expect(interactionView(engine.committed, 'i1')).toMatchObject({ state: 'queued' });
  });

  it('finds out by itself that there is room again when nobody wants anything', async () => {
    const { store, engine } = await start();
    await fill(store);
    await expect(engine.send(testService())).rejects.toEqual(refusal);
    await empty(store);
    await becomes(engine, null);
    expect((await engine.send(testService())).map((event) => event.type)).toEqual(['service.configured']);
  });

  it('says so while even the lease can’t be renewed', async () => {
    const { store, engine } = await start();
    await sql`create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception 'could not write' using errcode = '53100'; end $$`.execute(store.db);
    await sql`create trigger full_disk before update on engine_lease execute function full_disk()`.execute(store.db);
    await becomes(engine, 'storageFull');
    await sql`drop trigger full_disk on engine_lease`.execute(store.db);
    await becomes(engine, null);
  });
});

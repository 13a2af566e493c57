import { afterEach, describe, expect, it } from 'vitest';
import { createEnginePool } from '../store/connection.ts';
import { openTestStore, silentLogger, type TestStore } from '../store/testing.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { testCall, testService } from './testing.ts';

const engines: Engine[] = [];
const stores: TestStore[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  for (const store of stores.splice(0)) await store.close();
});

const newStore = async () => {
  const store = await openTestStore();
  stores.push(store);
  return store;
};
const start = async (store: EngineOptions['store'], lease: NonNullable<EngineOptions['lease']> = {}) => {
  const engine = await createEngine({ store, logger: silentLogger, nodeName: 'test', lease });
  engines.push(engine);
  return engine;
};
/** As a paused machine: its lease runs out and it does not know. */
const asleep = { leaseMs: 100, renewMs: 3_600_000 };

describe('two engines on one database', () => {
  it('are refused while the first renews its lease', async () => {
    const store = await newStore();
    const first = await start(store, { leaseMs: 400, renewMs: 50 });
    await expect(start(store, { patienceMs: 1_000 })).rejects.toMatchObject({ code: 'engine.leaseHeld' });
    await first.send(testService());
    expect(first.seq).toBe(1);
  });

  it('fence the older one off: it can’t write, says so, and refuses everybody', async () => {
    const store = await newStore();
    const old = await start(store, asleep);
    await old.send(testService());
    let fatal: unknown;
    old.onFatal((error) => (fatal = error));

    const young = await start(store);
    await young.send(testCall('young'));
    await expect(Promise.all([old.send(testCall('old1')), old.send(testCall('old2'))])).rejects.toMatchObject({ code: 'server.stopping' });
    expect(fatal).toMatchObject({ code: 'engine.fenced' });
    await expect(old.send(testCall('old3'))).rejects.toMatchObject({ code: 'server.stopping' });
    await old.stop();

    await young.send(testCall('after'));
    const created = (await young.readEvents({ afterSeq: 0, limit: 100 })).filter((event) => event.type === 'interaction.created');
    expect(created.map((event) => event.stream)).toEqual(['interaction:young', 'interaction:after']);
    expect(await store.db.selectFrom('interactions').select('id').orderBy('id').execute()).toEqual([{ id: 'after' }, { id: 'young' }]);
  });

  it('hand over cleanly when the old one was just committing', async () => {
    const store = await newStore();
    const old = await start(store, { leaseMs: 50, renewMs: 3_600_000 });
    await old.send(testService());
    const acknowledged: string[] = [];
    let ended = false;
    old.onFatal(() => (ended = true));
    const load = (async () => {
      for (let i = 0; !ended; i++) {
        await Promise.all(
          ['a', 'b', 'c'].map((letter) =>
            old.send(testCall(`${letter}${i}`)).then(
              () => acknowledged.push(`${letter}${i}`),
              () => undefined,
            ),
          ),
        );
      }
    })();
    const young = await start(store);
    await young.send(testCall('young'));
    await load;
    const log = await young.readEvents({ afterSeq: 0, limit: 100_000 });
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    const streams = new Set(log.map((event) => event.stream));
    for (const id of acknowledged) expect(streams).toContain(`interaction:${id}`);
    // What the new engine found is all that the old one ever wrote.
    expect(log.at(-1)?.stream).toBe('interaction:young');
  });

  it('notice the loss by the lease too, without any command', async () => {
    const store = await newStore();
    const old = await start(store, { leaseMs: 50, renewMs: 300 });
    const fatal = new Promise((resolve) => old.onFatal(resolve));
    const young = await start(store);
    expect(await fatal).toMatchObject({ code: 'engine.fenced' });
    await young.send(testService());
  });

  it('wait for the lease of a process that died, not longer', async () => {
    const store = await newStore();
    const pool = createEnginePool({ connectionString: store.url, ssl: false }, silentLogger);
    await pool.query(
      `update engine_lease set holder = 'dead', epoch = 7, expires_at = (extract(epoch from clock_timestamp()) * 1000)::bigint + 600`,
    );
    const engine = await start(store);
    const { rows } = await pool.query<{ epoch: number }>('select epoch from engine_lease');
    expect(rows).toEqual([{ epoch: 8 }]);
    await engine.send(testService());
    await pool.end();
  });
});

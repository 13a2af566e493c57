import { agentView, interactionView, queueOf, saveWorld } from '@centralino/core';
import { CentralinoError, type DomainEvent, type EventType } from '@centralino/protocol';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestStore, silentLogger, type TestStore } from '../store/testing.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { createTestClock, testAgent, testCall, testService } from './testing.ts';

const open: { stop(): Promise<void> }[] = [];
const stores: TestStore[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
  for (const store of stores.splice(0)) await store.close();
});

const newStore = async () => {
  const store = await openTestStore();
  stores.push(store);
  return store;
};
const start = async (store: TestStore, more: Partial<EngineOptions> = {}): Promise<Engine> => {
  const engine = await createEngine({ store, logger: silentLogger, nodeName: 'test', ...more });
  open.push(engine);
  return engine;
};
const refusal = (code: string) => expect.objectContaining({ name: 'CentralinoError', code });
const wholeLog = (engine: Engine) => engine.readEvents({ afterSeq: 0, limit: 100_000 });

/** The next committed event of this type. */
const heard = (engine: Engine, type: EventType) =>
  new Promise<DomainEvent>((resolve) => {
    const leave = engine.onCommitted((events) => {
      const found = events.find((event) => event.type === type);
      if (found === undefined) return;
      leave();
      resolve(found);
    });
  });

/** One agent, ready, and one customer who is offered to them. */
async function ringing(engine: Engine, id = 'i1') {
  await engine.send(testService());
  await engine.send(testAgent('anna'));
  await engine.send({ type: 'agent.connect', agentId: 'anna' });
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
  await engine.send(testCall(id));
  await engine.send({ type: 'leg.connected', interactionId: id, legId: `${id}.c` });
}

describe('sending commands', () => {
  it('answers with the committed events, numbered without gaps', async () => {
    const engine = await start(await newStore());
    const [configured] = await engine.send(testService());
    expect(configured).toMatchObject({ type: 'service.configured', stream: 'service:sales', seq: 1, version: 1 });
    await engine.send(testService({ name: 'Sales & Co' }));
    await ringing(engine);
    const log = await wholeLog(engine);
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    expect(log.filter((event) => event.stream === 'interaction:i1').map((event) => `${event.version} ${event.type}`)).toEqual([
      '1 interaction.created',
      '2 leg.connected',
      '3 interaction.queued',
      '4 segment.offered',
    ]);
    expect(engine.seq).toBe(log.length);
  });

  it('commits what is sent together in one transaction, in the order in which it was sent', async () => {
    const store = await newStore();
    const engine = await start(store);
    await engine.send(testService());
    const groups: number[] = [];
    engine.onCommitted((events) => groups.push(events.length));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => engine.send(testCall(`i${i}`))));
    expect(groups).toEqual([40]);
    expect(answers.map(([event]) => event?.seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
    expect(queueOf(engine.committed, 'sales')).toEqual([]);
    const { rows } = await store.enginePool.query<{ n: number }>('select count(distinct xmin::text) as n from events where seq > 1');
    expect(rows[0]?.n).toBe(1);
  });

  it('takes at most 500 commands per transaction', async () => {
    const engine = await start(await newStore());
    await engine.send(testService());
    const groups: number[] = [];
    engine.onCommitted((events) => groups.push(events.length));
    await Promise.all(Array.from({ length: 1_200 }, (_, i) => engine.send(testCall(`i${i}`))));
    expect(groups).toEqual([500, 500, 200]);
  });

  it('tells nobody of an event before it is in the database', async () => {
    const store = await newStore();
    const engine = await start(store);
    await engine.send(testService());
    const checks: Promise<boolean>[] = [];
    const isThere = async (event: DomainEvent) => {
      const row = await store.db.selectFrom('events').select('type').where('seq', '=', event.seq).executeTakeFirst();
      return row?.type === event.type;
    };
    engine.onCommitted((events) => {
      for (const event of events) {
        checks.push(isThere(event));
        if (event.type === 'interaction.created') expect(interactionView(engine.committed, event.stream.slice(12))).not.toBeNull();
      }
      expect(engine.seq).toBe(events.at(-1)?.seq);
    });
    for (let i = 0; i < 20; i++) await Promise.all([engine.send(testCall(`a${i}`)), engine.send(testCall(`b${i}`))]);
    expect(checks).toHaveLength(40);
    expect(await Promise.all(checks)).not.toContain(false);
  });

  it('does not show a command’s effect before it is committed', async () => {
    const engine = await start(await newStore());
    await engine.send(testService());
    const sent = engine.send(testCall('i1'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(interactionView(engine.committed, 'i1')).toBeNull();
    await sent;
    expect(interactionView(engine.committed, 'i1')).not.toBeNull();
  });

  it('refuses one command alone, and that changes nothing', async () => {
    const engine = await start(await newStore());
    await engine.send(testService());
    const seq = engine.seq;
    const before = JSON.stringify(saveWorld(engine.committed));
    await expect(engine.send({ type: 'interaction.leave', interactionId: 'nobody' })).rejects.toEqual(refusal('interaction.unknown'));
    await expect(engine.send({ ...testCall('i1'), service: 'Not A Code' } as never)).rejects.toEqual(refusal('request.invalid'));
    await expect(engine.send({ type: 'no.such' } as never)).rejects.toEqual(refusal('request.invalid'));
    expect(engine.seq).toBe(seq);
    expect(JSON.stringify(saveWorld(engine.committed))).toBe(before);

    const results = await Promise.allSettled([engine.send(testCall('i1')), engine.send(testCall('i1')), engine.send(testCall('i2'))]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason).toEqual(refusal('interaction.exists'));
    expect(engine.seq).toBe(seq + 2);
  });

  it('stores any text, also what jsonb can’t hold', async () => {
    const engine = await start(await newStore());
    await engine.send(testService());
    const nasty = { name: 'NUL \u0000 half \ud83d <script>', contactId: null, answers: [] };
    await Promise.all([engine.send({ ...testCall('i1'), customer: nasty } as never), engine.send(testCall('i2'))]);
    const [created] = await engine.readEvents({ afterSeq: 0, streams: ['interaction:i1'], limit: 1 });
    expect(created?.data).toMatchObject({ customer: { name: 'NUL \ufffd half \ufffd <script>' } });
    expect(interactionView(engine.committed, 'i1')?.customer.name).toBe('NUL \ufffd half \ufffd <script>');
  });

  it('lets other commands of a group through when the database refuses one of them', async () => {
    const store = await newStore();
    const engine = await start(store);
    await engine.send(testService());
    // The log knows this stream, the world does not: as with an interaction that memory forgot long ago.
    await store.db
      .insertInto('events')
      .values({ seq: 1_000_000, stream: 'interaction:old', version: 1, type: 'interaction.created', at: 0, data: '{}' })
      .execute();
    const order: string[] = [];
    engine.onCommitted((events) => order.push(...events.map((event) => event.stream)));
    const results = await Promise.allSettled(['a', 'b', 'old', 'c'].map((id) => engine.send(testCall(id))));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect((results[2] as PromiseRejectedResult).reason).toEqual(refusal('interaction.exists'));
    expect(order).toEqual(['interaction:a', 'interaction:b', 'interaction:c']);
    await Promise.all(['d', 'e'].map((id) => engine.send(testCall(id))));
    expect(order.slice(3)).toEqual(['interaction:d', 'interaction:e']);
    await store.db.deleteFrom('events').where('seq', '=', 1_000_000).execute();
    expect((await wholeLog(engine)).map((event) => event.seq)).toEqual(Array.from({ length: engine.seq }, (_, i) => i + 1));
  });

  it('goes on when a listener fails, and stops telling one who left', async () => {
    const engine = await start(await newStore());
    const heard: string[] = [];
    engine.onCommitted(() => {
      throw new Error('a bad listener');
    });
    const leave = engine.onCommitted((events) => heard.push(...events.map((event) => event.type)));
    await engine.send(testService());
    leave();
    await engine.send(testCall('i1'));
    expect(heard).toEqual(['service.configured']);
  });
});

describe('a broken connection', () => {
  it('is survived: nobody is told anything before, everybody is answered after', async () => {
    const store = await newStore();
    const retries: unknown[] = [];
    const engine = await start(store, { logger: { ...silentLogger, error: (...said: unknown[]) => void retries.push(said) } });
    await engine.send(testService());
    // As a restart of the database server does, in the middle of commits.
    const kill = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'centralino engine'`.execute(store.db);
    let sent = 0;
    const answers: DomainEvent[][] = [];
    while (sent < 300 || retries.length === 0) {
      const asked = Array.from({ length: 20 }, () => engine.send(testCall(`i${sent++}`)));
      await kill();
      answers.push(...(await Promise.all(asked)));
    }
    const log = await wholeLog(engine);
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    // On a slow machine some of these customers are given up meanwhile: events that nobody asked for.
    expect(answers.flat()).toEqual(log.filter((event) => event.type === 'interaction.created'));
    expect(answers.flat()).toHaveLength(sent);
  });
});

describe('deadlines', () => {
  it('become commands at their time, by the engine’s clock', async () => {
    const clock = createTestClock();
    const engine = await start(await newStore(), { clock });
    await ringing(engine);
    expect(agentView(engine.committed, 'anna')?.activity).toBe('ringing');
    const finished = heard(engine, 'segment.finished');
    clock.advance(19_999);
    await engine.send(testService({ name: 'Something else happens' }));
    expect(agentView(engine.committed, 'anna')?.activity).toBe('ringing');
    clock.advance(1);
    expect(await finished).toMatchObject({ at: clock.now(), data: { outcome: 'missed' } });
    expect(agentView(engine.committed, 'anna')?.presence).toEqual({ kind: 'paused', reason: 'missed' });
    expect(queueOf(engine.committed, 'sales')).toEqual(['i1']);
  });

  it('are found again after a restart', async () => {
    const store = await newStore();
    const clock = createTestClock();
    const first = await start(store, { clock });
    await ringing(first);
    await first.stop();
    clock.advance(5 * 60_000);
    const second = await start(store, { clock });
    const closed = heard(second, 'interaction.closed');
    clock.advance(60_000);
    await closed;
    expect(interactionView(second.committed, 'i1')).toMatchObject({ state: 'closed', closedReason: 'customerLost' });
  });

  it('go on when the machine’s clock was set back', async () => {
    const store = await newStore();
    const first = await start(store, { clock: createTestClock(1_900_000_000_000) });
    await first.send(testService());
    await first.stop();
    const clock = createTestClock(1_800_000_000_000);
    const second = await start(store, { clock });
    await ringing(second);
    const missed = heard(second, 'segment.finished');
    clock.advance(20_000);
    await missed;
    const log = await wholeLog(second);
    const times = log.map((event) => event.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('stopping', () => {
  it('finishes what was sent, refuses what comes later, and lets the next engine start at once', async () => {
    const store = await newStore();
    const engine = await start(store);
    await engine.send(testService());
    const sent = Array.from({ length: 100 }, (_, i) => engine.send(testCall(`i${i}`)));
    const stopped = engine.stop();
    await expect(engine.send(testCall('late'))).rejects.toEqual(refusal('server.stopping'));
    expect((await Promise.all(sent)).flat()).toHaveLength(100);
    await stopped;
    const before = Date.now();
    const next = await start(store);
    expect(Date.now() - before).toBeLessThan(1_500);
    expect(next.seq).toBeGreaterThanOrEqual(101);
    await expect(engine.send(testCall('late'))).rejects.toBeInstanceOf(CentralinoError);
  });
});

describe('reading the log', () => {
  it('resumes after a place, for some streams, up to a limit', async () => {
    const engine = await start(await newStore());
    await ringing(engine);
    await engine.send(testCall('i2'));
    const log = await wholeLog(engine);
    expect(await engine.readEvents({ afterSeq: 3, limit: 2 })).toEqual(log.slice(3, 5));
    expect(await engine.readEvents({ afterSeq: 0, streams: ['interaction:i2', 'service:sales'], limit: 10 })).toEqual(
      log.filter((event) => ['interaction:i2', 'service:sales'].includes(event.stream)),
    );
    expect(await engine.readEvents({ afterSeq: 0, streams: [], limit: 10 })).toEqual([]);
    expect(await engine.readEvents({ afterSeq: engine.seq, limit: 10 })).toEqual([]);
  });
});

import {
  agentView,
  evolve,
  createWorld,
  interactionView,
  listServices,
  loadWorld as load,
  openInteractions,
  saveWorld,
  serviceConfig,
} from '@centralino/core';
import type { CommandRequest } from '@centralino/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestStore, silentLogger, type TestStore } from '../store/testing.ts';
import { coreDomain } from './core-domain.ts';
import { createEngine, createEngineOf, type Engine, type EngineOptions } from './engine.ts';
import { createTestClock, testAgent, testCall, testService, type TestClock } from './testing.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});
const newStore = async () => {
  const store = await openTestStore();
  stores.push(store);
  return store;
};
const start = (store: TestStore, more: Partial<EngineOptions> = {}) =>
  createEngine({ store, logger: silentLogger, nodeName: 'test', ...more });

const agents = ['anna', 'bruno', 'carla'];

/** One step of a random history; commands that don't fit are refused, as in life. */
type Step = CommandRequest | { advanceMs: number } | { act: string; times: number } | { caller: string };
const nat = (max: number) => fc.integer({ min: 0, max });
const agent = fc.constantFrom(...agents);
const call = nat(7).map((n) => `i${n}`);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: call.map((id): Step => testCall(id)) },
  { weight: 4, arbitrary: call.map((id): Step => ({ type: 'leg.connected', interactionId: id, legId: `${id}.c` })) },
  { weight: 2, arbitrary: agent.map((agentId): Step => ({ type: 'agent.connect', agentId })) },
  { weight: 1, arbitrary: agent.map((agentId): Step => ({ type: 'agent.disconnect', agentId })) },
  {
    weight: 3,
    arbitrary: agent.map((agentId): Step => ({ type: 'agent.setPresence', agentId, presence: { kind: 'ready' }, by: 'agent' })),
  },
  { weight: 4, arbitrary: call.map((caller): Step => ({ caller })) },
  { weight: 10, arbitrary: fc.tuple(agent, nat(2)).map(([act, more]): Step => ({ act, times: 1 + more })) },
  { weight: 1, arbitrary: call.map((id): Step => ({ type: 'interaction.leave', interactionId: id })) },
  { weight: 1, arbitrary: call.map((id): Step => ({ type: 'leg.lost', interactionId: id, legId: `${id}.c`, cause: 'test' })) },
  { weight: 1, arbitrary: call.map((id): Step => ({ type: 'interaction.rate', interactionId: id, rating: 4, comment: null })) },
  {
    weight: 1,
    arbitrary: call.map((id): Step => ({ type: 'interaction.linkContact', interactionId: id, contactId: 'c1', name: 'Rossi', by: null })),
  },
  { weight: 1, arbitrary: fc.constantFrom('Sales', 'Vendite').map((name): Step => testService({ name })) },
  { weight: 1, arbitrary: fc.tuple(agent, fc.constantFrom('A', 'B')).map(([id, name]): Step => testAgent(id, { name })) },
  { weight: 1, arbitrary: agent.map((agentId): Step => ({ type: 'agent.remove', agentId })) },
  { weight: 2, arbitrary: fc.constantFrom(500, 500, 500, 8_000, 21_000, 70_000, 700_000).map((advanceMs): Step => ({ advanceMs })) },
);

/** What an agent would do next with the call they have. */
function nextAct(engine: Engine, agentId: string): CommandRequest | null {
  for (const interactionId of openInteractions(engine.committed)) {
    const segment = interactionView(engine.committed, interactionId)?.segments.at(-1);
    if (segment?.agentId !== agentId) continue;
    const at = { interactionId, segmentId: segment.id, agentId };
    if (segment.state === 'offered') return { type: 'segment.accept', ...at };
    if (segment.state === 'accepted') return { type: 'leg.connected', interactionId, legId: segment.leg.id };
    if (segment.state === 'online' && !segment.held) return { type: 'segment.hold', ...at };
    if (segment.state === 'online') return { type: 'segment.hangUp', ...at };
    if (segment.state === 'wrapping') return { type: 'segment.finish', ...at };
  }
  return null;
}

async function live(engine: Engine, clock: TestClock, steps: readonly Step[]) {
  await engine.send(testService());
  for (const id of agents) await engine.send(testAgent(id));
  for (const agentId of agents.slice(0, 2)) {
    await engine.send({ type: 'agent.connect', agentId }).catch(() => undefined);
    await engine.send({ type: 'agent.setPresence', agentId, presence: { kind: 'ready' }, by: 'agent' }).catch(() => undefined);
  }
  const attempt = (request: CommandRequest) => engine.send(request).catch(() => undefined);
  for (const one of steps) {
    if ('advanceMs' in one) clock.advance(one.advanceMs);
    else if ('caller' in one) {
      await Promise.all([
        attempt(testCall(one.caller)),
        attempt({ type: 'leg.connected', interactionId: one.caller, legId: `${one.caller}.c` }),
      ]);
    } else if ('act' in one) {
      for (let left = one.times; left > 0; left--) {
        const request = nextAct(engine, one.act);
        if (request !== null) await attempt(request);
      }
    } else await attempt(one);
  }
}

/** The read tables against the views of the committed world. */
async function compareTables(store: TestStore, engine: Engine) {
  const { db } = store;
  const services = await db.selectFrom('services').select(['code', 'config']).execute();
  expect(services.map((row) => row.config)).toEqual(listServices(engine.committed));
  expect(services.every((row) => serviceConfig(engine.committed, row.code) !== null)).toBe(true);

  const states = await db.selectFrom('agent_states').select(['agent_id', 'view']).execute();
  expect(states.map((row) => row.agent_id).sort()).toEqual(agents.filter((id) => agentView(engine.committed, id) !== null));
  for (const { agent_id, view } of states) expect(view).toEqual(agentView(engine.committed, agent_id));

  const rows = await db.selectFrom('interactions').selectAll().execute();
  for (const { id, state, closed_at, contact_id, view } of rows) {
    const now = interactionView(engine.committed, id);
    if (now === null) continue;
    // Names in what is over are those of its time.
    if (now.state !== 'closed') expect(view).toEqual(now);
    expect({ state, closed_at, contact_id }).toEqual({
      state: now.state,
      closed_at: now.state === 'closed' ? now.since : null,
      contact_id: now.customer.contactId,
    });
    const segments = await db.selectFrom('segments').selectAll().where('interaction_id', '=', id).orderBy('offered_at').execute();
    expect(segments.map((row) => [row.id, row.agent_id, row.state, row.outcome, row.note, row.offered_at, row.accepted_at])).toEqual(
      now.segments.map((one) => [one.id, one.agentId, one.state, one.outcome, one.note, one.offeredAt, one.acceptedAt]),
    );
    expect(segments.map((row) => [row.online_at, row.ended_at, row.finished_at])).toEqual(
      now.segments.map((one) => [one.onlineAt, one.endedAt, one.finishedAt]),
    );
  }
  for (const id of openInteractions(engine.committed)) expect(rows.some((row) => row.id === id)).toBe(true);
}

const worldOf = (engine: Engine) => JSON.parse(JSON.stringify(saveWorld(engine.committed))) as unknown;

describe('any history', () => {
  it('leaves read tables that equal the views, and a log that gives the same world again', { timeout: 90_000 }, async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 120 }), async (steps) => {
        const store = await newStore();
        const clock = createTestClock();
        const engine = await start(store, { clock });
        await live(engine, clock, steps);
        // Deadlines that came due last are commands on their way: one more round trip and they are done.
        await engine.send(testService());
        await compareTables(store, engine);

        const log = await engine.readEvents({ afterSeq: 0, limit: 100_000 });
        answered += log.filter((event) => event.type === 'segment.online').length;
        const versions = new Map<string, number>();
        const again = createWorld();
        for (const event of log) {
          expect(event.version).toBe((versions.get(event.stream) ?? 0) + 1);
          versions.set(event.stream, event.version);
          evolve(again, event);
        }
        for (const id of openInteractions(engine.committed))
          expect(interactionView(again, id)).toEqual(interactionView(engine.committed, id));
        for (const id of agents) expect(agentView(again, id)).toEqual(agentView(engine.committed, id));
        await engine.stop();
      }),
      // The same histories each time: what `answered` counts is no luck. Change the seed to look elsewhere.
      { numRuns: 6, seed: 20_261_201 },
    );
    // Without talks this would prove little.
    expect(answered).toBeGreaterThan(2);
  });

  it('does not depend on the engine changing what it was given', async () => {
    // The worlds share the events: whoever changed one in place would change what is told and what is stored.
    const frozen = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(frozen);
      }
      return value;
    };
    const store = await newStore();
    const clock = createTestClock();
    const engine = await createEngineOf(
      {
        ...coreDomain,
        handle: (world, command) => coreDomain.handle(world, command).map((event) => frozen(event)),
        evolve: (world, event) => coreDomain.evolve(world, frozen(event)),
      },
      { store, logger: silentLogger, nodeName: 'test', clock },
    );
    const steps = fc.sample(fc.array(step, { minLength: 100, maxLength: 150 }), { numRuns: 2, seed: 7 }).flat();
    await live(engine, clock, steps);
    await compareTables(store, engine);
    await engine.stop();
  });
});

describe('a restart', () => {
  it('from a snapshot gives the same world as from the whole log', async () => {
    const store = await newStore();
    const clock = createTestClock();
    const steps = fc.sample(fc.array(step, { minLength: 150, maxLength: 150 }), { numRuns: 2, seed: 11 });
    for (const some of steps) {
      const engine = await start(store, { clock, snapshotEvery: 40 });
      await live(engine, clock, some);
      await engine.stop();
    }
    const snapshots = await store.db.selectFrom('snapshots').select('seq').execute();
    expect(snapshots).toHaveLength(2);

    const fromSnapshot = await start(store, { clock });
    const one = worldOf(fromSnapshot);
    const seq = fromSnapshot.seq;
    await fromSnapshot.stop();
    // As if that start had never been, and without snapshots.
    await store.db.deleteFrom('events').where('seq', '>', seq).execute();
    await store.db.deleteFrom('snapshots').execute();
    const fromLog = await start(store, { clock });
    const open = (saved: unknown) =>
      (saved as { interactions: { phase: { kind: string } }[] }).interactions.filter((i) => i.phase.kind !== 'closed');
    const two = worldOf(fromLog);
    expect(open(two)).toEqual(open(one));
    expect({ ...(two as object), interactions: [] }).toEqual({ ...(one as object), interactions: [] });
    await fromLog.stop();
  });

  it('uses the log when a snapshot is of another version', async () => {
    const store = await newStore();
    const first = await start(store);
    await first.send(testService());
    await first.send(testCall('i1'));
    await first.stop();
    await store.db
      .updateTable('snapshots')
      .set({ state: JSON.stringify({ format: 99 }) })
      .execute();
    const second = await start(store);
    expect(interactionView(second.committed, 'i1')?.state).toBe('new');
    await second.stop();
  });

  it('refuses a log with a hole', async () => {
    const store = await newStore();
    const first = await start(store);
    await first.send(testService());
    await first.send(testCall('i1'));
    await first.send({ type: 'leg.connected', interactionId: 'i1', legId: 'i1.c' });
    await first.stop();
    await store.db.deleteFrom('snapshots').execute();
    await store.db.deleteFrom('events').where('seq', '=', 2).execute();
    await expect(start(store)).rejects.toMatchObject({ code: 'engine.logDamaged' });
    // The lease was given back: a repaired log can be started on at once.
    const { expires_at } = await store.db.selectFrom('engine_lease').select('expires_at').executeTakeFirstOrThrow();
    expect(expires_at).toBe(0);
  });
});

describe('memory', () => {
  it('forgets interactions that are over for long, and their ids can’t be used again', async () => {
    const store = await newStore();
    const clock = createTestClock();
    const engine = await start(store, { clock });
    await engine.send(testService());
    await engine.send(testCall('i1'));
    await engine.send({ type: 'leg.connected', interactionId: 'i1', legId: 'i1.c' });
    await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
    clock.advance(11 * 60_000);
    await engine.send(testCall('i2'));
    await engine.send(testCall('i3'));
    expect(interactionView(engine.committed, 'i1')).toBeNull();
    await expect(engine.send(testCall('i1'))).rejects.toMatchObject({ code: 'interaction.exists' });
    await engine.send(testCall('i4'));
    expect(await store.db.selectFrom('interactions').select('state').where('id', '=', 'i1').execute()).toEqual([{ state: 'closed' }]);
    const world = load(saveWorld(engine.committed));
    expect(interactionView(world, 'i4')).not.toBeNull();
    await engine.stop();
  });
});

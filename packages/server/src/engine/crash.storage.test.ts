import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createWorld, evolve, interactionView, openInteractions } from '@centralino/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPostmaster } from '../store/embedded/postmaster.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { silentLogger } from '../store/testing.ts';
import { createEngine } from './engine.ts';
import { spawnSources } from './testing-process.ts';

/** A Centralino under load: 60 customers at a time, each id printed once its command is acknowledged. */
const program = `
import { writeSync } from 'node:fs';
const { openStore } = await import(${JSON.stringify(new URL('../store/open-store.ts', import.meta.url).href)});
const { createEngine } = await import(${JSON.stringify(new URL('./engine.ts', import.meta.url).href)});
const { testCall, testService } = await import(${JSON.stringify(new URL('./testing.ts', import.meta.url).href)});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openStore({ databaseUrl: null, dataDir: process.env.DATA_DIR, logger: quiet });
const engine = await createEngine({ store, logger: quiet, nodeName: 'child', snapshotEvery: 500 });
await engine.send(testService());
const round = process.env.ROUND;
let n = 0;
const one = async () => {
  for (;;) {
    const id = 'r' + round + '-' + n++;
    await engine.send(testCall(id));
    await engine.send({ type: 'leg.connected', interactionId: id, legId: id + '.c' });
    writeSync(1, id + '\\n');
  }
};
for (let i = 0; i < 60; i++) one().catch((error) => { writeSync(2, String(error)); process.exit(1); });
`;

let dataDir: string;
let store: Store | undefined;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'centralino-crash-'));
  await chmod(dataDir, 0o755);
});
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});
const pgData = () => path.join(dataDir, 'postgres', 'data');

/** Starts the program, kills it once it has acknowledged so many, and answers what it had acknowledged. */
async function runAndKill(round: number, acknowledgements: number): Promise<string[]> {
  const child = spawnSources(program, { DATA_DIR: dataDir, ROUND: String(round) });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ids: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line);
    if (ids.length === acknowledgements) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode, complaints).toBe('SIGKILL');
  return ids;
}

describe('kill -9 under load', () => {
  // The database server survives its Centralino in some rounds, and is killed too in others.
  it.each([
    { round: 1, acknowledgements: 150, server: false },
    { round: 2, acknowledgements: 900, server: true },
    { round: 3, acknowledgements: 37, server: false },
    { round: 4, acknowledgements: 400, server: true },
  ])('loses nothing that was acknowledged (round $round)', { timeout: 90_000 }, async ({ round, acknowledgements, server }) => {
    const acknowledged = await runAndKill(round, acknowledgements);
    expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgements);
    const survivor = await readPostmaster(pgData());
    expect(survivor).not.toBeNull();
    if (server) {
      process.kill(survivor!.pid, 'SIGKILL');
      while ((await readPostmaster(pgData())) !== null) await new Promise((resolve) => setTimeout(resolve, 20));
    }

    store = await openStore({ databaseUrl: null, dataDir, logger: silentLogger });
    const running = await readPostmaster(pgData());
    expect(running?.pid === survivor?.pid).toBe(!server);
    const engine = await createEngine({ store, logger: silentLogger, nodeName: 'parent' });
    const log = await engine.readEvents({ afterSeq: 0, limit: 1_000_000 });
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    const connected = new Set(log.filter((event) => event.type === 'leg.connected').map((event) => event.stream));
    expect(acknowledged.filter((id) => !connected.has(`interaction:${id}`))).toEqual([]);

    const replayed = createWorld();
    for (const event of log) evolve(replayed, event);
    const open = [...openInteractions(engine.committed)];
    expect(open.length).toBeGreaterThanOrEqual(acknowledgements);
    expect([...openInteractions(replayed)].sort()).toEqual([...open].sort());
    const rows = await store.db.selectFrom('interactions').select(['id', 'view']).where('closed_at', 'is', null).execute();
    const views = new Map(rows.map((row) => [row.id, row.view]));
    expect(views.size).toBe(open.length);
    for (const id of open) {
      const view = interactionView(engine.committed, id);
      expect(interactionView(replayed, id)).toEqual(view);
      expect(views.get(id)).toEqual(view);
    }
    await engine.stop();
    await store.close();
    store = undefined;
  });
});

describe('kill -9 of the built-in database alone', () => {
  it('is repaired while the engine has nothing to write, again and again', { timeout: 60_000 }, async () => {
    store = await openStore({ databaseUrl: null, dataDir, logger: silentLogger });
    const engine = await createEngine({ store, logger: silentLogger, nodeName: 'idle' });
    for (let round = 1; round <= 3; round++) {
      const { pid } = (await readPostmaster(pgData()))!;
      process.kill(pid, 'SIGKILL');
      for (;;) {
        const now = await readPostmaster(pgData());
        if (now !== null && now.pid !== pid && now.status === 'ready') break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    expect(await engine.send({ type: 'engine.started' })).not.toHaveLength(0);
    await engine.stop();
    await store.close();
    store = undefined;
  });
});

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { spawnSources } from '../engine/testing-process.ts';
import { openTestStore, type TestStore } from '../store/testing.ts';
import { openNotifications, openReceiver, testRecord, type OpenNotifications, type Receiver } from './testing.ts';

/** A Centralino that takes calls which ring, and prints each id once its commands are acknowledged. */
const program = `
import { writeSync } from 'node:fs';
const { openStore } = await import(${JSON.stringify(new URL('../store/open-store.ts', import.meta.url).href)});
const { openNotifications } = await import(${JSON.stringify(new URL('./testing.ts', import.meta.url).href)});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openStore({ databaseUrl: process.env.TEST_URL, dataDir: '/nowhere', logger: quiet });
const open = await openNotifications(store);
for (let n = 0; ; n++) {
  const id = 'call-' + n;
  await open.ring(id);
  await open.answer(id);
  await open.send({ type: 'interaction.leave', interactionId: id });
  writeSync(1, id + '\\n');
}
`;

let store: TestStore;
let receiver: Receiver;
let open: OpenNotifications | undefined;
beforeAll(async () => {
  [store, receiver] = await Promise.all([openTestStore(), openReceiver()]);
});
afterAll(async () => {
  await open?.close();
  await receiver.close();
  await store.close();
});

it(
  'kill -9 loses no notification of anything that was acknowledged, and none comes before another of its call',
  { timeout: 60_000 },
  async () => {
    const kinds = ['SERVICECALL RING', 'SERVICECALL SERVICE_ANSWER', 'SERVICECALL SERVICE_HANGUP'] as const;
    const before = await openNotifications(store);
    const record = await before.notifications.create(testRecord(receiver.url, kinds, ['id', 'event']));
    await before.close();
    // Slow and now and then broken, so that much is under way and much is waiting when the process dies.
    receiver.answers(({ at }, response) => void setTimeout(() => response.writeHead(at % 5 === 0 ? 500 : 200).end(), 5));

    const child = spawnSources(program, { TEST_URL: store.url });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === 60) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode, complaints).toBe('SIGKILL');
    const waiting = await store.db.selectFrom('notification_deliveries').select('id').where('state', '=', 'pending').execute();
    expect(waiting.length, 'there is something to be taken up').toBeGreaterThan(0);

    receiver.answers(200);
    open = await openNotifications(store);
    const { notifications } = open;
    await vi.waitFor(async () => expect(await notifications.get(record.id)).toMatchObject({ pending: 0, failed: 0 }), {
      timeout: 30_000,
      interval: 100,
    });
    const expected = ['RING', 'SERVICE_ANSWER', 'SERVICE_HANGUP'];
    for (const id of acknowledged) {
      const events = receiver.paths().flatMap((path) => (path.startsWith(`/?id=${id}&`) ? [path.slice(path.lastIndexOf('=') + 1)] : []));
      // Some come twice; the first of each kind comes in order.
      expect([...new Set(events)], id).toEqual(expected);
    }
  },
);

import { describe, expect, it, vi } from 'vitest';
import type { DeliveryRow } from '../engine/index.ts';
import { createTestClock } from '../engine/testing.ts';
import type { Queued } from './lanes.ts';
import { nextAttemptAt, retryAfterMs } from './retry.ts';
import { webhookSignature } from './webhook-signature.ts';
import { RecordWorker, type AttemptResult } from './worker.ts';

const delivered: AttemptResult = { kind: 'delivered' };
const down: AttemptResult = { kind: 'transient', error: 'down', waitMs: null };

const row = (id: number, interaction = `i${id}`): DeliveryRow =>
  ({ id, record_id: 'r', interaction_id: interaction, at: 0 }) as unknown as DeliveryRow;

/** Lets everything run that promises hold back. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

function setUp(options: { answer?: (delivery: Queued) => Promise<AttemptResult>; stored?: Queued[]; capacity?: number } = {}) {
  const clock = createTestClock(1_000_000);
  const made: number[] = [];
  const stored = options.stored ?? [];
  const answer = options.answer ?? (() => Promise.resolve(delivered));
  const worker = new RecordWorker({
    clock,
    attempt(delivery) {
      made.push(delivery.id);
      return answer(delivery);
    },
    settle: (delivery, result) => (result.kind === 'transient' ? clock.now() + 1_000 * delivery.attempts : null),
    load: (after, limit) => Promise.resolve(stored.filter(({ id }) => id > after).slice(0, limit)),
    failedToLoad: vi.fn(),
    capacity: options.capacity ?? 100,
  });
  worker.start();
  return { clock, made, worker, stored };
}

describe('a worker', () => {
  it('makes deliveries of one interaction one after the other, of several at the same time', async () => {
    const release = new Map<number, (result: AttemptResult) => void>();
    const { made, worker } = setUp({ answer: ({ id }) => new Promise((resolve) => release.set(id, resolve)) });
    await settled();
    worker.accept([row(1, 'a'), row(2, 'a'), row(3, 'b')]);
    await settled();
    expect(made).toEqual([1, 3]);
    release.get(1)?.(delivered);
    await settled();
    expect(made).toEqual([1, 3, 2]);
  });

  it('two dead receivers of twenty delay nobody else', async () => {
    const workers = Array.from({ length: 20 }, (_, index) =>
      setUp({ answer: () => (index < 2 ? new Promise<AttemptResult>(() => {}) : Promise.resolve(delivered)) }),
    );
    await settled();
    for (let n = 1; n <= 50; n++) for (const { worker } of workers) worker.accept([row(n)]);
    await vi.waitFor(() => expect(workers.slice(2).map(({ made }) => made.length)).toEqual(Array(18).fill(50)));
    expect(workers[0]?.made).toHaveLength(8);
  });

  it('asks a dead receiver less and less often, and hands it everything once it answers', async () => {
    let dead = true;
    const { clock, made, worker } = setUp({ answer: () => Promise.resolve(dead ? down : delivered) });
    await settled();
    worker.accept(Array.from({ length: 40 }, (_, index) => row(index + 1)));
    await settled();
    expect(worker.breaker).toMatchObject({ state: 'open', lastError: 'down', since: clock.now(), until: clock.now() + 2_000 });
    const first = made.length;
    for (let step = 0; step < 600; step++) {
      clock.advance(1_000);
      await settled();
    }
    expect(made.length - first).toBeGreaterThan(8);
    expect(made.length - first).toBeLessThan(20);
    dead = false;
    clock.advance(60_000);
    await settled();
    await vi.waitFor(() => expect(new Set(made.slice(-40))).toHaveLength(40));
    expect(worker.breaker).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('leaves a receiver alone for as long as it asks', async () => {
    const { clock, made, worker } = setUp({ answer: () => Promise.resolve(made.length === 1 ? { ...down, waitMs: 30_000 } : delivered) });
    await settled();
    worker.accept([row(1)]);
    await settled();
    worker.accept([row(2)]);
    clock.advance(29_000);
    await settled();
    expect(made).toEqual([1]);
    clock.advance(2_000);
    await settled();
    expect(made).toHaveLength(3);
  });

  it('keeps a few in memory, finds the others in the database, in order and each once', async () => {
    const stored: Queued[] = [];
    const { made, worker } = setUp({ stored, capacity: 10 });
    await settled();
    for (let n = 1; n <= 300; n++) {
      const next = row(n, 'same');
      stored.push({ ...next, attempts: 0, next_at: null });
      worker.accept([next]);
    }
    await vi.waitFor(() => expect(made).toHaveLength(300));
    expect(made).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it('reads again what was set back', async () => {
    const { made, worker, stored } = setUp();
    await settled();
    worker.accept([row(1), row(2)]);
    await settled();
    stored.push({ ...row(1), attempts: 0, next_at: null });
    worker.rewind();
    await settled();
    expect(made).toEqual([1, 2, 1]);
  });
});

describe('retries', () => {
  const record = (type: 'GET' | 'WEBHOOK', enabled = true) => ({ type, retry: { enabled, forMs: 3_600_000 } });
  it('wait longer and longer, for as long as the record says', () => {
    expect([1, 2, 3, 9, 10, 30].map((attempts) => nextAttemptAt(record('GET'), attempts, 0, 0))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
    ]);
    expect(nextAttemptAt(record('GET'), 10, 0, 3_500_000)).toBeNull();
    expect(nextAttemptAt(record('GET', false), 1, 0, 0)).toBeNull();
  });

  it('of webhooks follow the schedule of Standard Webhooks', () => {
    const hours = (n: number): number => n * 3_600_000;
    expect(Array.from({ length: 10 }, (_, index) => nextAttemptAt(record('WEBHOOK'), index + 1, 0, 0))).toEqual([
      5_000,
      300_000,
      1_800_000,
      hours(2),
      hours(5),
      hours(10),
      hours(14),
      hours(20),
      hours(24),
      null,
    ]);
  });

  it('understand both forms of Retry-After', () => {
    expect(retryAfterMs('120', 0)).toBe(120_000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:01:00 GMT', 10_000)).toBe(50_000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:00 GMT', 10_000)).toBe(0);
    expect([retryAfterMs('soon', 0), retryAfterMs(undefined, 0), retryAfterMs(' ', 0)]).toEqual([null, null, null]);
    expect(retryAfterMs('99999999', 0)).toBe(86_400_000);
  });
});

it('signs as the example of the specification', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(webhookSignature([secret], 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

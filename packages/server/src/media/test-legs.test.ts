import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CentralinoError } from '@centralino/protocol';
import { MemoryEngine } from '../realtime/testing/memory-engine.ts';
import { createMediaDoor, type MediaDoor } from './media-door.ts';
import type { MediaClient } from './ports.ts';
import type { TestLegs } from './test-legs.ts';
import { FakeArchive, FakePlane, goodStats } from './testing/fake-plane.ts';

const logger = pino({ level: 'silent' });
const sdp = 'v=0 an offer of a browser';
type Page = MediaClient & { told: { type: string; data: unknown }[] };
const page = (id: string): Page => {
  const told: Page['told'] = [];
  return { id, told, push: (type, data) => told.push({ type, data }) > 0 };
};
const settle = () => vi.advanceTimersByTimeAsync(0);

const engine = new MemoryEngine();
let plane: FakePlane;
let door: MediaDoor;
let tests: TestLegs;
const customer = page('customer-page');
const anna = page('anna-page');

beforeEach(() => {
  vi.useFakeTimers();
  plane = new FakePlane();
  door = createMediaDoor({ engine, plane, archive: new FakeArchive(), logger });
  tests = door.tests;
});
afterEach(async () => {
  await door.close();
  vi.useRealTimers();
});

describe('device tests', () => {
  it('echo, tell their quality to their page only, and end with its socket', async () => {
    await tests.offer(customer, { sdp, delayMs: 400 });
    expect(plane.take('wire')).toEqual([{ sink: 'test.customer-page', source: { echo: true, delayMs: 400 } }]);
    plane.tell({ type: 'leg.quality', legId: 'test.customer-page', stats: goodStats, trouble: 'none' });
    expect(customer.told.filter(({ type }) => type === 'quality')).toHaveLength(1);
    expect(anna.told).toEqual([]);
    await expect(tests.stats(customer.id)).resolves.toEqual({ stats: goodStats, heard: { audioPeak: 0.3, videoFrames: 0 } });
    await expect(tests.stats(anna.id)).rejects.toMatchObject({ code: 'leg.unknown' });
    door.detach(customer.id);
    await settle();
    expect(plane.take('close')).toEqual([{ legId: 'test.customer-page' }]);
  });

  it('last a minute at most, also when they are offered again and again', async () => {
    await tests.offer(customer, { sdp, delayMs: 0 });
    await vi.advanceTimersByTimeAsync(40_000);
    await tests.offer(customer, { sdp, delayMs: 0 });
    await vi.advanceTimersByTimeAsync(20_001);
    expect(plane.take('close')).toHaveLength(1);
  });

  it('are few', async () => {
    const few = createMediaDoor({ engine, plane, archive: new FakeArchive(), logger, testLegs: 1 });
    await few.tests.offer(customer, { sdp, delayMs: 0 });
    await expect(few.tests.offer(anna, { sdp, delayMs: 0 })).rejects.toMatchObject({ code: 'request.rateLimited' });
    await few.tests.close(customer.id);
    await few.tests.offer(anna, { sdp, delayMs: 0 });
    await few.close();
  });

  it('that can not be set up leave no trace', async () => {
    plane.failNext.set('createWebRtcLeg', new CentralinoError('media.badOffer'));
    await expect(tests.offer(customer, { sdp, delayMs: 0 })).rejects.toMatchObject({ code: 'media.badOffer' });
    await expect(tests.stats(customer.id)).rejects.toMatchObject({ code: 'leg.unknown' });
  });
});

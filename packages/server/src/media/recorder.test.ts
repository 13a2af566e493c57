import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interactionView } from '@centralino/core';
import { CentralinoError, type RecordedFile } from '@centralino/protocol';
import { anonymous, configureHelp, MemoryEngine } from '../realtime/testing/memory-engine.ts';
import { createMediaDoor, type MediaDoor } from './media-door.ts';
import type { MediaClient } from './ports.ts';
import { FakeArchive, FakePlane } from './testing/fake-plane.ts';

const logger = pino({ level: 'silent' });
const sdp = 'v=0 an offer of a browser';
const customer = 'i1.c';
const agent = 'i1.1.a';
const r1 = 'i1.r-1';
const segment = { interactionId: 'i1', segmentId: 'i1.1', agentId: 'anna' };

let engine: MemoryEngine;
let plane: FakePlane;
let archive: FakeArchive;
let door: MediaDoor;
const page: MediaClient = { id: 'page', push: () => true };

const settle = () => vi.advanceTimersByTimeAsync(0);
const offer = async (legId: string): Promise<void> => {
  const principal =
    legId === customer ? ({ party: 'customer', interactionId: 'i1' } as const) : ({ party: 'agent', agentId: 'anna' } as const);
  await door.offer({ legId, sdp, principal, client: page });
  plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
  plane.tell({ type: 'leg.sound', legId });
  await settle();
};
/** What the plane was told about recordings since the last look. */
const told = (): unknown[] => {
  const calls = plane.calls.filter(({ method }) => method.startsWith('record.'));
  plane.calls.length = 0;
  return calls.map(({ method, params }) => (method === 'record.start' ? [method, params['legs']] : method));
};
const states = (): unknown => interactionView(engine.committed, 'i1')?.recordings.map(({ state }) => state);

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  engine = new MemoryEngine(() => Date.now());
  plane = new FakePlane();
  archive = new FakeArchive();
  door = createMediaDoor({ engine, plane, archive, logger, now: () => Date.now() });
  await configureHelp(engine, ['anna']);
  const help = engine.log.find(({ type }) => type === 'service.configured')?.data as { service: never };
  await engine.send({
    type: 'service.configure',
    service: { ...(help.service as object), recording: { rule: 'always', percent: 100, onDemand: true, announce: true } } as never,
  });
  await engine.send({ type: 'agent.connect', agentId: 'anna' });
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
  const call = { interactionId: 'i1', service: 'help', channel: 'webcall', language: 'en', customer: anonymous } as const;
  await engine.send({ type: 'interaction.create', ...call });
  await offer(customer);
  await engine.send({ type: 'segment.accept', ...segment });
  expect(told()).toEqual([]);
  await offer(agent);
});
afterEach(async () => {
  await door.close();
  vi.useRealTimers();
});

describe('a recording', () => {
  it('begins with the talk, with a tone, in a folder of the archive; and is told once', async () => {
    expect(plane.calls.filter(({ method }) => method === 'record.start').map(({ params }) => params)).toEqual([
      { recordingId: r1, legs: [customer, agent], directory: `/spool/${r1}/1700000000000`, announce: true },
    ]);
    told();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told()).toEqual([]);
  });

  it('stands still before the customer hears music, and goes on after they hear the agent again', async () => {
    told();
    await engine.send({ type: 'segment.hold', ...segment });
    await settle();
    expect(plane.calls.map(({ method }) => method)).toEqual(['record.pause', 'wire', 'wire']);
    told();
    await engine.send({ type: 'segment.resume', ...segment });
    await settle();
    expect(plane.calls.map(({ method }) => method)).toEqual(['wire', 'wire', 'record.resume']);
    told();
    await engine.send({ type: 'recording.pause', ...segment });
    await settle();
    expect(told()).toEqual(['record.pause']);
  });

  it('is stopped before its legs are closed, and delivered with what the node told of it', async () => {
    const file: RecordedFile = { legId: null, path: '/spool/x', ms: 1, offsetMs: 0, filledMs: 0, energy: 0.1 };
    plane.answers.set('record.stop', { files: [file] });
    told();
    await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
    await settle();
    expect(plane.calls.map(({ method }) => method)).toEqual(['record.stop', 'close', 'close']);
    expect(archive.delivered).toEqual([{ recordingId: r1, files: [file] }]);
    told();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told()).toEqual([]);
  });

  it('is told again until the plane takes it', async () => {
    told();
    plane.failNext.set('record.pause', new CentralinoError('media.unavailable'));
    await engine.send({ type: 'segment.hold', ...segment });
    await settle();
    expect(told()).toEqual(['record.pause']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told()).toEqual(['record.pause']);
    plane.failNext.set('record.stop', new Error('timeout'));
    await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect([told(), archive.delivered]).toEqual([['record.stop', 'record.stop'], [{ recordingId: r1, files: [] }]]);
  });

  it('goes on in another folder after its node died, as soon as legs are back', async () => {
    told();
    plane.loseNode([customer, agent], [r1]);
    await settle();
    expect([told(), states()]).toEqual([[], ['recording']]);
    await vi.advanceTimersByTimeAsync(1_000);
    await offer(customer);
    expect(told()).toEqual([['record.start', [customer]]]);
    await offer(agent);
    expect(told()).toEqual([['record.start', [customer, agent]]]);
    plane.failNext.set('record.stop', new CentralinoError('recording.unknown'));
    await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
    await settle();
    expect(archive.delivered).toEqual([{ recordingId: r1, files: [] }]);
  });

  it('that the node cannot write fails, and what there is of it is delivered', async () => {
    told();
    plane.tell({ type: 'record.failed', recordingId: r1, detail: 'mixed: ENOSPC' });
    await settle();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([told(), states()]).toEqual([['record.stop'], ['failed']]);
    expect(archive.delivered).toHaveLength(1);
    expect(engine.log.findLast(({ type }) => type === 'recording.failed')?.data).toEqual({ recordingId: r1, detail: 'mixed: ENOSPC' });
  });
});

import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interactionView } from '@centralino/core';
import { agentLegIdOf, CentralinoError, customerLegIdOf, segmentIdOf } from '@centralino/protocol';
import { anonymous, configureHelp, MemoryEngine } from '../realtime/testing/memory-engine.ts';
import { createMediaDoor, type MediaDoor } from './media-door.ts';
import type { MediaClient } from './ports.ts';
import { FakeArchive, FakePlane, goodStats } from './testing/fake-plane.ts';

const logger = pino({ level: 'silent' });
const customerLeg = customerLegIdOf('i1');
const segment = segmentIdOf('i1', 1);
const agentLeg = agentLegIdOf(segment);
const asCustomer = { party: 'customer', interactionId: 'i1' } as const;
const asAnna = { party: 'agent', agentId: 'anna' } as const;
const sdp = 'v=0 an offer of a browser';

type Page = MediaClient & { told: { type: string; data: unknown }[] };
const page = (id: string): Page => {
  const told: Page['told'] = [];
  return { id, told, push: (type, data) => told.push({ type, data }) > 0 };
};

let engine: MemoryEngine;
let plane: FakePlane;
let door: MediaDoor;
let customer: Page;
let anna: Page;

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const connected = async (legId: string) => {
  plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
  plane.tell({ type: 'leg.sound', legId });
  await settle();
};
const view = () => interactionView(engine.committed, 'i1');
const agentLegState = () => view()?.segments[0]?.leg.state;

const callIn = async () => {
  await engine.send({
    type: 'interaction.create',
    interactionId: 'i1',
    service: 'help',
    channel: 'webcall',
    language: 'en',
    customer: anonymous,
  });
  await door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer });
  await connected(customerLeg);
};
const ready = async () => {
  await engine.send({ type: 'agent.connect', agentId: 'anna' });
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
};
const talk = async () => {
  await ready();
  await callIn();
  await engine.send({ type: 'segment.accept', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
  await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna });
  await connected(agentLeg);
  expect(view()?.state).toBe('online');
  plane.calls.length = 0;
};

beforeEach(async () => {
  vi.useFakeTimers();
  engine = new MemoryEngine(() => Date.now());
  plane = new FakePlane();
  door = createMediaDoor({ engine, plane, archive: new FakeArchive(), logger, now: () => Date.now() });
  await configureHelp(engine, ['anna', 'bea']);
  customer = page('customer-page');
  anna = page('anna-page');
  door.attach(customer, asCustomer);
  door.attach(anna, asAnna);
});
afterEach(async () => {
  await door.close();
  vi.useRealTimers();
});

describe('offers', () => {
  it('are answered by the media plane, with video only in a video call', async () => {
    await engine.send({
      type: 'interaction.create',
      interactionId: 'i1',
      service: 'help',
      channel: 'video',
      language: 'en',
      customer: anonymous,
    });
    await expect(door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer })).resolves.toEqual({
      sdp: `answer for ${customerLeg}`,
    });
    expect(plane.take('createWebRtcLeg')).toMatchObject([
      { legId: customerLeg, group: 'i1', offer: sdp, audio: ['opus', 'pcmu', 'pcma'], video: true },
    ]);
    expect(plane.take('wire')).toEqual([{ sink: customerLeg, source: { player: 'music' } }]);
    await connected(customerLeg);
    expect(view()?.state).toBe('queued');
  });

  it.each([
    ['another customer', customerLeg, { party: 'customer', interactionId: 'i2' } as const],
    ['a customer for the agent', agentLeg, asCustomer],
    ['a customer for nothing', 'i1.x', asCustomer],
    ['an agent for the customer', customerLeg, asAnna],
    ['another agent', agentLeg, { party: 'agent', agentId: 'bea' } as const],
    ['an agent for nothing', 'nothing.1.a', asAnna],
  ])('of %s are unknown, and change nothing', async (_name, legId, principal) => {
    await talk();
    const before = JSON.stringify(view());
    await expect(door.offer({ legId, sdp, principal, client: page('thief') })).rejects.toMatchObject({ code: 'leg.unknown' });
    expect(plane.calls).toEqual([]);
    expect(JSON.stringify(view())).toBe(before);
    expect(customer.told.concat(anna.told).filter(({ type }) => type === 'leg.takenOver')).toEqual([]);
  });

  it('before the agent answered, or after the end, are not allowed', async () => {
    await ready();
    await callIn();
    await expect(door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna })).rejects.toMatchObject({ code: 'leg.notAllowed' });
    await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
    await expect(door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer })).rejects.toMatchObject({
      code: 'leg.notAllowed',
    });
  });

  it('that the media plane refuses change nothing, also not who owns the leg', async () => {
    await talk();
    plane.failNext.set('createWebRtcLeg', new CentralinoError('media.badOffer'));
    const second = page('second');
    door.attach(second, asAnna);
    await expect(door.offer({ legId: agentLeg, sdp, principal: asAnna, client: second })).rejects.toMatchObject({ code: 'media.badOffer' });
    expect(anna.told.filter(({ type }) => type === 'leg.takenOver')).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(agentLegState()).toBe('connected');
  });

  it('of a second page take the leg over', async () => {
    await talk();
    const second = page('second');
    door.attach(second, asAnna);
    await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: second });
    expect(anna.told).toContainEqual({ type: 'leg.takenOver', data: { legId: agentLeg } });
    await connected(agentLeg);
    // The first page closes: it owns nothing any more.
    door.detach(anna.id);
    plane.tell({ type: 'leg.silent', legId: agentLeg, silentMs: 700 });
    await settle();
    expect(agentLegState()).toBe('connected');
    plane.tell({ type: 'leg.quality', legId: agentLeg, stats: goodStats, trouble: 'none' });
    expect(second.told.filter(({ type }) => type === 'quality')).toHaveLength(1);
    expect(anna.told.filter(({ type }) => type === 'quality')).toHaveLength(0);
  });

  it('whose call ends while the plane works are refused, and the leg is closed again', async () => {
    await engine.send({
      type: 'interaction.create',
      interactionId: 'i1',
      service: 'help',
      channel: 'webcall',
      language: 'en',
      customer: anonymous,
    });
    plane.before = async ({ method }) => {
      if (method === 'createWebRtcLeg') await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
    };
    await expect(door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer })).rejects.toMatchObject({
      code: 'leg.notAllowed',
    });
    expect(plane.take('close')).toEqual([{ legId: customerLeg }]);
  });
});

describe('the reconciler', () => {
  it('sends each wire once', async () => {
    await ready();
    await callIn();
    expect(plane.take('wire')).toEqual([{ sink: customerLeg, source: { player: 'music' } }]);
    await engine.send({ type: 'segment.accept', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna });
    await connected(agentLeg);
    expect(plane.take('wire')).toEqual([
      { sink: customerLeg, source: { leg: agentLeg } },
      { sink: agentLeg, source: { leg: customerLeg } },
    ]);
    await engine.send({ type: 'segment.note', interactionId: 'i1', segmentId: segment, agentId: 'anna', note: 'hello' });
    await vi.advanceTimersByTimeAsync(30_000 - 1);
    expect(plane.take('wire')).toEqual([]);
  });

  it('holds and resumes without touching the legs', async () => {
    await talk();
    await engine.send({ type: 'segment.hold', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await settle();
    expect(plane.take('wire')).toEqual([
      { sink: customerLeg, source: { player: 'music' } },
      { sink: agentLeg, source: null },
    ]);
    await engine.send({ type: 'segment.resume', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await settle();
    expect(plane.take('wire')).toHaveLength(2);
    expect(plane.calls).toEqual([]);
  });

  it('repeats what failed', async () => {
    await talk();
    plane.failNext.set('wire', new Error('the node was busy'));
    await engine.send({ type: 'segment.hold', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await settle();
    expect(plane.take('wire')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(plane.take('wire')).toEqual([{ sink: customerLeg, source: { player: 'music' } }]);
  });

  it('tells an agent how the line of the customer is whom they hear; the customer, only their own', async () => {
    await talk();
    const told = (client: typeof customer): unknown[] =>
      client.told.flatMap(({ type, data }) =>
        type === 'quality' ? [[(data as { legId: string }).legId, (data as { trouble: string }).trouble]] : [],
      );
    plane.tell({ type: 'leg.quality', legId: customerLeg, stats: goodStats, trouble: 'silence' });
    plane.tell({ type: 'leg.quality', legId: agentLeg, stats: goodStats, trouble: 'none' });
    expect([told(customer), told(anna)]).toEqual([
      [[customerLeg, 'silence']],
      [
        [customerLeg, 'silence'],
        [agentLeg, 'none'],
      ],
    ]);
    await engine.send({ type: 'segment.hold', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await settle();
    plane.tell({ type: 'leg.quality', legId: customerLeg, stats: goodStats, trouble: 'none' });
    expect(told(anna)).toHaveLength(2);
  });

  it('closes both legs at the end and records their quality once', async () => {
    await talk();
    await engine.send({ type: 'segment.hangUp', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await settle();
    expect(plane.take('close').map(({ legId }) => legId)).toEqual([customerLeg, agentLeg]);
    expect(engine.count('leg.measured')).toBe(2);
    // The browsers' goodbyes come after it.
    plane.tell({ type: 'leg.state', legId: customerLeg, state: 'closed', cause: 'closed' });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(plane.calls).toEqual([]);
    expect(engine.count('leg.lost')).toBe(0);
  });
});

describe('a lost leg', () => {
  it('is lost at once when its transport closes: the other side hears comfort music, the page is asked again', async () => {
    await talk();
    plane.tell({ type: 'leg.state', legId: agentLeg, state: 'closed', cause: 'ice failed' });
    await settle();
    expect(view()?.segments[0]?.leg.state).toBe('lost');
    expect(engine.log.at(-1)).toMatchObject({ type: 'leg.lost', data: { cause: 'ice failed' } });
    expect(plane.take('wire')).toEqual([{ sink: customerLeg, source: { player: 'comfort' } }]);
    expect(anna.told).toContainEqual({ type: 'leg.reoffer', data: { legId: agentLeg } });
    await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna });
    await connected(agentLeg);
    expect(agentLegState()).toBe('connected');
    expect(plane.take('wire')).toContainEqual({ sink: customerLeg, source: { leg: agentLeg } });
  });

  it('is lost after 3 s without audio while its page is there', async () => {
    await talk();
    plane.tell({ type: 'leg.silent', legId: customerLeg, silentMs: 700 });
    await vi.advanceTimersByTimeAsync(2_200);
    expect(view()?.customerLeg.state).toBe('connected');
    await vi.advanceTimersByTimeAsync(200);
    expect(view()?.customerLeg.state).toBe('lost');
    plane.tell({ type: 'leg.sound', legId: customerLeg });
    await settle();
    expect(view()?.customerLeg.state).toBe('connected');
  });

  it('is not lost when audio is back in time', async () => {
    await talk();
    plane.tell({ type: 'leg.silent', legId: customerLeg, silentMs: 700 });
    await vi.advanceTimersByTimeAsync(2_000);
    plane.tell({ type: 'leg.sound', legId: customerLeg });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(engine.count('leg.lost')).toBe(0);
  });

  it('is lost after 700 ms without audio once its page is gone, whichever comes first', async () => {
    await talk();
    door.detach(customer.id);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(view()?.customerLeg.state).toBe('connected');
    plane.tell({ type: 'leg.silent', legId: customerLeg, silentMs: 700 });
    await settle();
    expect(view()?.customerLeg.state).toBe('lost');

    plane.tell({ type: 'leg.silent', legId: agentLeg, silentMs: 700 });
    await settle();
    expect(agentLegState()).toBe('connected');
    door.detach(anna.id);
    await settle();
    expect(agentLegState()).toBe('lost');
  });

  it('is lost when it brings no audio at all', async () => {
    await ready();
    await engine.send({
      type: 'interaction.create',
      interactionId: 'i1',
      service: 'help',
      channel: 'webcall',
      language: 'en',
      customer: anonymous,
    });
    await door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer });
    plane.tell({ type: 'leg.state', legId: customerLeg, state: 'connected', cause: '' });
    await vi.advanceTimersByTimeAsync(3_100);
    expect(view()?.customerLeg.state).toBe('lost');
  });

  it('by a page that comes back with a transport that never works is lost 3 s later, and found again when it does', async () => {
    await talk();
    await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna });
    await vi.advanceTimersByTimeAsync(3_100);
    expect(agentLegState()).toBe('lost');
    await connected(agentLeg);
    expect(agentLegState()).toBe('connected');
  });

  it('the end of the old transport during a new offer says nothing', async () => {
    await talk();
    plane.before = ({ method }) => {
      if (method === 'createWebRtcLeg') plane.tell({ type: 'leg.state', legId: agentLeg, state: 'closed', cause: 'replaced' });
    };
    await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna });
    await connected(agentLeg);
    expect(engine.count('leg.lost')).toBe(0);
  });

  it('together with its node: all legs are asked again and wired again', async () => {
    await talk();
    plane.loseNode([customerLeg, agentLeg]);
    await settle();
    expect(engine.count('leg.lost')).toBe(2);
    expect(customer.told).toContainEqual({ type: 'leg.reoffer', data: { legId: customerLeg } });
    expect(anna.told).toContainEqual({ type: 'leg.reoffer', data: { legId: agentLeg } });
    expect(plane.calls).toEqual([]);
    await door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer });
    await door.offer({ legId: agentLeg, sdp, principal: asAnna, client: anna });
    plane.calls.length = 0;
    await connected(customerLeg);
    await connected(agentLeg);
    expect(plane.take('wire')).toEqual([
      { sink: agentLeg, source: { leg: customerLeg } },
      { sink: customerLeg, source: { leg: agentLeg } },
    ]);
  });

  it('whose page found no node to answer it is asked again when there is one', async () => {
    await talk();
    plane.loseNode([customerLeg]);
    await settle();
    plane.failNext.set('createWebRtcLeg', new CentralinoError('media.unavailable'));
    await expect(door.offer({ legId: customerLeg, sdp, principal: asCustomer, client: customer })).rejects.toMatchObject({
      code: 'media.unavailable',
    });
    customer.told.length = 0;
    plane.tell({ type: 'node.ready', udpPort: 10_000 });
    expect(customer.told).toEqual([{ type: 'leg.reoffer', data: { legId: customerLeg } }]);
    expect(anna.told.filter(({ type }) => type === 'leg.reoffer')).toEqual([]);
  });

  it('is asked for now and then as long as it is waited for', async () => {
    await talk();
    plane.tell({ type: 'leg.state', legId: agentLeg, state: 'closed', cause: 'ice failed' });
    await settle();
    anna.told.length = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(anna.told).toEqual([{ type: 'leg.reoffer', data: { legId: agentLeg } }]);
  });

  it('a page that came back without its mark is asked too', async () => {
    await talk();
    door.detach(anna.id);
    const back = page('anna-again');
    door.attach(back, asAnna);
    plane.tell({ type: 'leg.silent', legId: agentLeg, silentMs: 700 });
    await settle();
    expect(back.told).toContainEqual({ type: 'leg.reoffer', data: { legId: agentLeg } });
  });
});

describe('leg.failed', () => {
  it('of the agent gives the customer to somebody else at once', async () => {
    await ready();
    await callIn();
    await engine.send({ type: 'segment.accept', interactionId: 'i1', segmentId: segment, agentId: 'anna' });
    await door.failed({ legId: agentLeg, cause: 'NotAllowedError', principal: asAnna, client: anna });
    expect(view()?.segments[0]?.outcome).toBe('mediaFailed');
  });

  it('of somebody else is refused', async () => {
    await talk();
    const bea = { party: 'agent', agentId: 'bea' } as const;
    await expect(door.failed({ legId: agentLeg, cause: 'x', principal: bea, client: page('bea') })).rejects.toMatchObject({
      code: 'leg.unknown',
    });
    expect(view()?.state).toBe('online');
  });
});

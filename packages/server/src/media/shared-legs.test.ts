import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { desiredMedia, interactionView } from '@centralino/core';
import { CentralinoError } from '@centralino/protocol';
import { anonymous, configureHelp, MemoryEngine } from '../realtime/testing/memory-engine.ts';
import { createMediaDoor, type MediaDoor } from './media-door.ts';
import type { MediaClient, MediaPrincipal } from './ports.ts';
import { FakeArchive, FakePlane } from './testing/fake-plane.ts';

/*
 * The talk `m` of customer and Anna, the consultation `k` about it with Bea: legs m.c, m.1.a (Anna, in both) and k.1.a (Bea).
 */
const logger = pino({ level: 'silent' });
const customer = 'm.c';
const annas = 'm.1.a';
const beas = 'k.1.a';
const sdp = 'v=0 an offer of a browser';
const asCustomer = { party: 'customer', interactionId: 'm' } as const;
const asAnna = { party: 'agent', agentId: 'anna' } as const;
const asBea = { party: 'agent', agentId: 'bea' } as const;

type Page = MediaClient & { told: { type: string; data: unknown }[] };
const page = (id: string): Page => {
  const told: Page['told'] = [];
  return { id, told, push: (type, data) => told.push({ type, data }) > 0 };
};

let engine: MemoryEngine;
let plane: FakePlane;
let door: MediaDoor;
let pages: { customer: Page; anna: Page; bea: Page };

const settle = () => vi.advanceTimersByTimeAsync(0);
const up = async (legId: string) => {
  plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
  plane.tell({ type: 'leg.sound', legId });
  await settle();
};
const offer = async (legId: string, principal: MediaPrincipal, client: Page) => {
  await door.offer({ legId, sdp, principal, client });
  await up(legId);
};
const view = (id: string) => interactionView(engine.committed, id);
/** What the plane was told last of each leg; closed legs are not in it. */
const wiring = () => {
  const told: Record<string, unknown> = {};
  for (const { method, params } of plane.calls) {
    if (method === 'wire') told[String(params['sink'])] = params['source'];
    if (method === 'close') delete told[String(params['legId'])];
  }
  return told;
};
const count = (method: string) => plane.calls.filter((call) => call.method === method).length;
const consultation = (type: 'consult.swap' | 'consult.complete' | 'consult.cancel' | 'consult.conference') =>
  engine.send({ type, interactionId: 'k', agentId: 'anna' });
const conference = async () => {
  await consultation('consult.conference');
  await settle();
};

beforeEach(async () => {
  vi.useFakeTimers();
  engine = new MemoryEngine(() => Date.now());
  plane = new FakePlane();
  door = createMediaDoor({ engine, plane, archive: new FakeArchive(), logger, now: () => Date.now() });
  await configureHelp(engine, ['anna', 'bea']);
  pages = { customer: page('c'), anna: page('a'), bea: page('b') };
  door.attach(pages.customer, asCustomer);
  door.attach(pages.anna, asAnna);
  door.attach(pages.bea, asBea);
  for (const agentId of ['anna', 'bea']) await engine.send({ type: 'agent.connect', agentId });
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
  await engine.send({
    type: 'interaction.create',
    interactionId: 'm',
    service: 'help',
    channel: 'video',
    language: 'en',
    customer: anonymous,
  });
  await offer(customer, asCustomer, pages.customer);
  await engine.send({ type: 'segment.accept', interactionId: 'm', segmentId: 'm.1', agentId: 'anna' });
  await offer(annas, asAnna, pages.anna);
  await engine.send({
    type: 'segment.consult',
    interactionId: 'm',
    segmentId: 'm.1',
    agentId: 'anna',
    consultationId: 'k',
    to: { kind: 'agent', agentId: 'bea' },
  });
  await engine.send({ type: 'segment.accept', interactionId: 'k', segmentId: 'k.1', agentId: 'bea' });
  await offer(beas, asBea, pages.bea);
  expect(view('k')?.state).toBe('online');
});
afterEach(async () => {
  await door.close();
  vi.useRealTimers();
});

describe('a consultation', () => {
  it('has its leg on the node of the talk that it is about', () => {
    const groups = plane.take('createWebRtcLeg').map(({ legId, group, video }) => [legId, group, video]);
    expect(groups).toEqual([
      [customer, 'm', true],
      [annas, 'm', true],
      [beas, 'm', true],
    ]);
  });

  it('is wired with the leg that the agent has in the talk, both as one', async () => {
    expect(wiring()).toEqual({ [customer]: { player: 'music' }, [annas]: { leg: beas }, [beas]: { leg: annas } });
    await consultation('consult.swap');
    await settle();
    expect(wiring()).toEqual({ [customer]: { leg: annas }, [annas]: { leg: customer }, [beas]: { player: 'music' } });
    expect(count('close')).toBe(0);
  });

  it('has no leg of its own for who consults', async () => {
    await expect(door.offer({ legId: 'k.c', sdp, principal: asAnna, client: pages.anna })).rejects.toBeInstanceOf(CentralinoError);
    expect(plane.take('createWebRtcLeg').map(({ legId }) => legId)).not.toContain('k.c');
  });

  it('shares the fate of the leg: lost for both, back for both', async () => {
    plane.tell({ type: 'leg.state', legId: annas, state: 'closed', cause: 'ice failed' });
    await settle();
    expect(engine.log.filter(({ type }) => type === 'leg.lost').map(({ stream }) => stream)).toEqual(['interaction:m']);
    expect([view('m')?.segments[0]?.leg.state, view('k')?.customerLeg.state]).toEqual(['lost', 'lost']);
    expect(wiring()).toMatchObject({ [customer]: { player: 'music' }, [beas]: { player: 'comfort' } });
    expect(pages.anna.told).toContainEqual({ type: 'leg.reoffer', data: { legId: annas } });
    await offer(annas, asAnna, pages.anna);
    expect(wiring()).toEqual({ [customer]: { player: 'music' }, [annas]: { leg: beas }, [beas]: { leg: annas } });
  });

  it('a colleague whose leg is lost does not disturb the customer’s', async () => {
    plane.tell({ type: 'leg.state', legId: beas, state: 'closed', cause: 'ice failed' });
    await settle();
    expect(wiring()).toMatchObject({ [customer]: { player: 'music' }, [annas]: { player: 'comfort' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(view('m')).toMatchObject({ state: 'online', customerLeg: { state: 'connected' } });
  });

  it('completed closes one leg and re-wires two, without any new media', async () => {
    plane.calls.length = 0;
    await consultation('consult.complete');
    await settle();
    expect(wiring()).toEqual({ [customer]: { leg: beas }, [beas]: { leg: customer } });
    expect(plane.take('close')).toEqual([{ legId: annas }]);
    expect(count('createWebRtcLeg')).toBe(0);
  });

  it('a leg that is lost while it is on its way into the talk is lost in the talk', async () => {
    let written: () => void = () => undefined;
    engine.database = new Promise<void>((resolve) => (written = resolve));
    const joining = consultation('consult.conference');
    // Decided, not committed: the door still knows the leg in the consultation.
    plane.tell({ type: 'leg.state', legId: beas, state: 'closed', cause: 'ice failed' });
    await settle();
    written();
    await joining;
    await settle();
    expect(engine.commands.at(-1)).toMatchObject({ type: 'leg.lost', interactionId: 'k' });
    expect(view('m')?.segments[1]?.leg).toMatchObject({ id: beas, state: 'lost' });
  });

  it('cancelled closes the colleague’s leg', async () => {
    await consultation('consult.cancel');
    await settle();
    expect(wiring()).toEqual({ [customer]: { leg: annas }, [annas]: { leg: customer } });
    expect(plane.take('close')).toEqual([{ legId: beas }]);
    expect(engine.log.findLast(({ type }) => type === 'leg.measured')?.stream).toBe('interaction:k');
  });

  it('when the customer hangs up, everything is closed', async () => {
    await engine.send({ type: 'interaction.leave', interactionId: 'm' });
    await settle();
    expect(
      plane
        .take('close')
        .map(({ legId }) => legId)
        .sort(),
    ).toEqual([beas, annas, customer].sort());
  });
});

describe('a leg that came from a consultation', () => {
  beforeEach(conference);

  it('belongs to the talk: reports, offers and failures go there', async () => {
    plane.tell({ type: 'leg.state', legId: beas, state: 'closed', cause: 'ice failed' });
    await settle();
    expect(engine.log.findLast(({ type }) => type === 'leg.lost')?.stream).toBe('interaction:m');
    expect(view('m')?.segments[1]?.leg).toMatchObject({ id: beas, state: 'lost' });
    expect(pages.bea.told).toContainEqual({ type: 'leg.reoffer', data: { legId: beas } });
    await offer(beas, asBea, pages.bea);
    expect(view('m')?.segments[1]?.leg.state).toBe('connected');
    await expect(door.offer({ legId: beas, sdp, principal: asAnna, client: pages.anna })).rejects.toMatchObject({ code: 'leg.unknown' });
    await door.failed({ legId: beas, cause: 'device lost', principal: asBea, client: pages.bea });
    expect(view('m')?.segments[1]?.outcome).toBe('lost');
    await settle();
    expect(wiring()).toEqual({ [customer]: { leg: annas }, [annas]: { leg: customer } });
  });
});

describe('a conference', () => {
  beforeEach(conference);

  it('mixes for each the others, never themselves', () => {
    expect(wiring()).toEqual({
      [customer]: { mix: [annas, beas] },
      [annas]: { mix: [customer, beas] },
      [beas]: { mix: [customer, annas] },
    });
  });

  it('sends a mix once, and again when it changes', async () => {
    plane.calls.length = 0;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(plane.calls).toEqual([]);
    await engine.send({ type: 'segment.mute', interactionId: 'm', segmentId: 'm.2', agentId: 'anna', muted: true });
    await settle();
    expect(plane.take('wire')).toEqual([
      { sink: customer, source: { leg: annas } },
      { sink: annas, source: { leg: customer } },
    ]);
    await engine.send({ type: 'segment.hold', interactionId: 'm', segmentId: 'm.1', agentId: 'anna' });
    await settle();
    expect(wiring()).toMatchObject(Object.fromEntries(desiredMedia(engine.committed, 'm').wires.map(({ sink, source }) => [sink, source])));
  });

  it('goes on with the last two when one leaves', async () => {
    await engine.send({ type: 'segment.hangUp', interactionId: 'm', segmentId: 'm.1', agentId: 'anna' });
    await settle();
    expect(wiring()).toEqual({ [customer]: { leg: beas }, [beas]: { leg: customer } });
    expect(plane.take('close')).toEqual([{ legId: annas }]);
  });

  it('whose node dies comes back leg by leg', async () => {
    plane.loseNode([customer, annas, beas]);
    await settle();
    for (const { told } of Object.values(pages)) expect(told.filter(({ type }) => type === 'leg.reoffer')).toHaveLength(1);
    plane.calls.length = 0;
    await offer(customer, asCustomer, pages.customer);
    await offer(annas, asAnna, pages.anna);
    await offer(beas, asBea, pages.bea);
    expect(wiring()).toEqual({
      [customer]: { mix: [annas, beas] },
      [annas]: { mix: [customer, beas] },
      [beas]: { mix: [customer, annas] },
    });
    expect(plane.take('createWebRtcLeg').map(({ group }) => group)).toEqual(['m', 'm', 'm']);
  });
});

describe('keys', () => {
  it('go to those who hear the leg, and not to who is on hold', async () => {
    await door.dtmf({ legId: annas, digits: '42', principal: asAnna });
    expect(plane.take('dtmf')).toEqual([{ legId: beas, digits: '42' }]);
    await consultation('consult.swap');
    await settle();
    await door.dtmf({ legId: annas, digits: '7', principal: asAnna });
    expect(plane.take('dtmf')).toEqual([{ legId: customer, digits: '7' }]);
    await expect(door.dtmf({ legId: beas, digits: '7', principal: asBea })).rejects.toMatchObject({ code: 'media.noDtmf' });
    await expect(door.dtmf({ legId: annas, digits: '7', principal: asBea })).rejects.toMatchObject({ code: 'leg.unknown' });
    expect(plane.take('dtmf')).toEqual([]);
  });

  it('are refused only when nobody can take them', async () => {
    await conference();
    plane.failNext.set('dtmf', new CentralinoError('media.noDtmf'));
    await door.dtmf({ legId: annas, digits: '1', principal: asAnna });
    expect(plane.take('dtmf')).toHaveLength(2);
    await engine.send({ type: 'segment.remove', interactionId: 'm', segmentId: 'm.2', agentId: 'anna' });
    plane.failNext.set('dtmf', new CentralinoError('media.noDtmf'));
    await expect(door.dtmf({ legId: annas, digits: '1', principal: asAnna })).rejects.toMatchObject({ code: 'media.noDtmf' });
  });

  it('that a party presses are told to the agents who hear them', async () => {
    plane.tell({ type: 'leg.dtmf', legId: beas, digit: '#' });
    const told = (who: Page) => who.told.filter(({ type }) => type === 'leg.dtmf').map(({ data }) => data);
    expect(told(pages.anna)).toEqual([{ legId: beas, digit: '#' }]);
    expect(told(pages.bea).concat(told(pages.customer))).toEqual([]);
    await conference();
    plane.tell({ type: 'leg.dtmf', legId: customer, digit: '1' });
    expect([told(pages.anna).length, told(pages.bea).length, told(pages.customer).length]).toEqual([2, 1, 0]);
  });
});

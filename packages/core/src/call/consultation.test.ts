import { beforeEach, describe, expect, it } from 'vitest';
import { desiredMedia } from '../media/desired-media.ts';
import { legOwner } from '../media/leg-owner.ts';
import { Script } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { customerView } from '../views/customer-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { legHome, mediaGroup, mediaGroupMembers } from '../world/queries.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });
const music = { player: 'music' };
const ringback = { player: 'ringback' };

describe('a consultation', () => {
  let s: Script;
  /** Ada talks with the customer of i1; Bea is ready and of another service. */
  beforeEach(() => {
    s = new Script();
    s.service('sales');
    s.service('tech');
    s.readyAgent('ada', 'sales');
    s.readyAgent('bea', 'tech');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
  });
  /** What each leg hears, in the main interaction and in the consultation. */
  const heard = (): unknown =>
    Object.fromEntries(['i1', 'k1'].flatMap((id) => desiredMedia(s.world, id).wires).map(({ sink, source }) => [sink, source]));
  const asks = (): string[] => s.consult('i1.1', 'ada', 'k1', '@bea');
  const talks = (): void => {
    asks();
    s.answer('k1.1', 'bea');
  };

  it('holds the customer and rings at the colleague, with the line that the agent has', () => {
    expect(asks()).toEqual(['segment.held i1.1', 'interaction.created k1', 'interaction.queued k1 arrived', 'segment.offered k1.1 bea']);
    expect(interactionView(s.world, 'i1')).toMatchObject({ consultations: ['k1'], segments: [{ held: true }] });
    expect(interactionView(s.world, 'k1')).toMatchObject({
      state: 'offered',
      service: { code: 'direct' },
      origin: { kind: 'agent', agentId: 'ada', agentName: 'Ada', consultFor: { interactionId: 'i1', segmentId: 'i1.1' } },
      customerLeg: { id: 'i1.1.a', state: 'connected' },
      segments: [{ why: { strategy: 'direct', by: 'ada' } }],
    });
    expect([legOwner(s.world, 'k1.c'), legOwner(s.world, 'i1.1.a')]).toEqual([
      null,
      { party: 'agent', interactionId: 'i1', segmentId: 'i1.1', agentId: 'ada' },
    ]);
    expect(() => s.up('k1.c')).toThrow(refused('leg.unknown'));
    expect(heard()).toEqual({ 'i1.c': music, 'i1.1.a': ringback });
    expect([agentView(s.world, 'ada')?.activity, agentView(s.world, 'bea')?.activity]).toEqual(['talking', 'ringing']);
    expect([mediaGroup(s.world, 'k1'), mediaGroup(s.world, 'i1'), mediaGroupMembers(s.world, 'i1')]).toEqual(['i1', 'i1', ['i1', 'k1']]);
  });

  it('is a talk of the two agents while the customer hears music', () => {
    asks();
    expect(s.answer('k1.1', 'bea')).toEqual(['segment.accepted k1.1', 'leg.connected k1.1.a', 'segment.online k1.1']);
    expect(heard()).toEqual({ 'i1.c': music, 'i1.1.a': { leg: 'k1.1.a' }, 'k1.1.a': { leg: 'i1.1.a' } });
    s.lose('i1.1.a');
    expect(heard()).toMatchObject({ 'k1.1.a': { player: 'comfort' } });
  });

  it('changes places with the talk, as often as the agent likes', () => {
    talks();
    expect(s.consultation('swap', 'k1', 'ada')).toEqual(['segment.held k1.1', 'segment.resumed i1.1']);
    expect(heard()).toEqual({ 'i1.c': { leg: 'i1.1.a' }, 'i1.1.a': { leg: 'i1.c' }, 'k1.1.a': music });
    expect(s.consultation('swap', 'k1', 'ada')).toEqual(['segment.held i1.1', 'segment.resumed k1.1']);
    // Hold and resume of the main talk mean the same.
    expect(s.act('resume', 'i1.1', 'ada')).toEqual(['segment.held k1.1', 'segment.resumed i1.1']);
    expect(s.act('hold', 'i1.1', 'ada')).toEqual(['segment.held i1.1', 'segment.resumed k1.1']);
    expect(() => s.act('hold', 'k1.1', 'bea')).toThrow(refused('segment.state'));
  });

  it('that is answered while the agent is with the customer waits on hold', () => {
    asks();
    expect(s.consultation('swap', 'k1', 'ada')).toEqual(['segment.resumed i1.1']);
    expect(s.answer('k1.1', 'bea').slice(-2)).toEqual(['segment.online k1.1', 'segment.held k1.1']);
    expect(heard()).toEqual({ 'i1.c': { leg: 'i1.1.a' }, 'i1.1.a': { leg: 'i1.c' }, 'k1.1.a': music });
  });

  it('that is completed gives the customer to the colleague, on the line that the colleague has', () => {
    talks();
    expect(s.consultation('complete', 'k1', 'ada')).toEqual([
      'segment.finished k1.1 merged',
      'interaction.closed k1 merged',
      'segment.joined i1.2 bea transfer',
      'segment.transferred i1.1 consultation → i1.2',
      'segment.wrapping i1.1 transferred',
    ]);
    expect(heard()).toEqual({ 'i1.c': { leg: 'k1.1.a' }, 'k1.1.a': { leg: 'i1.c' } });
    expect(interactionView(s.world, 'i1')).toMatchObject({
      state: 'online',
      consultations: [],
      segments: [
        { state: 'wrapping', endedBy: 'transferred' },
        {
          id: 'i1.2',
          agentId: 'bea',
          state: 'online',
          held: false,
          via: 'transfer',
          legId: 'k1.1.a',
          leg: { id: 'k1.1.a', state: 'connected' },
        },
      ],
    });
    expect(legHome(s.world, 'k1.1.a')).toBe('i1');
    expect(legOwner(s.world, 'k1.1.a')).toEqual({ party: 'agent', interactionId: 'i1', segmentId: 'i1.2', agentId: 'bea' });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', agentName: 'Bea', onHold: false });
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed']);
    // The line is known by the interaction of its id and by the one it is in now.
    expect(s.lose('k1.1.a')).toEqual(['leg.lost k1.1.a']);
    expect(s.send({ type: 'leg.connected', interactionId: 'i1', legId: 'k1.1.a' })).toEqual(['leg.connected k1.1.a']);
    s.lose('k1.1.a');
    expect(s.wait(20_000).slice(0, 2)).toEqual(['segment.finished i1.2 lost', 'interaction.queued i1 agentLost front']);
  });

  it('that is completed while the agent is with the customer does the same', () => {
    talks();
    s.consultation('swap', 'k1', 'ada');
    s.consultation('complete', 'k1', 'ada');
    expect(heard()).toEqual({ 'i1.c': { leg: 'k1.1.a' }, 'k1.1.a': { leg: 'i1.c' } });
  });

  it('that is cancelled gives the agent the customer back', () => {
    talks();
    expect(s.consultation('cancel', 'k1', 'ada')).toEqual([
      'segment.wrapping k1.1 customer',
      'segment.finished k1.1 completed',
      'segment.resumed i1.1',
      'interaction.closed k1 completed',
    ]);
    expect(heard()).toEqual({ 'i1.c': { leg: 'i1.1.a' }, 'i1.1.a': { leg: 'i1.c' } });
    expect(() => s.consultation('cancel', 'k1', 'ada')).toThrow(refused('consult.unknown'));
    expect(s.consult('i1.1', 'ada', 'k2', '@bea')).toContain('segment.offered k2.1 bea');
  });

  it('is cancelled also by hanging it up, and before it is answered', () => {
    asks();
    expect(s.hangUpCall('k1', 'ada')).toEqual([
      'segment.finished k1.1 customerLeft',
      'interaction.closed k1 abandoned',
      'segment.resumed i1.1',
    ]);
    expect(agentView(s.world, 'bea')).toMatchObject({ activity: 'idle', presence: { kind: 'ready' } });
  });

  it.each([
    ['declines', () => s.act('decline', 'k1.1', 'bea'), ['segment.finished k1.1 declined', 'interaction.closed k1 declined']],
    ['does not answer', () => s.wait(30_000), ['segment.finished k1.1 missed', 'interaction.closed k1 missed']],
    ['goes away', () => s.disconnect('bea').slice(1), ['segment.finished k1.1 withdrawn', 'interaction.closed k1 unreachable']],
  ])('whose colleague %s is over, and the customer stays on hold', (_, ending, events) => {
    asks();
    expect(ending()).toEqual(events);
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'online', consultations: [], segments: [{ held: true }] });
    expect(heard()).toEqual({ 'i1.c': music, 'i1.1.a': null });
    expect(s.act('resume', 'i1.1', 'ada')).toEqual(['segment.resumed i1.1']);
  });

  it('whose colleague hangs up or loses the line is over, and the customer stays on hold', () => {
    talks();
    expect(s.act('hangUp', 'k1.1', 'bea')).toEqual([
      'segment.wrapping k1.1 agent',
      'segment.finished k1.1 completed',
      'interaction.closed k1 completed',
    ]);
    s.consult('i1.1', 'ada', 'k2', '@bea');
    s.answer('k2.1', 'bea');
    s.lose('k2.1.a');
    expect(s.wait(20_000)).toEqual(['segment.finished k2.1 lost', 'interaction.closed k2 completed']);
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ state: 'online', held: true });
  });

  it('ends with the talk: when the customer hangs up', () => {
    talks();
    expect(s.leave('i1')).toEqual([
      'segment.wrapping i1.1 customer',
      'segment.wrapping k1.1 customer',
      'segment.finished k1.1 completed',
      'interaction.closed k1 completed',
    ]);
  });

  it('ends with the talk: when the agent hangs it up', () => {
    asks();
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual([
      'segment.wrapping i1.1 agent',
      'segment.finished k1.1 customerLeft',
      'interaction.closed k1 abandoned',
    ]);
  });

  it('ends with the talk: when the agent’s line is lost for good, and the customer waits in front', () => {
    talks();
    s.lose('i1.1.a');
    expect(s.wait(20_000)).toEqual([
      'segment.finished i1.1 lost',
      'interaction.queued i1 agentLost front',
      'segment.wrapping k1.1 customer',
      'segment.finished k1.1 completed',
      'interaction.closed k1 completed',
      'segment.offered i1.2 ada',
    ]);
  });

  it('to a service waits in its line', () => {
    s.presence('bea', { kind: 'paused', reason: 'lunch' });
    expect(s.consult('i1.1', 'ada', 'k1', 'tech')).toEqual([
      'segment.held i1.1',
      'interaction.created k1',
      'interaction.queued k1 arrived',
    ]);
    expect(heard()).toEqual({ 'i1.c': music, 'i1.1.a': music });
    expect(s.ready('bea')).toContain('segment.offered k1.1 bea');
    expect(s.act('decline', 'k1.1', 'bea')).toContain('interaction.queued k1 declined front');
    s.wait(10_000);
    s.answer('k1.2', 'bea');
    expect(s.consultation('complete', 'k1', 'ada')).toContain('segment.joined i1.2 bea transfer');
    // Her after-call work is that of the service for which she answered.
    expect(interactionView(s.world, 'i1')?.segments[1]?.service.code).toBe('tech');
  });

  it('survives a restart while both talk, with the same lines', () => {
    talks();
    s.send({ type: 'engine.started' });
    for (const leg of ['i1.c', 'i1.1.a', 'k1.1.a']) s.up(leg);
    expect(heard()).toEqual({ 'i1.c': music, 'i1.1.a': { leg: 'k1.1.a' }, 'k1.1.a': { leg: 'i1.1.a' } });
  });

  it('refuses what does not fit', () => {
    s.agent('cyd', 'tech');
    expect(() => s.consult('i1.1', 'ada', 'k1', '@ada')).toThrow(refused('target.self'));
    expect(() => s.consult('i1.1', 'ada', 'k1', '@cyd')).toThrow(refused('target.unreachable'));
    expect(() => s.consult('i1.1', 'ada', 'k1', '+390612345')).toThrow(refused('target.noTrunk'));
    expect(() => s.consult('i1.1', 'ada', 'i1', '@bea')).toThrow(refused('interaction.exists'));
    expect(() => s.consult('i1.1', 'bea', 'k1', '@bea')).toThrow(refused('segment.unknown'));
    expect(() => s.consultation('swap', 'k1', 'ada')).toThrow(refused('consult.unknown'));
    expect(() => s.consultation('swap', 'i1', 'ada')).toThrow(refused('consult.unknown'));
    asks();
    expect(() => s.consultation('complete', 'k1', 'ada')).toThrow(refused('consult.notAnswered'));
    expect(() => s.consultation('conference', 'k1', 'ada')).toThrow(refused('consult.notAnswered'));
    expect(() => s.consultation('swap', 'k1', 'bea')).toThrow(refused('consult.unknown'));
    expect(() => s.consult('i1.1', 'ada', 'k2', 'tech')).toThrow(refused('consult.running'));
    expect(() => s.transfer('i1.1', 'ada', 'tech')).toThrow(refused('consult.running'));
    s.answer('k1.1', 'bea');
    expect(() => s.consult('k1.1', 'bea', 'k2', 'tech')).toThrow(refused('consult.nested'));
    expect(() => s.transfer('k1.1', 'bea', 'tech')).toThrow(refused('consult.nested'));
    s.lose('k1.1.a');
    expect(() => s.consultation('complete', 'k1', 'ada')).toThrow(refused('consult.notAnswered'));
    expect(() => s.consult('i1.1', 'ada', 'k2', '@bea')).toThrow(refused('consult.running'));
  });
});

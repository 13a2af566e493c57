import { beforeEach, describe, expect, it } from 'vitest';
import { desiredMedia } from '../media/desired-media.ts';
import { legOwner } from '../media/leg-owner.ts';
import { Script } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { openInteractionsOf, serviceConfig } from '../world/queries.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('a call by an agent', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
    s.service('tech');
    s.readyAgent('ada', 'sales');
    s.readyAgent('bea', 'tech');
  });
  const heard = (): unknown => Object.fromEntries(desiredMedia(s.world, 'm1').wires.map(({ sink, source }) => [sink, source]));

  it('rings at a colleague when the caller’s line is up, and has no after-call work', () => {
    expect(s.makeCall('m1', 'ada', '@bea')).toEqual(['interaction.created m1']);
    expect(legOwner(s.world, 'm1.c')).toEqual({ party: 'agent', interactionId: 'm1', segmentId: null, agentId: 'ada' });
    expect(interactionView(s.world, 'm1')).toMatchObject({
      state: 'new',
      service: { code: 'direct', name: 'Direct call' },
      origin: { kind: 'agent', agentId: 'ada', agentName: 'Ada', consultFor: null },
      target: { kind: 'agent', agentId: 'bea' },
      targetName: 'Bea',
      customer: { name: 'Ada' },
      customerLeg: { id: 'm1.c', state: 'pending' },
    });
    expect(s.up('m1.c')).toEqual(['leg.connected m1.c', 'interaction.queued m1 arrived', 'segment.offered m1.1 bea']);
    expect(heard()).toEqual({ 'm1.c': { player: 'ringback' } });
    expect([agentView(s.world, 'ada')?.activity, agentView(s.world, 'bea')?.activity]).toEqual(['calling', 'ringing']);
    expect(s.answer('m1.1', 'bea')).toEqual(['segment.accepted m1.1', 'leg.connected m1.1.a', 'segment.online m1.1']);
    expect(heard()).toEqual({ 'm1.c': { leg: 'm1.1.a' }, 'm1.1.a': { leg: 'm1.c' } });
    expect([agentView(s.world, 'ada')?.activity, agentView(s.world, 'bea')?.activity]).toEqual(['talking', 'talking']);
    expect(s.hangUpCall('m1', 'ada')).toEqual([
      'segment.wrapping m1.1 customer',
      'segment.finished m1.1 completed',
      'interaction.closed m1 completed',
    ]);
    expect(agentView(s.world, 'ada')).toMatchObject({ activity: 'idle', idleSince: s.at });
    expect(s.hangUpCall('m1', 'ada')).toEqual([]);
  });

  it('ends when the colleague hangs up', () => {
    s.makeCall('m1', 'ada', '@bea');
    s.up('m1.c');
    s.answer('m1.1', 'bea');
    expect(s.act('hangUp', 'm1.1', 'bea')).toEqual([
      'segment.wrapping m1.1 agent',
      'segment.finished m1.1 completed',
      'interaction.closed m1 completed',
    ]);
  });

  it.each([
    ['declined', () => s.act('decline', 'm1.1', 'bea'), ['segment.finished m1.1 declined', 'interaction.closed m1 declined']],
    ['missed', () => s.wait(30_000), ['segment.finished m1.1 missed', 'interaction.closed m1 missed']],
    [
      'withdrawn',
      () => s.disconnect('bea'),
      ['agent.disconnected bea', 'segment.finished m1.1 withdrawn', 'interaction.closed m1 unreachable'],
    ],
    ['given up', () => s.hangUpCall('m1', 'ada'), ['segment.finished m1.1 customerLeft', 'interaction.closed m1 abandoned']],
    ['cut off', () => s.fail('m1.c'), ['segment.finished m1.1 customerLeft', 'interaction.closed m1 customerLost']],
  ])('that is %s is over', (_, ending, events) => {
    s.makeCall('m1', 'ada', '@bea');
    s.up('m1.c');
    expect(ending()).toEqual(events);
    expect(agentView(s.world, 'ada')?.activity).toBe('idle');
  });

  it('whose colleague’s line is lost for good is over, too', () => {
    s.makeCall('m1', 'ada', '@bea');
    s.up('m1.c');
    s.answer('m1.1', 'bea');
    s.lose('m1.1.a');
    expect(s.wait(20_000)).toEqual(['segment.finished m1.1 lost', 'interaction.closed m1 completed']);
  });

  it('whose caller’s line does not come up is over', () => {
    s.makeCall('m1', 'ada', '@bea');
    expect(s.wait(10_000)).toEqual(['interaction.closed m1 neverConnected']);
  });

  it('tells why it did not ring when the colleague got another call meanwhile', () => {
    s.makeCall('m1', 'ada', '@bea');
    s.call('i1', 'tech');
    expect(s.up('m1.c')).toEqual(['leg.connected m1.c', 'interaction.queued m1 arrived', 'interaction.closed m1 busy']);
  });

  it('to a service waits in its line and is distributed as any other', () => {
    s.presence('bea', { kind: 'paused', reason: 'lunch' });
    s.makeCall('m1', 'ada', 'tech');
    expect(s.up('m1.c')).toEqual(['leg.connected m1.c', 'interaction.queued m1 arrived']);
    expect(heard()).toEqual({ 'm1.c': { player: 'music' } });
    expect(s.ready('bea')).toContain('segment.offered m1.1 bea');
    expect(s.act('decline', 'm1.1', 'bea')).toEqual(['segment.finished m1.1 declined', 'interaction.queued m1 declined front']);
    s.wait(10_000);
    s.answer('m1.2', 'bea');
    expect(s.hangUpCall('m1', 'ada')).toEqual(['segment.wrapping m1.2 customer']);
    // The talk is over: who called is free while the other one wraps up.
    expect([agentView(s.world, 'ada')?.activity, agentView(s.world, 'bea')?.activity]).toEqual(['idle', 'wrapping']);
    expect(openInteractionsOf(s.world, 'ada')).toEqual([]);
  });

  it('on behalf of a service has that service’s after-call work', () => {
    s.makeCall('m1', 'ada', '@bea', 'sales');
    s.up('m1.c');
    s.answer('m1.1', 'bea');
    expect(s.hangUpCall('m1', 'ada')).toEqual(['segment.wrapping m1.1 customer']);
  });

  it('keeps the caller busy: nothing is offered to them', () => {
    s.makeCall('m1', 'ada', '@bea');
    expect(s.call('i1', 'sales')).not.toContain('segment.offered i1.1 ada');
    expect(() => s.presence('ada', { kind: 'loggedOut' })).toThrow(refused('agent.busy'));
    expect(() => s.send({ type: 'agent.remove', agentId: 'ada' })).toThrow(refused('agent.busy'));
    expect(s.hangUpCall('m1', 'ada')).toEqual(['interaction.closed m1 abandoned', 'segment.offered i1.1 ada']);
  });

  it('may be made in after-call work, but not in a talk or another call', () => {
    s.call('i1', 'sales');
    expect(() => s.makeCall('m1', 'ada', '@bea')).toThrow(refused('agent.busy'));
    s.answer('i1.1', 'ada');
    expect(() => s.makeCall('m1', 'ada', '@bea')).toThrow(refused('agent.busy'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(s.makeCall('m1', 'ada', '@bea')).toEqual(['interaction.created m1']);
    expect(() => s.makeCall('m2', 'ada', '@bea')).toThrow(refused('agent.busy'));
  });

  it('can be transferred by the colleague; when that fails the caller keeps them', () => {
    s.readyAgent('cyd', 'tech');
    s.makeCall('m1', 'ada', '@bea');
    s.up('m1.c');
    s.answer('m1.1', 'bea');
    s.transfer('m1.1', 'bea', '@cyd');
    s.act('decline', 'm1.2', 'cyd');
    expect(heard()).toEqual({ 'm1.c': { leg: 'm1.1.a' }, 'm1.1.a': { leg: 'm1.c' } });
    s.transfer('m1.1', 'bea', '@cyd');
    s.act('hangUp', 'm1.1', 'bea');
    // There is no line in which a call to one agent could wait.
    expect(s.act('decline', 'm1.3', 'cyd')).toEqual([
      'segment.finished m1.3 declined',
      'segment.transferFailed m1.1 declined',
      'interaction.closed m1 declined',
    ]);
  });

  describe('that its caller holds', () => {
    const talk = (): void => {
      s.makeCall('m1', 'ada', '@bea');
      s.up('m1.c');
      s.answer('m1.1', 'bea');
    };

    it('gives the other side music and the caller silence, until they take it back', () => {
      talk();
      expect(s.holdCall('hold', 'm1', 'ada')).toEqual(['interaction.callerHeld m1']);
      expect(heard()).toEqual({ 'm1.c': null, 'm1.1.a': { player: 'music' } });
      expect(interactionView(s.world, 'm1')?.callerHeld).toBe(true);
      // A line that is lost and comes back finds the call as it was.
      s.lose('m1.c');
      expect(heard()).toEqual({ 'm1.c': null, 'm1.1.a': { player: 'music' } });
      s.up('m1.c');
      expect(s.holdCall('resume', 'm1', 'ada')).toEqual(['interaction.callerResumed m1']);
      expect(heard()).toEqual({ 'm1.c': { leg: 'm1.1.a' }, 'm1.1.a': { leg: 'm1.c' } });
    });

    it('is theirs to hold, only while somebody is there, and only once', () => {
      s.makeCall('m1', 'ada', '@bea');
      s.up('m1.c');
      expect(() => s.holdCall('hold', 'm1', 'ada')).toThrow(refused('interaction.state'));
      s.answer('m1.1', 'bea');
      expect(() => s.holdCall('hold', 'm1', 'bea')).toThrow(refused('interaction.unknown'));
      expect(() => s.holdCall('resume', 'm1', 'ada')).toThrow(refused('interaction.state'));
      s.holdCall('hold', 'm1', 'ada');
      expect(() => s.holdCall('hold', 'm1', 'ada')).toThrow(refused('interaction.state'));
      s.hangUpCall('m1', 'ada');
      expect(() => s.holdCall('resume', 'm1', 'ada')).toThrow(refused('interaction.unknown'));
    });

    it('both hold: both hear silence, and each takes back their own', () => {
      talk();
      s.holdCall('hold', 'm1', 'ada');
      s.act('hold', 'm1.1', 'bea');
      expect(heard()).toEqual({ 'm1.c': null, 'm1.1.a': null });
      s.holdCall('resume', 'm1', 'ada');
      expect(heard()).toEqual({ 'm1.c': { player: 'music' }, 'm1.1.a': null });
    });

    it('in a conference the others go on with each other', () => {
      s.readyAgent('cyd', 'tech');
      talk();
      s.consult('m1.1', 'bea', 'k1', '@cyd');
      s.answer('k1.1', 'cyd');
      s.consultation('conference', 'k1', 'bea');
      s.holdCall('hold', 'm1', 'ada');
      expect(heard()).toEqual({ 'm1.c': null, 'm1.1.a': { leg: 'k1.1.a' }, 'k1.1.a': { leg: 'm1.1.a' } });
    });

    it('is on hold no longer when who was held goes', () => {
      s.makeCall('m1', 'ada', 'tech');
      s.up('m1.c');
      s.answer('m1.1', 'bea');
      s.holdCall('hold', 'm1', 'ada');
      s.lose('m1.1.a');
      expect(s.wait(20_000)).toContain('interaction.callerResumed m1');
      // It rings at the next one.
      expect(heard()).toEqual({ 'm1.c': { player: 'ringback' } });
      expect(interactionView(s.world, 'm1')).toMatchObject({ state: 'offered', callerHeld: false });
    });

    it('a consultation is held by going back to the talk', () => {
      s.call('i1', 'sales');
      s.answer('i1.1', 'ada');
      s.consult('i1.1', 'ada', 'k1', '@bea');
      s.answer('k1.1', 'bea');
      expect(() => s.holdCall('hold', 'k1', 'ada')).toThrow(refused('interaction.state'));
    });
  });

  it('begins with the values that its caller gives', () => {
    const callData = [{ name: 'ECID', value: '42' }];
    s.send({
      type: 'call.make',
      interactionId: 'm1',
      agentId: 'ada',
      to: { kind: 'agent', agentId: 'bea' },
      service: null,
      channel: 'webcall',
      language: 'it',
      callData,
    });
    expect(interactionView(s.world, 'm1')).toMatchObject({ language: 'it', callData });
  });

  it('is refused with the reason when it could not ring', () => {
    s.agent('cyd', 'tech');
    expect(() => s.makeCall('m1', 'ada', '@cyd')).toThrow(refused('target.unreachable'));
    expect(() => s.makeCall('m1', 'ada', '@ada')).toThrow(refused('target.self'));
    expect(() => s.makeCall('m1', 'ada', '@dan')).toThrow(refused('agent.unknown'));
    expect(() => s.makeCall('m1', 'dan', '@ada')).toThrow(refused('agent.unknown'));
    expect(() => s.makeCall('m1', 'cyd', '@ada')).toThrow(refused('agent.notConnected'));
    expect(() => s.makeCall('m1', 'ada', '+390612345')).toThrow(refused('target.noTrunk'));
    expect(() => s.makeCall('m1', 'ada', '@bea', 'nowhere')).toThrow(refused('service.unknown'));
    s.call('i1', 'tech');
    expect(() => s.makeCall('m1', 'ada', '@bea')).toThrow(refused('target.busy'));
    expect(() => s.makeCall('i1', 'ada', 'tech')).toThrow(refused('interaction.exists'));
    expect(() => s.hangUpCall('i1', 'ada')).toThrow(refused('interaction.unknown'));
  });

  it('is of a service that is always there and that nobody can change', () => {
    expect(serviceConfig(s.world, 'direct')).toMatchObject({ ringMs: 30_000, wrapUpMs: 0, skillsets: [] });
    expect(() => s.service('direct')).toThrow(refused('service.reserved'));
    expect(() => s.send({ type: 'service.remove', code: 'direct' })).toThrow(refused('service.reserved'));
    expect(() => s.create('i1', 'direct')).toThrow(refused('service.unknown'));
  });
});

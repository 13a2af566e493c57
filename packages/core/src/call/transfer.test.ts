import { beforeEach, describe, expect, it } from 'vitest';
import { desiredMedia } from '../media/desired-media.ts';
import { Script } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { customerView } from '../views/customer-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { queueOf } from '../world/queries.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });

/** Ada talks with the customer of i1; Bea is ready and of another service. */
const talk = (): Script => {
  const s = new Script();
  s.service('sales');
  s.service('tech');
  s.readyAgent('ada', 'sales');
  s.readyAgent('bea', 'tech');
  s.call('i1', 'sales');
  s.answer('i1.1', 'ada');
  return s;
};
const heard = (s: Script): unknown => Object.fromEntries(desiredMedia(s.world, 'i1').wires.map(({ sink, source }) => [sink, source]));
const music = { player: 'music' };

describe('a blind transfer to a service', () => {
  let s: Script;
  beforeEach(() => {
    s = talk();
  });

  it('queues the customer there with the place of their arrival, and the agent wraps up', () => {
    s.wait(30_000);
    s.presence('bea', { kind: 'paused', reason: 'lunch' });
    s.call('late', 'tech');
    expect(s.transfer('i1.1', 'ada', 'tech')).toEqual([
      'segment.transferred i1.1 blind',
      'segment.wrapping i1.1 transferred',
      'interaction.queued i1 transferred',
    ]);
    expect(queueOf(s.world, 'tech')).toEqual(['i1', 'late']);
    expect(interactionView(s.world, 'i1')).toMatchObject({
      state: 'queued',
      service: { code: 'tech' },
      target: { kind: 'service', code: 'tech' },
      customerLeg: { state: 'connected' },
      segments: [{ state: 'wrapping', service: { code: 'sales' }, endedBy: 'transferred', leg: { state: 'closed' } }],
    });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'waiting', position: 1, returned: false, serviceName: 'TECH' });
    expect(heard(s)).toEqual({ 'i1.c': music });
    expect(s.ready('bea')).toContain('segment.offered i1.2 bea');
    expect(s.answer('i1.2', 'bea')).toEqual(['segment.accepted i1.2', 'leg.connected i1.2.a', 'segment.online i1.2']);
  });

  it('rings at once where somebody is free; each agent’s part is finished on its own', () => {
    expect(s.transfer('i1.1', 'ada', 'tech').at(-1)).toBe('segment.offered i1.2 bea');
    s.answer('i1.2', 'bea');
    s.wait(5_000);
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed']);
    expect(s.act('hangUp', 'i1.2', 'bea')).toEqual(['segment.wrapping i1.2 agent']);
    expect(s.act('finish', 'i1.2', 'bea')).toEqual(['segment.finished i1.2 completed', 'interaction.closed i1 completed']);
  });

  it('closes only when the first agent’s after-call work is done too', () => {
    s.service('tech', { wrapUpMs: 0 });
    s.transfer('i1.1', 'ada', 'tech');
    s.answer('i1.2', 'bea');
    expect(s.leave('i1')).toEqual(['segment.wrapping i1.2 customer', 'segment.finished i1.2 completed']);
    expect(interactionView(s.world, 'i1')?.state).toBe('wrapping');
    expect(s.wait(60_000)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
  });

  it('from which the customer leaves while waiting is over at once for them; after-call work goes on', () => {
    s.presence('bea', { kind: 'paused', reason: 'lunch' });
    s.transfer('i1.1', 'ada', 'tech');
    expect(s.leave('i1')).toEqual(['interaction.ended i1 abandoned']);
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'ended', leg: { state: 'closed' }, endedBy: null });
    expect(queueOf(s.world, 'tech')).toEqual([]);
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 abandoned']);
  });

  it('without after-call work is not offered to who transferred before the back-off is over', () => {
    s.service('sales', { wrapUpMs: 0 });
    expect(s.transfer('i1.1', 'ada', 'sales')).toEqual([
      'segment.transferred i1.1 blind',
      'segment.wrapping i1.1 transferred',
      'segment.finished i1.1 completed',
      'interaction.queued i1 transferred',
    ]);
    expect(s.wait(10_000)).toEqual(['segment.offered i1.2 ada']);
  });

  it('is refused where nobody could ever answer', () => {
    s.service('chat', { channels: ['chat'] });
    expect(() => s.transfer('i1.1', 'ada', 'nowhere')).toThrow(refused('service.unknown'));
    expect(() => s.transfer('i1.1', 'ada', 'chat')).toThrow(refused('service.channelNotOffered'));
    expect(() => s.transfer('i1.1', 'ada', '+390612345')).toThrow(refused('target.noTrunk'));
    expect(() => s.transfer('i1.1', 'ada', 'direct')).toThrow(refused('service.unknown'));
    expect(() => s.transfer('i1.1', 'bea', 'tech')).toThrow(refused('segment.unknown'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => s.transfer('i1.1', 'ada', 'tech')).toThrow(refused('segment.state'));
  });
});

describe('a blind transfer to an agent', () => {
  let s: Script;
  beforeEach(() => {
    s = talk();
  });
  const begun = ['segment.transferring i1.1 → i1.2', 'segment.offered i1.2 bea'];

  it('rings there while the customer hears music, and succeeds when the colleague’s media is up', () => {
    expect(s.transfer('i1.1', 'ada', '@bea')).toEqual(begun);
    expect(interactionView(s.world, 'i1')).toMatchObject({
      state: 'online',
      segments: [
        { state: 'online', held: false, transferring: { to: { kind: 'agent', agentId: 'bea' }, toName: 'Bea', segmentId: 'i1.2' } },
        { state: 'offered', via: 'transfer', why: { strategy: 'direct', by: 'ada' } },
      ],
    });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', onHold: true, agentName: 'Ada' });
    expect(heard(s)).toEqual({ 'i1.c': music, 'i1.1.a': null });
    s.act('accept', 'i1.2', 'bea');
    expect(heard(s)).toEqual({ 'i1.c': music, 'i1.1.a': null, 'i1.2.a': null });
    expect(s.up('i1.2.a')).toEqual([
      'leg.connected i1.2.a',
      'segment.online i1.2',
      'segment.transferred i1.1 blind → i1.2',
      'segment.wrapping i1.1 transferred',
    ]);
    expect(heard(s)).toEqual({ 'i1.c': { leg: 'i1.2.a' }, 'i1.2.a': { leg: 'i1.c' } });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', onHold: false, agentName: 'Bea' });
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ state: 'wrapping', transferring: null, endedBy: 'transferred' });
  });

  it('attributes the talk to who talked', () => {
    const from = s.at;
    s.wait(7_000);
    s.transfer('i1.1', 'ada', '@bea');
    s.wait(3_000);
    s.answer('i1.2', 'bea');
    s.wait(9_000);
    s.leave('i1');
    expect(interactionView(s.world, 'i1')?.segments).toMatchObject([
      { agentId: 'ada', onlineAt: from, endedAt: from + 10_000, endedBy: 'transferred' },
      { agentId: 'bea', onlineAt: from + 10_000, endedAt: from + 19_000, endedBy: 'customer' },
    ]);
  });

  const back = (): void => {
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'online', segments: [{ state: 'online', transferring: null }, {}] });
    expect(heard(s)).toEqual({ 'i1.c': { leg: 'i1.1.a' }, 'i1.1.a': { leg: 'i1.c' } });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', onHold: false, agentName: 'Ada' });
  };

  it.each([
    ['declined', () => s.act('decline', 'i1.2', 'bea'), ['segment.finished i1.2 declined', 'segment.transferFailed i1.1 declined']],
    // A colleague who misses a direct call is not paused.
    ['missed', () => s.wait(20_000), ['segment.finished i1.2 missed', 'segment.transferFailed i1.1 missed']],
    [
      'unreachable',
      () => s.disconnect('bea'),
      ['agent.disconnected bea', 'segment.finished i1.2 withdrawn', 'segment.transferFailed i1.1 unreachable'],
    ],
    [
      'taken back',
      () => s.callControl('cancelTransfer', 'i1.1', 'ada'),
      ['segment.finished i1.2 withdrawn', 'segment.transferFailed i1.1 cancelled'],
    ],
  ])('that is %s brings the agent back into the talk', (_, failing, events) => {
    s.transfer('i1.1', 'ada', '@bea');
    expect(failing()).toEqual(events);
    back();
    expect(agentView(s.world, 'bea')).toMatchObject({ presence: { kind: 'ready' }, activity: 'idle' });
  });

  it.each([
    ['does not come up', () => s.wait(10_000)],
    ['fails', () => s.fail('i1.2.a')],
  ])('whose colleague’s media %s brings the agent back into the talk', (_, failing) => {
    s.transfer('i1.1', 'ada', '@bea');
    s.act('accept', 'i1.2', 'bea');
    expect(failing()).toEqual([
      'segment.finished i1.2 mediaFailed',
      'agent.presenceChanged bea paused(mediaFailed)',
      'segment.transferFailed i1.1 mediaFailed',
    ]);
    back();
  });

  it('to somebody who is busy or away fails at once', () => {
    s.call('i2', 'tech');
    expect(s.transfer('i1.1', 'ada', '@bea')).toEqual(['segment.transferFailed i1.1 busy']);
    s.agent('cyd', 'tech');
    expect(s.transfer('i1.1', 'ada', '@cyd')).toEqual(['segment.transferFailed i1.1 unreachable']);
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'online', segments: [{ state: 'online', transferring: null }] });
  });

  it('reaches also who is paused, and rings on when they pause meanwhile', () => {
    s.presence('bea', { kind: 'paused', reason: 'lunch' });
    expect(s.transfer('i1.1', 'ada', '@bea')).toEqual(begun);
    s.presence('bea', { kind: 'paused', reason: 'coffee' });
    expect(agentView(s.world, 'bea')?.activity).toBe('ringing');
  });

  it('of a held talk leaves it on hold when it fails', () => {
    s.act('hold', 'i1.1', 'ada');
    s.transfer('i1.1', 'ada', '@bea');
    s.act('decline', 'i1.2', 'bea');
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ state: 'online', held: true });
  });

  it('that is left to its fate succeeds without the agent', () => {
    s.transfer('i1.1', 'ada', '@bea');
    expect(s.callControl('leaveTransfer', 'i1.1', 'ada')).toEqual(['segment.wrapping i1.1 transferred']);
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'offered', segments: [{ transferring: { segmentId: 'i1.2' } }, {}] });
    s.act('finish', 'i1.1', 'ada');
    expect(s.answer('i1.2', 'bea')).toEqual([
      'segment.accepted i1.2',
      'leg.connected i1.2.a',
      'segment.online i1.2',
      'segment.transferred i1.1 blind → i1.2',
    ]);
  });

  it.each([
    ['hung up', () => s.act('hangUp', 'i1.1', 'ada')],
    ['left', () => s.callControl('leaveTransfer', 'i1.1', 'ada')],
  ])('that fails after the agent %s puts the customer in front', (_, going) => {
    s.transfer('i1.1', 'ada', '@bea');
    expect(going()).toEqual(['segment.wrapping i1.1 transferred']);
    expect(s.act('decline', 'i1.2', 'bea')).toEqual([
      'segment.finished i1.2 declined',
      'segment.transferFailed i1.1 declined',
      'interaction.queued i1 transferFailed front',
    ]);
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'queued', customerLeg: { state: 'connected' } });
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed', 'segment.offered i1.3 ada']);
  });

  it('goes on when the agent’s line is lost for good, and fails to the front', () => {
    s.service('sales', { ringMs: 60_000 });
    s.transfer('i1.1', 'ada', '@bea');
    s.lose('i1.1.a');
    expect(s.wait(20_000)).toEqual(['segment.finished i1.1 lost']);
    expect(interactionView(s.world, 'i1')?.state).toBe('offered');
    s.presence('ada', { kind: 'paused', reason: 'lunch' });
    expect(s.act('decline', 'i1.2', 'bea')).toEqual([
      'segment.finished i1.2 declined',
      'segment.transferFailed i1.1 declined',
      'interaction.queued i1 transferFailed front',
    ]);
  });

  it('ends when the customer leaves, for both agents', () => {
    s.transfer('i1.1', 'ada', '@bea');
    expect(s.leave('i1')).toEqual([
      'segment.finished i1.2 customerLeft',
      'segment.transferFailed i1.1 customerLeft',
      'segment.wrapping i1.1 customer',
    ]);
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
  });

  it('ends when the customer leaves after the agent did', () => {
    s.transfer('i1.1', 'ada', '@bea');
    s.act('hangUp', 'i1.1', 'ada');
    expect(s.leave('i1')).toEqual([
      'segment.finished i1.2 customerLeft',
      'segment.transferFailed i1.1 customerLeft',
      'interaction.ended i1 abandoned',
    ]);
  });

  it('is not lost by a restart: the agent waits for the lines to come back', () => {
    s.transfer('i1.1', 'ada', '@bea');
    expect(s.send({ type: 'engine.started' }).filter((event) => !event.startsWith('agent.'))).toEqual([
      'leg.lost i1.c',
      'leg.lost i1.1.a',
      'segment.finished i1.2 withdrawn',
      'segment.transferFailed i1.1 unreachable',
    ]);
    s.up('i1.c');
    s.up('i1.1.a');
    back();
  });

  it('refuses what does not fit', () => {
    expect(() => s.transfer('i1.1', 'ada', '@ada')).toThrow(refused('target.self'));
    expect(() => s.transfer('i1.1', 'ada', '@nobody')).toThrow(refused('agent.unknown'));
    expect(() => s.callControl('cancelTransfer', 'i1.1', 'ada')).toThrow(refused('transfer.none'));
    expect(() => s.callControl('leaveTransfer', 'i1.1', 'ada')).toThrow(refused('transfer.none'));
    s.transfer('i1.1', 'ada', '@bea');
    expect(() => s.transfer('i1.1', 'ada', '@bea')).toThrow(refused('transfer.running'));
    expect(() => s.act('hold', 'i1.1', 'ada')).toThrow(refused('transfer.running'));
    expect(() => s.consult('i1.1', 'ada', 'i2', '@bea')).toThrow(refused('transfer.running'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => s.callControl('cancelTransfer', 'i1.1', 'ada')).toThrow(refused('transfer.none'));
  });
});

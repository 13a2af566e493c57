import { beforeEach, describe, expect, it } from 'vitest';
import { Script, testStats } from '../testing/script.ts';
import { interactionView } from '../views/interaction-view.ts';
import { queueOf } from '../world/queries.ts';

describe('a lost leg', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
  });

  const talk = (): void => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
  };

  describe('of a waiting customer', () => {
    it('keeps the place but is not offered, and is offered first when it is back', () => {
      s.call('i1', 'sales');
      s.wait(10);
      s.call('i2', 'sales');
      s.wait(10);
      s.call('i3', 'sales');
      expect(s.lose('i1.c')).toEqual(['leg.lost i1.c']);
      expect(s.lose('i1.c')).toEqual([]);
      expect(queueOf(s.world, 'sales')).toEqual(['i1', 'i2', 'i3']);
      expect(s.readyAgent('ada', 'sales').at(-1)).toBe('segment.offered i2.1 ada');
      expect(s.up('i1.c')).toEqual(['leg.connected i1.c']);
      expect(s.readyAgent('bea', 'sales').at(-1)).toBe('segment.offered i1.1 bea');
    });

    it('closes the interaction when the grace is over', () => {
      s.call('i1', 'sales');
      s.lose('i1.c');
      expect(s.wait(19_999)).toEqual([]);
      expect(s.wait(1)).toEqual(['interaction.closed i1 customerLost']);
    });

    it('ends the ringing when the grace is over first', () => {
      s.service('sales', { graceMs: 5_000 });
      s.readyAgent('ada', 'sales');
      s.call('i1', 'sales');
      s.lose('i1.c');
      expect(s.wait(5_000)).toEqual(['segment.finished i1.1 customerLeft', 'interaction.closed i1 customerLost']);
    });

    it('ends the connecting when the grace is over first, without after-call work', () => {
      s.service('sales', { graceMs: 5_000 });
      s.readyAgent('ada', 'sales');
      s.call('i1', 'sales');
      s.lose('i1.c');
      s.act('accept', 'i1.1', 'ada');
      s.up('i1.1.a');
      expect(s.wait(5_000)).toEqual(['segment.finished i1.1 customerLeft', 'interaction.closed i1 customerLost']);
    });
  });

  describe('of a talking customer', () => {
    it('comes back and the talk goes on', () => {
      talk();
      expect(s.lose('i1.c')).toEqual(['leg.lost i1.c']);
      expect(s.wait(19_999)).toEqual([]);
      expect(s.up('i1.c')).toEqual(['leg.connected i1.c']);
      expect(s.wait(100_000)).toEqual([]);
      expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'online', customerLeg: { state: 'connected', until: null } });
    });

    it('ends the talk when the grace is over, with after-call work', () => {
      talk();
      s.lose('i1.c');
      expect(s.wait(20_000)).toEqual(['segment.wrapping i1.1 customerLost']);
      expect(s.wait(60_000)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
    });

    it('ends the talk at once when it cannot be set up again', () => {
      talk();
      expect(s.fail('i1.c')).toEqual(['segment.wrapping i1.1 customerLost']);
    });
  });

  describe('of a talking agent', () => {
    it('comes back and the talk goes on, still on hold', () => {
      talk();
      s.act('hold', 'i1.1', 'ada');
      s.lose('i1.1.a');
      s.disconnect('ada');
      s.wait(3_000);
      expect(s.connect('ada')).toEqual(['agent.connected ada']);
      expect(s.up('i1.1.a')).toEqual(['leg.connected i1.1.a']);
      expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ state: 'online', held: true, leg: { state: 'connected' } });
    });

    it('brings the customer to the front when the grace is over, and the next agent is rung', () => {
      talk();
      s.wait(1_000);
      s.call('i2', 'sales');
      s.lose('i1.1.a');
      s.disconnect('ada');
      expect(s.wait(20_000)).toEqual(['segment.finished i1.1 lost', 'interaction.queued i1 agentLost front']);
      expect(queueOf(s.world, 'sales')).toEqual(['i1', 'i2']);
      expect(s.readyAgent('bea', 'sales').at(-1)).toBe('segment.offered i1.2 bea');
      expect(() => s.up('i1.1.a')).toThrow(expect.objectContaining({ code: 'leg.notAllowed' }));
    });

    it('that cannot be set up again is not waited for, and the agent is paused', () => {
      talk();
      expect(s.fail('i1.1.a')).toEqual([
        'segment.finished i1.1 lost',
        'agent.presenceChanged ada paused(mediaFailed)',
        'interaction.queued i1 agentLost front',
      ]);
    });

    it('while still connecting: the shorter of grace and connect deadline counts', () => {
      s.service('sales', { graceMs: 60_000, connectMs: 30_000 });
      s.readyAgent('ada', 'sales');
      s.call('i1', 'sales');
      s.lose('i1.c');
      s.service('sales', { graceMs: 5_000, connectMs: 30_000 });
      s.act('accept', 'i1.1', 'ada');
      s.up('i1.1.a');
      s.lose('i1.1.a');
      expect(s.wait(5_000)).toEqual([
        'segment.finished i1.1 mediaFailed',
        'agent.presenceChanged ada paused(mediaFailed)',
        'interaction.queued i1 mediaFailed front',
      ]);
    });
  });

  describe('on both sides', () => {
    it('at the same moment: the customer is gone, the talk is over', () => {
      talk();
      s.lose('i1.1.a');
      s.lose('i1.c');
      expect(s.wait(20_000)).toEqual(['segment.wrapping i1.1 customerLost']);
    });

    it('the agent’s first: the customer is waited for in the queue, then given up', () => {
      talk();
      s.lose('i1.1.a');
      s.wait(5_000);
      s.lose('i1.c');
      expect(s.wait(15_000)).toEqual(['segment.finished i1.1 lost', 'interaction.queued i1 agentLost front']);
      // The agent is connected and ready: but there is nobody to be offered.
      expect(s.wait(5_000)).toEqual(['interaction.closed i1 customerLost']);
    });

    it('the agent’s first and the customer back later: offered again when there', () => {
      talk();
      s.lose('i1.1.a');
      s.wait(5_000);
      s.lose('i1.c');
      s.wait(16_000);
      expect(s.up('i1.c')).toEqual(['leg.connected i1.c', 'segment.offered i1.2 ada']);
    });
  });

  it('is no news once the leg is over, but new media there is refused', () => {
    talk();
    s.act('hangUp', 'i1.1', 'ada');
    for (const leg of ['i1.c', 'i1.1.a']) {
      expect(s.lose(leg)).toEqual([]);
      expect(s.fail(leg)).toEqual([]);
      expect(() => s.up(leg)).toThrow(expect.objectContaining({ code: 'leg.notAllowed' }));
      expect(s.send({ type: 'leg.measured', interactionId: 'i1', legId: leg, stats: testStats })).toEqual([`leg.measured ${leg}`]);
    }
  });

  it('of somebody else, or of a call that is not answered yet, is refused', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    expect(() => s.up('i1.1.a')).toThrow(expect.objectContaining({ code: 'leg.notAllowed' }));
    for (const leg of ['i1.2.a', 'i1.x', 'i9.c']) expect(() => s.up(leg)).toThrow(expect.objectContaining({ code: 'leg.unknown' }));
    const crossed = (): unknown => s.send({ type: 'leg.lost', interactionId: 'i1', legId: 'i2.c', cause: 'noMedia' });
    expect(crossed).toThrow(expect.objectContaining({ code: 'leg.unknown' }));
  });

  describe('after a restart', () => {
    const restart = (): string[] => s.send({ type: 'engine.started' });

    it('every leg is waited for again and every agent is away; the talk goes on when both are back', () => {
      talk();
      s.call('i2', 'sales');
      expect(restart()).toEqual(['agent.disconnected ada', 'leg.lost i1.c', 'leg.lost i1.1.a', 'leg.lost i2.c']);
      s.wait(2_000);
      expect(s.connect('ada')).toEqual(['agent.connected ada']);
      s.up('i1.1.a');
      s.up('i1.c');
      s.up('i2.c');
      expect(s.wait(100_000)).toEqual([]);
      expect(interactionView(s.world, 'i1')?.state).toBe('online');
    });

    it('what rang or was being connected is taken back; the agent keeps presence and place', () => {
      s.readyAgent('ada', 'sales');
      s.call('i1', 'sales');
      s.readyAgent('bea', 'sales');
      s.call('i2', 'sales');
      s.act('accept', 'i2.1', 'bea');
      expect(restart()).toEqual([
        'agent.disconnected ada',
        'agent.disconnected bea',
        'leg.lost i1.c',
        'segment.finished i1.1 withdrawn',
        'interaction.queued i1 agentGone front',
        'leg.lost i2.c',
        'segment.finished i2.1 withdrawn',
        'interaction.queued i2 agentGone front',
      ]);
      s.connect('ada');
      expect(s.up('i2.c')).toEqual(['leg.connected i2.c', 'segment.offered i2.2 ada']);
    });

    it('a customer whose media was not up yet gets time again', () => {
      s.create('i1', 'sales');
      s.at += 60_000;
      expect(restart()).toEqual(['leg.lost i1.c']);
      expect(s.wait(19_999)).toEqual([]);
      expect(s.up('i1.c')).toEqual(['leg.connected i1.c', 'interaction.queued i1 arrived']);
      s.create('i2', 'sales');
      restart();
      expect(s.wait(20_000)).toContain('interaction.closed i2 neverConnected');
    });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { interactionView } from '../views/interaction-view.ts';
import { queueOf } from '../world/queries.ts';

describe('distribution', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
  });

  const offeredTo = (interactionId: string): unknown => interactionView(s.world, interactionId)?.segments.at(-1)?.agentId;

  it('chooses who is idle the longest, and says why', () => {
    s.readyAgent('ada', 'sales');
    s.wait(1_000);
    s.readyAgent('bea', 'sales');
    s.wait(500);
    s.call('i1', 'sales');
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({
      agentId: 'ada',
      why: { strategy: 'longestIdle', skillset: 'sales', idleMs: 1_500, waitedMs: 0, candidates: 2 },
    });
    s.answer('i1.1', 'ada');
    s.act('hangUp', 'i1.1', 'ada');
    s.act('finish', 'i1.1', 'ada');
    s.call('i2', 'sales');
    expect(offeredTo('i2')).toBe('bea');
  });

  it('does not count an offer that came to nothing through no act of the agent', () => {
    s.readyAgent('ada', 'sales');
    s.wait(1_000);
    s.readyAgent('bea', 'sales');
    s.call('i1', 'sales');
    s.wait(5_000);
    s.leave('i1');
    s.call('i2', 'sales');
    expect(offeredTo('i2')).toBe('ada');
  });

  it('tries the skillsets in the service’s order', () => {
    s.service('care', { skillsets: ['care', 'sales'] });
    s.readyAgent('ada', 'sales');
    s.wait(1_000);
    s.readyAgent('bea', 'care');
    s.call('i1', 'care');
    s.call('i2', 'care');
    expect([offeredTo('i1'), offeredTo('i2')]).toEqual(['bea', 'ada']);
  });

  it('gives a free agent who waits longest among all services they can serve, returned customers first', () => {
    s.service('care', { skillsets: ['care', 'sales'] });
    s.call('i1', 'care');
    s.wait(10);
    s.call('i2', 'sales');
    s.wait(10);
    s.readyAgent('ada', 'sales');
    expect(offeredTo('i1')).toBe('ada');
    s.readyAgent('bea', 'sales');
    expect(offeredTo('i2')).toBe('bea');
    s.wait(10);
    s.call('i3', 'care');
    s.disconnect('bea');
    s.disconnect('ada');
    expect(queueOf(s.world, 'care')).toEqual(['i1', 'i3']);
    s.readyAgent('cyd', 'care', 'sales');
    s.readyAgent('dan', 'care', 'sales');
    s.readyAgent('eve', 'care', 'sales');
    expect([offeredTo('i1'), offeredTo('i2'), offeredTo('i3')]).toEqual(['cyd', 'dan', 'eve']);
  });

  it('keeps the place of a customer who asked earlier but whose media came up later', () => {
    s.create('i1', 'sales');
    s.wait(100);
    s.call('i2', 'sales');
    s.wait(100);
    s.up('i1.c');
    expect(queueOf(s.world, 'sales')).toEqual(['i1', 'i2']);
  });

  it('gives an agent who declined the next customer, and the declined one to somebody else', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.wait(10);
    s.call('i2', 'sales');
    expect(s.act('decline', 'i1.1', 'ada')).toEqual([
      'segment.finished i1.1 declined',
      'interaction.queued i1 declined front',
      'segment.offered i2.1 ada',
    ]);
    expect(s.readyAgent('bea', 'sales').at(-1)).toBe('segment.offered i1.2 bea');
    expect(interactionView(s.world, 'i1')?.segments[1]?.why).toMatchObject({ candidates: 1 });
  });

  it('offers a customer whose back-off just ended before one who comes at the same moment, even if the timer is late', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.act('decline', 'i1.1', 'ada');
    s.at += 10_001;
    expect(s.call('i2', 'sales')).toEqual([
      'interaction.created i2',
      'segment.offered i1.2 ada',
      'leg.connected i2.c',
      'interaction.queued i2 arrived',
    ]);
  });

  it('keeps the line between services also when several things become possible at once', () => {
    s.service('care', { skillsets: ['sales'] });
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.wait(10);
    s.call('i2', 'care');
    s.act('decline', 'i1.1', 'ada');
    s.act('decline', 'i2.1', 'ada');
    s.at += 10_001;
    // Both back-offs are over, the later customer's timer is told first.
    expect(s.send({ type: 'deadline.reached', stream: 'interaction:i2' })).toEqual(['segment.offered i1.2 ada']);
  });

  it('does not offer a declined customer of another service to the same agent either', () => {
    s.service('care', { skillsets: ['sales'] });
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.act('decline', 'i1.1', 'ada');
    s.presence('ada', { kind: 'paused', reason: 'lunch' });
    s.wait(10);
    s.call('i2', 'care');
    expect(s.ready('ada').at(-1)).toBe('segment.offered i2.1 ada');
  });

  it('follows a service that gets other skillsets, as far as agents go', () => {
    s.readyAgent('ada', 'tech');
    s.readyAgent('bea', 'tech');
    for (const id of ['i1', 'i2', 'i3']) {
      s.call(id, 'sales');
      s.wait(1);
    }
    expect(s.service('sales', { skillsets: ['tech'] })).toEqual([
      'service.configured sales',
      'segment.offered i1.1 ada',
      'segment.offered i2.1 bea',
    ]);
  });

  it('is not held up by a service that lost the agent’s skillset', () => {
    s.service('care', { skillsets: ['sales'] });
    s.call('i1', 'sales');
    s.wait(10);
    s.call('i2', 'care');
    s.service('sales', { skillsets: ['tech'] });
    expect(s.readyAgent('ada', 'sales').at(-1)).toBe('segment.offered i2.1 ada');
  });

  it('offers nothing of a service without skillsets', () => {
    s.service('sales', { skillsets: [] });
    s.readyAgent('ada', 'sales');
    expect(s.call('i1', 'sales').at(-1)).toBe('interaction.queued i1 arrived');
  });
});

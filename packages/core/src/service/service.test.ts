import { beforeEach, describe, expect, it } from 'vitest';
import { Script, testService } from '../testing/script.ts';
import { interactionView } from '../views/interaction-view.ts';
import { serviceStatus } from '../views/service-status.ts';
import { listServices, queueOf, serviceConfig } from '../world/queries.ts';

describe('a service', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
  });

  const remove = (code: string): string[] => s.send({ type: 'service.remove', code });

  it('is configured, and nothing happens when nothing changes', () => {
    expect(s.service('sales')).toEqual(['service.configured sales']);
    expect(s.service('sales')).toEqual([]);
    expect(s.service('sales', { ringMs: 5_000 })).toEqual(['service.configured sales']);
    expect(serviceConfig(s.world, 'sales')).toEqual(testService('sales', { ringMs: 5_000 }));
    expect(serviceConfig(s.world, 'other')).toBeNull();
  });

  it('is not removed while it has open interactions; past ones keep its name', () => {
    s.service('sales');
    s.call('i1', 'sales');
    expect(() => remove('sales')).toThrow(expect.objectContaining({ code: 'service.inUse' }));
    s.leave('i1');
    expect(remove('sales')).toEqual(['service.removed sales']);
    expect([serviceConfig(s.world, 'sales'), serviceStatus(s.world, 'sales'), listServices(s.world)]).toEqual([null, null, []]);
    expect(interactionView(s.world, 'i1')?.service).toEqual({ code: 'sales', name: 'SALES' });
    expect(() => remove('sales')).toThrow(expect.objectContaining({ code: 'service.unknown' }));
    expect(() => s.create('i2', 'sales')).toThrow(expect.objectContaining({ code: 'service.unknown' }));
    expect(s.service('sales')).toEqual(['service.configured sales']);
    expect(s.create('i2', 'sales')).toEqual(['interaction.created i2']);
  });

  it('counts who waits, and its agents once each however many of its skills they have', () => {
    s.service('sales', { skillsets: ['sales', 'care'] });
    s.readyAgent('ada', 'sales', 'care');
    s.readyAgent('bea', 'care');
    s.agent('cyd', 'sales');
    const status = (): unknown => serviceStatus(s.world, 'sales');
    expect(status()).toEqual({
      code: 'sales',
      name: 'SALES',
      waiting: 0,
      agentsPresent: 2,
      agentsReady: 2,
      agentsFree: 2,
      longestWaitSince: null,
    });
    // Who is paused is there, but takes no calls; who was never signed in is not.
    s.connect('cyd');
    expect(status()).toMatchObject({ agentsPresent: 3, agentsReady: 2, agentsFree: 2 });
    const arrived = s.at;
    for (const id of ['i1', 'i2', 'i3', 'i4']) {
      s.call(id, 'sales');
      s.wait(100);
    }
    expect(status()).toMatchObject({ waiting: 2, agentsReady: 2, agentsFree: 0, longestWaitSince: arrived + 200 });
    s.disconnect('bea');
    expect(status()).toMatchObject({ waiting: 3, agentsPresent: 2, agentsReady: 1, agentsFree: 0, longestWaitSince: arrived + 100 });
  });

  it('knows the longest wait also behind a customer who came later but returned', () => {
    s.service('sales');
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    const arrived = s.at;
    s.call('i2', 'sales');
    s.lose('i2.c');
    s.wait(1_000);
    s.act('hangUp', 'i1.1', 'ada');
    s.act('finish', 'i1.1', 'ada');
    s.call('i3', 'sales');
    s.disconnect('ada');
    expect(interactionView(s.world, 'i3')).toMatchObject({ state: 'queued', queuedReason: 'agentGone' });
    expect(queueOf(s.world, 'sales')).toEqual(['i3', 'i2']);
    expect(serviceStatus(s.world, 'sales')?.longestWaitSince).toBe(arrived);
  });
});

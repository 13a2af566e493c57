import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { customerView } from '../views/customer-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { saveWorld } from '../world/save.ts';
import { queueOf } from '../world/queries.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('a waiting customer who is moved', () => {
  let s: Script;
  /** Services sales (Ada) and care (Bea). Nobody is ready yet. */
  beforeEach(() => {
    s = new Script();
    s.service('sales');
    s.service('care');
    s.service('chatty', { channels: ['chat'] });
    s.agent('ada', 'sales');
    s.connect('ada');
    s.agent('bea', 'care');
    s.connect('bea');
  });

  it('to another service keeps the place of their arrival there', () => {
    s.call('i1', 'sales');
    s.wait(1_000);
    s.call('i2', 'care');
    s.call('i3', 'sales');
    s.wait(1_000);
    expect(s.move('i1', 'care')).toEqual(['interaction.moved i1 care', 'interaction.queued i1 moved']);
    expect(queueOf(s.world, 'care')).toEqual(['i1', 'i2']);
    expect(queueOf(s.world, 'sales')).toEqual(['i3']);
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'waiting', serviceName: 'CARE', position: 1, returned: false });
    expect(customerView(s.world, 'i1')?.waitingSince).toBe(1_000_000);
    expect(customerView(s.world, 'i2')?.position).toBe(2);
    expect(customerView(s.world, 'i3')?.position).toBe(1);
    expect(interactionView(s.world, 'i1')).toMatchObject({ service: { code: 'care' }, target: { code: 'care' }, queuedReason: 'moved' });
    // And comes first there.
    expect(s.ready('bea')).toContain('segment.offered i1.1 bea');
  });

  it('while it rings is taken back from that agent, who gets the next one', () => {
    s.ready('ada');
    s.call('i1', 'sales');
    s.call('i2', 'sales');
    expect(s.move('i1', 'care')).toEqual([
      'interaction.moved i1 care',
      'segment.finished i1.1 withdrawn',
      'interaction.queued i1 moved',
      'segment.offered i2.1 ada',
    ]);
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'queued' });
  });

  it('to one agent rings there, also when they are paused', () => {
    s.call('i1', 'sales');
    expect(s.move('i1', '@bea')).toEqual(['interaction.moved i1 @bea', 'segment.offered i1.1 bea']);
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'waiting', position: 1 });
    expect(queueOf(s.world, 'sales')).toEqual([]);
    expect(interactionView(s.world, 'i1')?.segments[0]?.why).toMatchObject({ strategy: 'direct', by: 'sue' });
    s.answer('i1.1', 'bea');
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', agentName: 'Bea', serviceName: 'SALES' });
  });

  it('from a ring at one agent to another rings at the other', () => {
    s.ready('ada');
    s.call('i1', 'sales');
    expect(s.move('i1', '@bea')).toEqual(['interaction.moved i1 @bea', 'segment.finished i1.1 withdrawn', 'segment.offered i1.2 bea']);
    expect(interactionView(s.world, 'i1')).toMatchObject({ state: 'offered' });
  });

  it('to an agent who does not answer is back in front of the queue that they came from', () => {
    s.call('i0', 'sales');
    s.call('i1', 'sales');
    s.move('i1', '@bea');
    expect(s.wait(20_000)).toEqual(['segment.finished i1.1 missed', 'interaction.queued i1 missed front']);
    expect(queueOf(s.world, 'sales')).toEqual(['i1', 'i0']);
    s.move('i1', '@bea');
    expect(s.act('decline', 'i1.2', 'bea')).toEqual(['segment.finished i1.2 declined', 'interaction.queued i1 declined front']);
    s.move('i1', '@bea');
    expect(s.disconnect('bea')).toEqual(
      expect.arrayContaining(['segment.finished i1.3 withdrawn', 'interaction.queued i1 agentGone front']),
    );
  });

  it('by a supervisor to themselves rings at them', () => {
    s.call('i1', 'sales');
    expect(s.send({ type: 'interaction.move', interactionId: 'i1', to: { kind: 'agent', agentId: 'bea' }, by: 'bea' })).toContain(
      'segment.offered i1.1 bea',
    );
  });

  it('in the middle of a transfer that its agent has left tells them that it came to nothing', () => {
    s.ready('ada');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    s.transfer('i1.1', 'ada', '@bea');
    s.callControl('leaveTransfer', 'i1.1', 'ada');
    expect(s.move('i1', 'care')).toEqual([
      'interaction.moved i1 care',
      'segment.finished i1.2 withdrawn',
      'segment.transferFailed i1.1 cancelled',
      'interaction.queued i1 moved',
    ]);
  });

  it('to whom or what cannot take them stays where they are, and nothing has changed', () => {
    s.agent('cyd', 'care');
    s.ready('bea');
    s.call('i9', 'care');
    s.call('i1', 'sales');
    const before = JSON.stringify(saveWorld(s.world));
    const refusals = {
      '@bea': 'target.busy',
      '@cyd': 'target.unreachable',
      '@nobody': 'agent.unknown',
      nothing: 'service.unknown',
      chatty: 'service.channelNotOffered',
      sales: 'interaction.state',
      '+39045': 'target.noTrunk',
    };
    for (const [to, code] of Object.entries(refusals)) expect(() => s.move('i1', to), to).toThrow(refused(code));
    expect(JSON.stringify(saveWorld(s.world))).toBe(before);
    expect(() => s.move('unknown', 'care')).toThrow(refused('interaction.unknown'));
    s.lose('i1.c');
    const lost = JSON.stringify(saveWorld(s.world));
    expect(() => s.move('i1', '@ada')).toThrow(refused('interaction.state'));
    expect(JSON.stringify(saveWorld(s.world))).toBe(lost);
  });

  it('must be waiting: not connecting, talking or gone, and no call between agents', () => {
    s.create('i0', 'sales');
    expect(() => s.move('i0', 'care')).toThrow(refused('interaction.state'));
    s.ready('ada');
    s.call('i1', 'sales');
    s.act('accept', 'i1.1', 'ada');
    expect(() => s.move('i1', 'care')).toThrow(refused('interaction.state'));
    s.up('i1.1.a');
    expect(() => s.move('i1', 'care')).toThrow(refused('interaction.state'));
    s.leave('i1');
    expect(() => s.move('i1', 'care')).toThrow(refused('interaction.state'));
    s.act('finish', 'i1.1', 'ada');
    expect(() => s.move('i1', 'care')).toThrow(refused('interaction.state'));
    s.makeCall('i2', 'bea', 'sales');
    s.up('i2.c');
    expect(() => s.move('i2', 'care')).toThrow(refused('interaction.state'));
  });
});

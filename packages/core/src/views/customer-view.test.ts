import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { customerView } from './customer-view.ts';

describe('what a customer sees', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
  });

  it('is a place in line that only moves up', () => {
    for (const id of ['i1', 'i2', 'i3']) {
      s.call(id, 'sales');
      s.wait(10);
    }
    const positions = (): unknown[] => ['i1', 'i2', 'i3'].map((id) => customerView(s.world, id)?.position);
    expect(positions()).toEqual([1, 2, 3]);
    s.readyAgent('ada', 'sales');
    // The first rings; it is nobody's business at whom.
    expect(positions()).toEqual([1, 1, 2]);
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'waiting', agentName: null });
    s.leave('i2');
    expect(positions()).toEqual([1, null, 1]);
  });

  it('follows a call from the first moment to the rating', () => {
    const view = (): unknown => customerView(s.world, 'i1');
    s.readyAgent('ada', 'sales');
    const arrived = s.at;
    s.create('i1', 'sales');
    expect(view()).toEqual({
      id: 'i1',
      channel: 'webcall',
      serviceName: 'SALES',
      state: 'waiting',
      position: null,
      waitingSince: arrived,
      talkingSince: null,
      agentName: null,
      onHold: false,
      agentAway: false,
      returned: false,
      others: [],
      queuedReason: null,
      staffing: 'ready',
      recorded: false,
      recordingPaused: false,
      leg: { id: 'i1.c', state: 'pending', until: arrived + 10_000 },
      closedReason: null,
      endedBy: null,
      rating: null,
      ratingComment: null,
    });
    s.up('i1.c');
    s.wait(3_000);
    s.act('accept', 'i1.1', 'ada');
    expect(view()).toMatchObject({ state: 'connecting', position: null, agentName: 'Ada', waitingSince: arrived });
    s.up('i1.1.a');
    expect(view()).toMatchObject({ state: 'talking', waitingSince: null, talkingSince: s.at, agentName: 'Ada' });
    s.act('hold', 'i1.1', 'ada');
    expect(view()).toMatchObject({ onHold: true });
    s.act('resume', 'i1.1', 'ada');
    s.lose('i1.1.a');
    expect(view()).toMatchObject({ onHold: false, agentAway: true });
    s.up('i1.1.a');
    s.lose('i1.c');
    expect(view()).toMatchObject({ agentAway: false, leg: { state: 'lost', until: s.at + 20_000 } });
    s.up('i1.c');
    s.act('hangUp', 'i1.1', 'ada');
    expect(view()).toMatchObject({
      state: 'ended',
      endedBy: 'agent',
      agentName: 'Ada',
      closedReason: null,
      leg: { state: 'closed', until: null },
    });
    s.send({ type: 'interaction.rate', interactionId: 'i1', rating: 5, comment: 'thanks' });
    s.act('finish', 'i1.1', 'ada');
    expect(view()).toMatchObject({
      state: 'ended',
      closedReason: 'completed',
      rating: 5,
      ratingComment: 'thanks',
      queuedReason: null,
      staffing: null,
    });
  });

  it('says that they are back in the queue when the agent was lost', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    s.lose('i1.1.a');
    s.disconnect('ada');
    s.wait(20_000);
    expect(customerView(s.world, 'i1')).toMatchObject({
      state: 'waiting',
      position: 1,
      returned: true,
      queuedReason: 'agentLost',
      agentName: null,
      agentAway: false,
    });
    s.leave('i1');
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'ended', closedReason: 'abandoned', returned: false, endedBy: null });
  });

  it('says why they wait again, and tells a decline from a ring that nobody answered and from an agent who left', () => {
    const view = (): unknown => customerView(s.world, 'i1');
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    expect(view()).toMatchObject({ queuedReason: 'arrived', returned: false });
    s.act('decline', 'i1.1', 'ada');
    expect(view()).toMatchObject({ queuedReason: 'declined', returned: true });
    s.presence('ada', { kind: 'paused', reason: 'lunch' });
    s.readyAgent('bea', 'sales');
    s.wait(20_000);
    expect(view()).toMatchObject({ queuedReason: 'missed', returned: true });
    s.readyAgent('cyd', 'sales');
    s.disconnect('cyd');
    expect(view()).toMatchObject({ queuedReason: 'agentGone', returned: true });
  });

  it('is whether somebody is there for them, in the service in which they wait now', () => {
    const staffing = (): unknown => customerView(s.world, 'i1')?.staffing;
    s.service('tech');
    s.call('i1', 'sales');
    expect(staffing()).toBe('nobody');
    s.agent('tom', 'tech');
    s.connect('tom');
    expect(staffing()).toBe('nobody');
    s.agent('ada', 'sales');
    s.connect('ada');
    expect(staffing()).toBe('paused');
    s.ready('ada');
    expect(staffing()).toBe('ready');
    s.answer('i1.1', 'ada');
    expect(staffing()).toBeNull();
    s.transfer('i1.1', 'ada', 'tech');
    expect(staffing()).toBe('paused');
    s.disconnect('tom');
    expect(staffing()).toBe('nobody');
  });

  it('is nothing of what does not exist', () => {
    expect(customerView(s.world, 'i1')).toBeNull();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { interactionView } from '../views/interaction-view.ts';
import { forget, forgettable } from '../world/queries.ts';

describe('an interaction', () => {
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

  it('waits for an agent only when the customer’s media is up', () => {
    s.readyAgent('ada', 'sales');
    expect(s.create('i1', 'sales')).toEqual(['interaction.created i1']);
    expect(s.up('i1.c')).toEqual(['leg.connected i1.c', 'interaction.queued i1 arrived', 'segment.offered i1.1 ada']);
  });

  it('closes when the customer’s media never comes up', () => {
    s.create('i1', 'sales');
    expect(s.wait(9_999)).toEqual([]);
    expect(s.wait(1)).toEqual(['interaction.closed i1 neverConnected']);
  });

  it('closes at once when the customer’s media cannot be set up', () => {
    s.create('i1', 'sales');
    expect(s.fail('i1.c')).toEqual(['interaction.closed i1 neverConnected']);
    s.call('i2', 'sales');
    expect(s.fail('i2.c')).toEqual(['interaction.closed i2 customerLost']);
  });

  it('is refused for an unknown service, a channel that is not offered, and an id that is taken', () => {
    expect(() => s.create('i1', 'nothing')).toThrow(expect.objectContaining({ code: 'service.unknown' }));
    s.service('mute', { channels: ['chat'] });
    expect(() => s.create('i1', 'mute')).toThrow(expect.objectContaining({ code: 'service.channelNotOffered' }));
    s.create('i1', 'sales');
    expect(() => s.create('i1', 'sales')).toThrow(expect.objectContaining({ code: 'interaction.exists' }));
  });

  describe('that the customer leaves', () => {
    it('before media is up, or in the queue: abandoned', () => {
      s.create('i1', 'sales');
      expect(s.leave('i1')).toEqual(['interaction.closed i1 abandoned']);
      s.call('i2', 'sales');
      expect(s.leave('i2')).toEqual(['interaction.closed i2 abandoned']);
    });

    it('while it rings: the ringing ends first, and the agent gets the next customer', () => {
      s.readyAgent('ada', 'sales');
      s.call('i1', 'sales');
      s.call('i2', 'sales');
      expect(s.leave('i1')).toEqual(['segment.finished i1.1 customerLeft', 'interaction.closed i1 abandoned', 'segment.offered i2.1 ada']);
    });

    it('while the agent’s media comes up: abandoned, no after-call work', () => {
      s.readyAgent('ada', 'sales');
      s.call('i1', 'sales');
      s.act('accept', 'i1.1', 'ada');
      expect(s.leave('i1')).toEqual(['segment.finished i1.1 customerLeft', 'interaction.closed i1 abandoned']);
    });

    it('in the talk: after-call work, then completed', () => {
      talk();
      expect(s.leave('i1')).toEqual(['segment.wrapping i1.1 customer']);
      expect(s.wait(60_000)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
    });

    it('when it is over already: nothing is left to do, and it is no error', () => {
      talk();
      s.act('hangUp', 'i1.1', 'ada');
      expect(s.leave('i1')).toEqual([]);
      s.act('finish', 'i1.1', 'ada');
      expect(s.leave('i1')).toEqual([]);
    });

    it('is refused when it does not exist', () => {
      expect(() => s.leave('i1')).toThrow(expect.objectContaining({ code: 'interaction.unknown' }));
    });
  });

  describe('is rated', () => {
    const rate = (rating: number): string[] => s.send({ type: 'interaction.rate', interactionId: 'i1', rating, comment: null });

    it('from the end of the talk until it is forgotten', () => {
      talk();
      expect(() => rate(5)).toThrow(expect.objectContaining({ code: 'interaction.state' }));
      s.act('hangUp', 'i1.1', 'ada');
      expect(rate(4)).toEqual(['interaction.rated i1']);
      s.act('finish', 'i1.1', 'ada');
      rate(5);
      expect(interactionView(s.world, 'i1')?.rating).toBe(5);
      s.wait(600_000);
      expect(forgettable(s.world, s.at)).toEqual([]);
      s.wait(1);
      expect(forgettable(s.world, s.at)).toEqual(['i1']);
      forget(s.world, 'i1');
      expect(forgettable(s.world, s.at)).toEqual([]);
      expect(() => rate(5)).toThrow(expect.objectContaining({ code: 'interaction.unknown' }));
    });

    it('only if somebody talked', () => {
      s.call('i1', 'sales');
      s.leave('i1');
      expect(() => rate(1)).toThrow(expect.objectContaining({ code: 'interaction.state' }));
    });
  });

  it('is not forgotten while it is open', () => {
    s.call('i1', 'sales');
    forget(s.world, 'i1');
    expect(interactionView(s.world, 'i1')?.state).toBe('queued');
  });

  it('is linked to a contact, whose name replaces what was known', () => {
    s.call('i1', 'sales');
    const link = (contactId: string | null, name: string | null): string[] =>
      s.send({ type: 'interaction.linkContact', interactionId: 'i1', contactId, name, by: 'ada' });
    expect(link('c1', 'Mario Rossi')).toEqual(['interaction.contactLinked i1']);
    expect(interactionView(s.world, 'i1')?.customer).toEqual({ name: 'Mario Rossi', contactId: 'c1', answers: [] });
    link(null, null);
    expect(interactionView(s.world, 'i1')?.customer).toEqual({ name: 'Mario Rossi', contactId: null, answers: [] });
  });
});

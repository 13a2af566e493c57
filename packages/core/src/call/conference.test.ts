import { beforeEach, describe, expect, it } from 'vitest';
import { desiredMedia } from '../media/desired-media.ts';
import { Script } from '../testing/script.ts';
import { customerView } from '../views/customer-view.ts';
import { interactionView } from '../views/interaction-view.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });

const c = 'i1.c';
const a = 'i1.1.a';
const b = 'k1.1.a';

describe('a conference', () => {
  let s: Script;
  /** Ada consulted Bea about the customer of i1, and made a conference of it. */
  beforeEach(() => {
    s = new Script();
    s.service('sales');
    s.service('tech');
    s.readyAgent('ada', 'sales');
    s.readyAgent('bea', 'tech');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    s.consult('i1.1', 'ada', 'k1', '@bea');
    s.answer('k1.1', 'bea');
  });
  const begins = (): string[] => s.consultation('conference', 'k1', 'ada');
  const heard = (): unknown => Object.fromEntries(desiredMedia(s.world, 'i1').wires.map(({ sink, source }) => [sink, source]));

  it('begins from a consultation: everybody hears both others and not themselves', () => {
    expect(begins()).toEqual([
      'segment.finished k1.1 merged',
      'interaction.closed k1 merged',
      'segment.joined i1.2 bea conference',
      'segment.resumed i1.1',
    ]);
    expect(heard()).toEqual({ [c]: { mix: [a, b] }, [a]: { mix: [c, b] }, [b]: { mix: [c, a] } });
    expect(interactionView(s.world, 'i1')).toMatchObject({
      state: 'online',
      segments: [{ state: 'online' }, { state: 'online', via: 'conference' }],
    });
  });

  it('goes on with two when an agent leaves, whoever it is', () => {
    begins();
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual(['segment.wrapping i1.1 agent']);
    expect(heard()).toEqual({ [c]: { leg: b }, [b]: { leg: c } });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', agentName: 'Bea' });
    s.act('finish', 'i1.1', 'ada');
    // Bea was called directly, but the customer is hers now: with the after-call work of the customer's service.
    expect(s.act('hangUp', 'i1.2', 'bea')).toEqual(['segment.wrapping i1.2 agent']);
    expect(s.act('finish', 'i1.2', 'bea')).toEqual(['segment.finished i1.2 completed', 'interaction.closed i1 completed']);
  });

  it('goes on with two when an agent’s line is lost for good', () => {
    begins();
    s.lose(b);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c }, [b]: { mix: [c, a] } });
    expect(s.wait(20_000)).toEqual(['segment.finished i1.2 lost']);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c } });
  });

  it('with one agent’s line lost, the customer is told of the other: they still talk', () => {
    begins();
    s.lose(a);
    expect(customerView(s.world, 'i1')).toMatchObject({ agentAway: false, agentName: 'Bea' });
    s.lose(b);
    expect(customerView(s.world, 'i1')).toMatchObject({ agentAway: true });
  });

  it('is over for all when the customer leaves', () => {
    begins();
    expect(s.leave('i1')).toEqual(['segment.wrapping i1.1 customer', 'segment.wrapping i1.2 customer']);
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'ended', endedBy: 'customer' });
    expect(s.act('finish', 'i1.2', 'bea')).toEqual(['segment.finished i1.2 completed']);
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
  });

  it('is over for all when an agent ends it, each of them told by whom', () => {
    begins();
    expect(s.endForAll('i1.2', 'bea')).toEqual(['segment.wrapping i1.1 colleague', 'segment.wrapping i1.2 agent']);
    expect(heard()).toEqual({});
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'ended', endedBy: 'agent' });
    s.act('finish', 'i1.1', 'ada');
    expect(s.act('finish', 'i1.2', 'bea')).toEqual(['segment.finished i1.2 completed', 'interaction.closed i1 completed']);
  });

  it('that ends for all is told as one hang-up, not as a transfer to who ended it', () => {
    begins();
    const before = s.facts.length;
    s.endForAll('i1.2', 'bea');
    expect(s.facts.slice(before).map(({ type, event, reason }) => [type, event, reason])).toEqual([
      ['SERVICECALL', 'SERVICE_HANGUP', 'agent'],
    ]);
  });

  it('is over for all also while a transfer rings: nobody is called any more', () => {
    begins();
    s.readyAgent('cyd', 'tech');
    s.transfer('i1.1', 'ada', '@cyd');
    expect(s.endForAll('i1.2', 'bea')).toEqual([
      'segment.finished i1.3 withdrawn',
      'segment.transferFailed i1.1 cancelled',
      'segment.wrapping i1.1 colleague',
      'segment.wrapping i1.2 agent',
    ]);
    expect(customerView(s.world, 'i1')?.state).toBe('ended');
  });

  it('is ended for all only by who is in it, for themselves, and only when it is one', () => {
    expect(() => s.endForAll('i1.1', 'ada')).toThrow(refused('conference.none'));
    begins();
    expect(() => s.endForAll('i1.1', 'bea')).toThrow(refused('segment.unknown'));
    s.readyAgent('cyd', 'tech');
    expect(() => s.endForAll('i1.1', 'cyd')).toThrow(refused('segment.unknown'));
    expect(interactionView(s.world, 'i1')?.state).toBe('online');
  });

  it('can be left for a moment on hold, the others go on', () => {
    begins();
    s.act('hold', 'i1.1', 'ada');
    expect(heard()).toEqual({ [c]: { leg: b }, [a]: null, [b]: { leg: c } });
    expect(customerView(s.world, 'i1')).toMatchObject({ onHold: false, agentName: 'Bea' });
    s.act('hold', 'i1.2', 'bea');
    expect(heard()).toEqual({ [c]: { player: 'music' }, [a]: null, [b]: null });
  });

  it('can silence one of its agents', () => {
    begins();
    expect(s.mute('i1.2', 'ada')).toEqual(['segment.muted i1.2 on']);
    expect(s.mute('i1.2', 'ada')).toEqual([]);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c }, [b]: { mix: [c, a] } });
    expect(interactionView(s.world, 'i1')?.segments[1]?.muted).toBe(true);
    expect(s.mute('i1.2', 'bea', false)).toEqual(['segment.muted i1.2 off']);
    s.mute('i1.2', 'ada');
    s.act('hangUp', 'i1.1', 'ada');
    expect(heard()).toEqual({ [c]: null, [b]: { leg: c } });
  });

  it('can do without one of its agents', () => {
    begins();
    expect(s.callControl('remove', 'i1.1', 'bea')).toEqual(['segment.wrapping i1.1 removed']);
    expect(heard()).toEqual({ [c]: { leg: b }, [b]: { leg: c } });
    expect(() => s.callControl('remove', 'i1.2', 'bea')).toThrow(refused('conference.none'));
  });

  it('grows by another consultation', () => {
    begins();
    s.readyAgent('cyd', 'tech');
    // Bea consults: the customer and Ada go on without her meanwhile.
    s.consult('i1.2', 'bea', 'k2', '@cyd');
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c }, [b]: { player: 'ringback' } });
    s.answer('k2.1', 'cyd');
    expect(heard()).toMatchObject({ [b]: { leg: 'k2.1.a' } });
    s.consultation('conference', 'k2', 'bea');
    const d = 'k2.1.a';
    expect(heard()).toEqual({ [c]: { mix: [a, b, d] }, [a]: { mix: [c, b, d] }, [b]: { mix: [c, a, d] }, [d]: { mix: [c, a, b] } });
  });

  it('lets an agent transfer their place; when that fails after they left, the others just go on', () => {
    begins();
    s.readyAgent('cyd', 'tech');
    expect(() => s.transfer('i1.1', 'ada', 'tech')).toThrow(refused('segment.state'));
    s.transfer('i1.1', 'ada', '@cyd');
    expect(heard()).toEqual({ [c]: { leg: b }, [a]: null, [b]: { leg: c } });
    s.act('hangUp', 'i1.1', 'ada');
    expect(s.act('decline', 'i1.3', 'cyd')).toEqual(['segment.finished i1.3 declined', 'segment.transferFailed i1.1 declined']);
    expect(interactionView(s.world, 'i1')?.state).toBe('online');
  });

  it('obeys only who is in it', () => {
    expect(() => s.callControl('remove', 'i1.1', 'ada')).toThrow(refused('conference.none'));
    begins();
    s.readyAgent('cyd', 'tech');
    for (const stranger of ['cyd', 'nobody']) {
      expect(() => s.mute('i1.1', stranger)).toThrow(refused('segment.unknown'));
      expect(() => s.callControl('remove', 'i1.1', stranger)).toThrow(refused('segment.unknown'));
    }
    expect(() => s.mute('i1.7', 'ada')).toThrow(refused('segment.unknown'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => s.mute('i1.2', 'ada')).toThrow(refused('segment.unknown'));
    expect(() => s.mute('i1.1', 'bea')).toThrow(refused('segment.state'));
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { desiredMedia } from './desired-media.ts';
import { legOwner } from './leg-owner.ts';

const c = 'i1.c';
const a = 'i1.1.a';
const music = { player: 'music' };
const comfort = { player: 'comfort' };

describe('desired media', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
  });

  /** What each leg hears, by leg. */
  const heard = (): unknown => {
    const { legs, wires } = desiredMedia(s.world, 'i1');
    expect(wires.map(({ sink }) => sink)).toEqual(legs);
    return Object.fromEntries(wires.map(({ sink, source }) => [sink, source]));
  };
  const connecting = (): void => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.act('accept', 'i1.1', 'ada');
  };

  it('is music while the customer waits, until both are there', () => {
    s.create('i1', 'sales');
    expect(heard()).toEqual({ [c]: music });
    s.up(c);
    expect(heard()).toEqual({ [c]: music });
    s.readyAgent('ada', 'sales');
    expect(heard()).toEqual({ [c]: music });
    s.act('accept', 'i1.1', 'ada');
    expect(heard()).toEqual({ [c]: music, [a]: null });
    s.up(a);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c } });
  });

  it('is music for the customer and silence for the agent on hold', () => {
    connecting();
    s.up(a);
    s.act('hold', 'i1.1', 'ada');
    expect(heard()).toEqual({ [c]: music, [a]: null });
    s.act('resume', 'i1.1', 'ada');
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c } });
  });

  it('is comfort for whose partner is lost', () => {
    connecting();
    s.up(a);
    s.lose(a);
    expect(heard()).toEqual({ [c]: comfort, [a]: { leg: c } });
    s.lose(c);
    expect(heard()).toEqual({ [c]: comfort, [a]: comfort });
    s.up(a);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: comfort });
  });

  it('is nothing when the talk is over, and for what does not exist', () => {
    connecting();
    s.up(a);
    s.act('hangUp', 'i1.1', 'ada');
    expect(desiredMedia(s.world, 'i1')).toEqual({ legs: [], wires: [] });
    s.act('finish', 'i1.1', 'ada');
    expect(desiredMedia(s.world, 'i1')).toEqual({ legs: [], wires: [] });
    expect(desiredMedia(s.world, 'i2')).toEqual({ legs: [], wires: [] });
  });

  it('has an owner for exactly the legs on which media is expected', () => {
    expect(legOwner(s.world, c)).toBeNull();
    s.readyAgent('ada', 'sales');
    s.create('i1', 'sales');
    expect(legOwner(s.world, c)).toEqual({ party: 'customer', interactionId: 'i1' });
    s.up(c);
    expect(legOwner(s.world, a)).toBeNull();
    s.act('accept', 'i1.1', 'ada');
    expect(legOwner(s.world, a)).toEqual({ party: 'agent', interactionId: 'i1', segmentId: 'i1.1', agentId: 'ada' });
    expect([legOwner(s.world, 'i1.2.a'), legOwner(s.world, 'i1.1'), legOwner(s.world, 'i1.x')]).toEqual([null, null, null]);
    s.up(a);
    s.act('hangUp', 'i1.1', 'ada');
    expect([legOwner(s.world, c), legOwner(s.world, a)]).toEqual([null, null]);
  });
});

import { describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { handle } from './handle.ts';
import { forgettable, nextDeadlineAt, openInteractions, openInteractionsOf, queueOf } from './queries.ts';
import { loadWorld, saveWorld } from './save.ts';

describe('a saved world', () => {
  it('goes on as the one it was saved from', () => {
    const s = new Script();
    s.service('sales');
    s.readyAgent('ada', 'sales');
    s.call('done', 'sales');
    s.leave('done');
    s.call('i1', 'sales');
    s.act('decline', 'i1.1', 'ada');
    s.wait(10);
    s.call('i2', 'sales');
    s.call('i3', 'sales');
    const json = JSON.stringify(saveWorld(s.world));
    const loaded = loadWorld(JSON.parse(json));
    expect(JSON.stringify(saveWorld(loaded))).toBe(json);
    for (const world of [s.world, loaded]) {
      expect(queueOf(world, 'sales')).toEqual(['i1', 'i3']);
      expect(openInteractionsOf(world, 'ada')).toEqual(['i2']);
      expect([...openInteractions(world)]).toEqual(['i1', 'i2', 'i3']);
      expect(nextDeadlineAt(world)).toBe(s.at + 9_990);
      expect(forgettable(world, s.at + 700_000)).toEqual(['done']);
    }
    const command = { type: 'interaction.leave', at: s.at + 9_990, interactionId: 'i2' } as const;
    expect(handle(loaded, command)).toEqual(handle(s.world, command));
  });

  it('of another format is refused', () => {
    expect(() => loadWorld({ format: 0, services: [], agents: [], interactions: [] })).toThrow('another format');
    expect(() => loadWorld(null)).toThrow('another format');
  });
});

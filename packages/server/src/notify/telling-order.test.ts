import type { NotificationFact } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../engine/testing.ts';
import { promptMs, TellingOrder } from './telling-order.ts';

const facts = Array.from({ length: 4 }, () => ({}) as NotificationFact);
/** `n`-th event of the call, told to a record. */
const delivery = (n: number, record: string, id = n * 10, interaction = 'call') => ({
  id,
  record_id: record,
  interaction_id: interaction,
  fact: facts[n] as NotificationFact,
});

/** Records `a…` are at one origin, `b…` at another. */
function begin() {
  const clock = createTestClock();
  const order = new TellingOrder(clock, (id) => id.charAt(0));
  const went: string[] = [];
  const ask = async (one: ReturnType<typeof delivery>): Promise<void> => {
    await order.turn(one);
    went.push(`${one.record_id} ${one.id}`);
  };
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { clock, order, went, ask, settled };
}

describe('records of one receiver', () => {
  it('are told one event after the other, and of the same event at once', async () => {
    const { order, went, ask, settled } = begin();
    const all = [delivery(0, 'a1'), delivery(0, 'a2', 1), delivery(1, 'a3'), delivery(1, 'b1', 11), delivery(1, 'a1', 12, 'other')];
    order.add(all);
    for (const one of all) void ask(one);
    await settled();
    expect(went).toEqual(['a1 0', 'a2 1', 'b1 11', 'a1 12']);
    order.attempted(delivery(0, 'a1'), true);
    await settled();
    expect(went).toHaveLength(4);
    order.attempted(delivery(0, 'a2', 1), true);
    await settled();
    expect(went.at(-1)).toBe('a3 10');
  });

  it('do not wait for one that takes long or fails, from the next event on not at all', async () => {
    const { clock, order, went, ask, settled } = begin();
    order.add([delivery(0, 'a1'), delivery(1, 'a2')]);
    void ask(delivery(1, 'a2'));
    await settled();
    expect(went).toEqual([]);
    clock.advance(promptMs);
    await settled();
    expect(went).toEqual(['a2 10']);
    order.attempted(delivery(0, 'a1'), false);
    order.add([delivery(2, 'a1'), delivery(3, 'a2')]);
    await ask(delivery(3, 'a2'));
    // It is prompt again.
    order.attempted(delivery(2, 'a1'), true);
    order.add([delivery(2, 'a1', 40), delivery(3, 'a2', 50)]);
    void ask(delivery(3, 'a2', 50));
    await settled();
    expect(went).toEqual(['a2 10', 'a2 30']);
    order.attempted(delivery(2, 'a1', 40), true);
    await settled();
    expect(went.at(-1)).toBe('a2 50');
  });
});

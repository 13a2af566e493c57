import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from './sorted-list.ts';

const numbers = (): SortedList<number> => new SortedList<number>((a, b) => a - b);

describe('SortedList', () => {
  it('is what a sorted array without duplicates is, through many chunks', () => {
    const operation = fc.record({ add: fc.boolean(), value: fc.nat(3_000) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 3_000, size: 'max' }), (operations) => {
        const list = numbers();
        const set = new Set<number>();
        for (const { add, value } of operations) {
          if (add) {
            expect(list.add(value)).toBe(!set.has(value));
            set.add(value);
          } else {
            expect(list.delete(value)).toBe(set.delete(value));
          }
        }
        const sorted = [...set].sort((a, b) => a - b);
        expect([...list]).toEqual(sorted);
        expect(list.size).toBe(sorted.length);
        expect(list.first).toBe(sorted[0]);
        for (const value of [-1, 0, 1_500, 3_001, ...sorted.slice(0, 50)]) {
          expect(list.rank(value)).toBe(sorted.filter((other) => other < value).length);
          expect(list.atOrAfter(value)).toBe(sorted.find((other) => other >= value));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('keeps its order when it grows from either end and is emptied again', () => {
    const list = numbers();
    for (let i = 0; i < 5_000; i += 1) list.add(i % 2 === 0 ? i : -i);
    expect([...list]).toEqual([...list].sort((a, b) => a - b));
    expect(list.size).toBe(5_000);
    for (let i = 0; i < 5_000; i += 1) expect(list.delete(i % 2 === 0 ? i : -i)).toBe(true);
    expect([list.size, list.first, list.rank(7), list.atOrAfter(7)]).toEqual([0, undefined, 0, undefined]);
    expect(list.add(1)).toBe(true);
    expect([...list]).toEqual([1]);
  });
});

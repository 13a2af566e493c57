import { describe, expect, it } from 'vitest';
import { createTestClock } from '../engine/testing.ts';
import { firstPatienceMs, firstRepeatsMs, patienceMs, TellingOrder, type Told } from './telling-order.ts';

/** `n`-th event of the call, told to a record. */
const delivery = (n: number, record: string, id = n * 10, interaction = 'call'): Told => ({
  id,
  record_id: record,
  interaction_id: interaction,
  call_type: 'SERVICECALL',
  event: 'RING',
  at: n,
});
const fine = { ok: true, again: false, unreachable: false, askedToWait: false };
const failing = { ok: false, again: true, unreachable: false, askedToWait: false };
const down = { ...failing, unreachable: true };

/** Records `a…` are at one origin, `b…` at another. */
function begin() {
  const clock = createTestClock();
  const nudged: string[] = [];
  const woken: string[] = [];
  const order = new TellingOrder(clock, (record) => nudged.push(record));
  const pages = ['a1', 'a2', 'a3', 'b1'].map((id) => ({ id, origin: id.charAt(0), repeatsSoon: true }));
  order.setPages(pages);
  const goes = (one: Told): boolean => order.mayGo(one, () => woken.push(`${one.record_id} ${one.id}`));
  const attempt = (one: Told, ending: typeof fine): void => {
    order.begins(one);
    order.ended(one, ending);
  };
  return { clock, order, pages, nudged, woken, goes, attempt };
}

describe('records of one receiver', () => {
  it('are told one event after the other, and of the same event at once', () => {
    const { order, woken, goes, attempt } = begin();
    const [first, same, next, elsewhere, other] = [
      delivery(0, 'a1'),
      delivery(0, 'a2', 1),
      delivery(1, 'a3'),
      delivery(1, 'b1', 11),
      delivery(1, 'a1', 12, 'other'),
    ] as const;
    order.add([first, same, next, elsewhere, other]);
    expect([first, same, next, elsewhere, other].map(goes)).toEqual([true, true, false, true, true]);
    attempt(first, fine);
    expect(woken).toEqual(['a3 10']);
    expect(goes(next)).toBe(false);
    attempt(same, fine);
    expect(goes(next)).toBe(true);
  });

  it('do not wait for one that takes long, from the next event on not at all until it is prompt again', () => {
    const { clock, order, woken, goes } = begin();
    const [slow, next] = [delivery(0, 'a1'), delivery(1, 'a2')];
    order.add([slow, next]);
    order.begins(slow);
    expect(goes(next)).toBe(false);
    clock.advance(patienceMs);
    expect(woken).toEqual(['a2 10']);
    expect(goes(next)).toBe(true);
    clock.advance(1);
    order.ended(slow, fine);
    order.add([delivery(2, 'a1'), delivery(3, 'a2')]);
    expect(goes(delivery(3, 'a2'))).toBe(true);
    order.begins(delivery(2, 'a1'));
    order.ended(delivery(2, 'a1'), fine);
    order.add([delivery(4, 'a1'), delivery(5, 'a2')]);
    expect(goes(delivery(5, 'a2'))).toBe(false);
  });

  it('keep the order while the whole receiver is down, and are all tried as soon as one gets through', () => {
    const { clock, order, nudged, goes, attempt } = begin();
    const [first, second] = [delivery(0, 'a1'), delivery(1, 'a2')];
    order.add([first]);
    for (let n = 0; n < 6; n++) attempt(first, down);
    clock.advance(firstRepeatsMs * 3);
    order.add([second]);
    expect(goes(second)).toBe(false);
    attempt(first, down);
    expect(goes(second)).toBe(false);
    attempt(second, failing);
    // Right after an attempt that got an answer it may try, too; not later, as the receiver might be back.
    attempt(first, failing);
    expect(goes(second)).toBe(true);
    clock.advance(5_000);
    expect(goes(second)).toBe(false);
    attempt(first, down);
    attempt(second, down);
    expect(goes(second)).toBe(false);
    const elsewhere = delivery(0, 'a3', 5, 'other');
    order.add([elsewhere]);
    attempt(elsewhere, fine);
    expect(nudged).toEqual(['a1', 'a2']);
    expect(goes(second)).toBe(false);
    const third = delivery(2, 'a3');
    order.add([third]);
    expect(goes(third)).toBe(false);
    attempt(first, fine);
    expect(goes(second)).toBe(true);
  });

  it('do not wait for a page that is out of order while others work', () => {
    const { order, nudged, goes, attempt } = begin();
    const [broken, next] = [delivery(0, 'a1'), delivery(1, 'a2')];
    order.add([broken, next]);
    attempt(broken, failing);
    attempt(broken, failing);
    expect(goes(next)).toBe(false);
    attempt(broken, failing);
    expect(goes(next)).toBe(true);
    attempt(next, fine);
    expect(nudged).toEqual(['a1']);
    attempt(broken, failing);
    order.add([delivery(2, 'a3', 20), delivery(0, 'a1', 30, 'other'), delivery(1, 'a2', 31, 'other')]);
    expect(goes(delivery(2, 'a3', 20))).toBe(true);
    expect(goes(delivery(1, 'a2', 31, 'other'))).toBe(true);
    attempt(broken, fine);
    expect(goes(delivery(1, 'a2', 31, 'other'))).toBe(false);
  });

  it('do not wait for a page that stalls: after a moment no call does, and those that work never again', () => {
    const { clock, order, goes, attempt } = begin();
    attempt(delivery(0, 'a2', 1, 'before'), fine);
    const [hanging, next] = [delivery(0, 'a1'), delivery(1, 'a2')];
    order.add([hanging, next]);
    order.begins(hanging);
    clock.advance(firstPatienceMs - 1);
    expect(goes(next)).toBe(false);
    clock.advance(1);
    expect(goes(next)).toBe(true);
    // Of another call: that page was not even come to with it.
    const [queued, other] = [delivery(2, 'a1', 20, 'other'), delivery(3, 'a2', 30, 'other')];
    order.add([queued, other]);
    expect(goes(other)).toBe(true);
    order.ended(hanging, failing);
    attempt(hanging, failing);
    attempt(hanging, failing);
    attempt(next, fine);
    expect(goes(other)).toBe(true);
    order.begins(hanging);
    expect(goes(other)).toBe(true);
  });

  it('do not wait for a page that falls behind, but for what it has to make up for after an outage', () => {
    const { clock, order, goes, attempt } = begin();
    attempt(delivery(0, 'a1', 1, 'before'), fine);
    const [late, next] = [delivery(0, 'a1'), delivery(1, 'a2')];
    order.add([late, next]);
    expect(goes(next)).toBe(false);
    clock.advance(patienceMs);
    expect(goes(next)).toBe(true);
    const elsewhere = delivery(4, 'a1', 40, 'elsewhere');
    order.add([elsewhere]);
    attempt(elsewhere, down);
    attempt(elsewhere, fine);
    expect(goes(next)).toBe(false);
    attempt(late, fine);
    expect(goes(next)).toBe(true);
    order.add([delivery(5, 'a1', 50, 'old'), delivery(6, 'a2', 60, 'old')], true);
    clock.advance(patienceMs * 5);
    expect(goes(delivery(6, 'a2', 60, 'old'))).toBe(false);
  });

  it('do not wait for a delivery that fails although its page works', () => {
    const { order, goes, attempt } = begin();
    const [poison, next] = [delivery(0, 'a1'), delivery(1, 'a2')];
    order.add([poison, next]);
    attempt(poison, failing);
    expect(goes(next)).toBe(false);
    attempt(delivery(2, 'a1', 20, 'other'), fine);
    expect(goes(next)).toBe(false);
    attempt(poison, failing);
    expect(goes(next)).toBe(true);
  });

  it('do not wait for a record that was switched off, nor for the long pauses of a webhook', () => {
    const { order, pages, woken, goes, attempt } = begin();
    order.add([delivery(0, 'a1'), delivery(1, 'a2')]);
    expect(goes(delivery(1, 'a2'))).toBe(false);
    order.setPages(pages.slice(1));
    expect(woken).toEqual(['a2 10']);
    expect(goes(delivery(1, 'a2'))).toBe(true);
    order.setPages(pages.map((page) => ({ ...page, repeatsSoon: false })));
    order.add([delivery(0, 'a1')]);
    expect(goes(delivery(1, 'a2'))).toBe(false);
    attempt(delivery(0, 'a1'), failing);
    expect(goes(delivery(1, 'a2'))).toBe(true);
  });
});

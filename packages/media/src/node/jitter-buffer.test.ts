import { describe, expect, it } from 'vitest';
import { JitterBuffer, type Next } from './jitter-buffer.ts';

const put = (buffer: JitterBuffer, sequence: number, ssrc = 1): boolean =>
  buffer.put(ssrc, sequence & 0xffff, Uint8Array.of(sequence & 0xff));
const take = (buffer: JitterBuffer): string => {
  const next: Next = buffer.take();
  return next.kind === 'packet' ? String(next.payload[0]) : next.kind;
};

describe('JitterBuffer', () => {
  it('begins with one packet in reserve and puts packets in order, over the wrap of the numbers', () => {
    const buffer = new JitterBuffer();
    put(buffer, 0xfffe);
    expect(take(buffer)).toBe('idle');
    put(buffer, 0x10000);
    expect(take(buffer)).toBe('254');
    put(buffer, 0xffff);
    expect([take(buffer), take(buffer)]).toEqual(['255', '0']);
  });

  it('tells a lost packet from one that is late, and waits for the latter', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [0, 1, 3]) put(buffer, sequence);
    expect([take(buffer), take(buffer), take(buffer), take(buffer)]).toEqual(['0', '1', 'lost', '3']);
    expect([take(buffer), take(buffer)]).toEqual(['late', 'late']);
    for (const sequence of [4, 5, 6]) put(buffer, sequence);
    // Waiting has left a reserve, which the next late ones need.
    expect([take(buffer), take(buffer), take(buffer)]).toEqual(['4', '5', '6']);
  });

  it('makes up a loss once: not while waiting and then again', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [0, 1]) put(buffer, sequence);
    expect([take(buffer), take(buffer), take(buffer), take(buffer)]).toEqual(['0', '1', 'late', 'late']);
    // 2 to 4 are lost; two of them have been waited for.
    for (const sequence of [5, 6]) put(buffer, sequence);
    expect([take(buffer), take(buffer), take(buffer)]).toEqual(['lost', '5', '6']);
    for (let i = 0; i < 6; i++) take(buffer);
    // A long outage is over: on with what is there.
    for (const sequence of [60, 61]) put(buffer, sequence);
    expect(take(buffer)).toBe('60');
  });

  it('does not play what comes after its turn', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [0, 2, 3]) put(buffer, sequence);
    expect([take(buffer), take(buffer)]).toEqual(['0', 'lost']);
    put(buffer, 1);
    expect([take(buffer), take(buffer), take(buffer)]).toEqual(['2', '3', 'late']);
  });

  it('is idle when the sender has stopped, and begins anew with a reserve', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [0, 1]) put(buffer, sequence);
    take(buffer);
    take(buffer);
    expect(Array.from({ length: 6 }, () => take(buffer))).toEqual(['late', 'late', 'late', 'late', 'late', 'idle']);
    put(buffer, 2);
    expect(take(buffer)).toBe('idle');
    put(buffer, 3);
    expect([take(buffer), take(buffer)]).toEqual(['2', '3']);
  });

  it('tells a new stream: another SSRC, or a leap of the numbers', () => {
    const buffer = new JitterBuffer();
    expect([put(buffer, 0), put(buffer, 1), put(buffer, 50, 2), put(buffer, 51, 2), put(buffer, 5_000, 2)]).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('notices a reserve that is not needed, and only that', () => {
    const buffer = new JitterBuffer();
    let sequence = 0;
    for (; sequence < 4; sequence++) put(buffer, sequence);
    let turns = 0;
    for (; !buffer.hasSurplus(); turns++) {
      put(buffer, sequence++);
      take(buffer);
    }
    expect(turns).toBeGreaterThanOrEqual(100);
    expect(turns).toBeLessThan(210);
    // Now one is in reserve more than there should be: it goes, and then all is well.
    for (let i = 0; i < 3; i++) take(buffer);
    for (let i = 0; i < 300; i++) {
      put(buffer, sequence++);
      take(buffer);
      expect(buffer.hasSurplus()).toBe(false);
    }
  });

  it('never holds more than half a second', () => {
    const buffer = new JitterBuffer();
    for (let sequence = 0; sequence < 60; sequence++) put(buffer, sequence);
    const taken: string[] = [];
    for (let next = take(buffer); next !== 'late'; next = take(buffer)) taken.push(next);
    expect(taken).toHaveLength(25);
    expect(taken.at(-1)).toBe('59');
  });
});

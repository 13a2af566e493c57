import { describe, expect, it } from 'vitest';
import { MissingPackets } from './missing-packets.ts';
import { PacketCache } from './packet-cache.ts';

describe('PacketCache', () => {
  it('gives back what was sent, over the wrap, until it is overwritten', () => {
    const cache = new PacketCache(4);
    for (let i = 65_533; i < 65_533 + 6; i++) cache.put(i & 0xffff, Buffer.from([i & 0xff]));
    expect(cache.take(65_533, 0, 10)).toBeNull();
    expect(cache.take(65_535, 0, 10)).toEqual(Buffer.from([0xff]));
    expect(cache.take(2, 0, 10)).toEqual(Buffer.from([2]));
    expect(cache.take(3, 0, 10)).toBeNull();
  });

  it('does not send the same packet twice within a round trip', () => {
    const cache = new PacketCache(4);
    cache.put(1, Buffer.from([1]));
    expect(cache.take(1, 100, 30)).not.toBeNull();
    expect(cache.take(1, 120, 30)).toBeNull();
    expect(cache.take(1, 131, 30)).not.toBeNull();
  });

  it('refuses a size that would mix up numbers at the wrap', () => {
    expect(() => new PacketCache(100)).toThrow(TypeError);
  });
});

describe('MissingPackets', () => {
  it('asks at once, then once per round trip, and stops when the packet came or time is over', () => {
    const missing = new MissingPackets();
    missing.onPacket(1, 65_534, 0);
    missing.onPacket(1, 1, 10);
    expect(missing.due(10, 50)).toEqual([65_535, 0]);
    expect(missing.due(40, 50)).toEqual([]);
    missing.onPacket(1, 0, 50);
    expect(missing.due(75, 50)).toEqual([65_535]);
    expect(missing.due(900, 50)).toEqual([]);
    expect(missing.due(2_000, 50)).toEqual([]);
  });

  it('asks for one packet six times at most', () => {
    const missing = new MissingPackets();
    missing.onPacket(1, 1, 0);
    missing.onPacket(1, 3, 0);
    let asked = 0;
    for (let atMs = 0; atMs < 700; atMs += 25) asked += missing.due(atMs, 10).length;
    expect(asked).toBe(6);
  });

  it('calls a long gap an outage and asks for nothing', () => {
    const missing = new MissingPackets();
    expect(missing.onPacket(1, 1, 0)).toBe(false);
    expect(missing.onPacket(1, 500, 10)).toBe(true);
    expect(missing.due(10, 50)).toEqual([]);
  });

  it('starts again with a new SSRC', () => {
    const missing = new MissingPackets();
    missing.onPacket(1, 1, 0);
    missing.onPacket(1, 3, 0);
    expect(missing.onPacket(2, 9_000, 1)).toBe(false);
    expect(missing.due(5, 50)).toEqual([]);
  });
});

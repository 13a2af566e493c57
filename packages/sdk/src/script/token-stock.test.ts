import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokenStock } from './token-stock.ts';

describe('a token at hand', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const counting = (validMs: number | null) => {
    let n = 0;
    return createTokenStock(() => Promise.resolve({ token: `t${(n += 1)}`, validMs }));
  };

  it('is handed out once', async () => {
    const stock = counting(null);
    expect(stock.take()).toBe('');
    await stock.fill();
    expect(stock.take()).toBe('t1');
    expect(stock.now()).toBe('');
    await stock.fill();
    expect(stock.take()).toBe('t2');
  });

  it('is another one before it expires, and none after it was dropped', async () => {
    const stock = counting(60_000);
    await stock.fill();
    await vi.advanceTimersByTimeAsync(49_999);
    expect(stock.now()).toBe('t1');
    await vi.advanceTimersByTimeAsync(1);
    expect(stock.now()).toBe('t2');
    stock.clear();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(stock.now()).toBe('');
  });

  it('is none when the desk gives none, and an answer that comes too late is left aside', async () => {
    const refusing = createTokenStock(() => Promise.reject(new Error('no')));
    await refusing.fill();
    expect(refusing.now()).toBe('');
    let answer: (token: { token: string; validMs: null }) => void = () => {};
    const slow = createTokenStock(() => new Promise((resolve) => (answer = resolve)));
    const filled = slow.fill();
    slow.clear();
    answer({ token: 'of the agent before', validMs: null });
    await filled;
    expect(slow.now()).toBe('');
  });
});

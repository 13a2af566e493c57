import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalesce } from './coalesce.ts';
import { createIceServers } from './ice-servers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { isSameOrigin, isWidgetOrigin } from './origin.ts';
import { KeyedBuckets, TokenBucket } from './token-bucket.ts';

describe('the Origin check', () => {
  const page = (origin?: string) => ({
    headers: origin === undefined ? {} : { origin },
    protocol: 'http',
    host: 'talk.example:8080',
  });

  it.each([
    ['http://talk.example:8080', null, true],
    ['http://talk.example', null, false],
    ['https://talk.example:8080', null, false],
    ['http://evil.example', null, false],
    ['null', null, false],
    [undefined, null, false],
    ['https://talk.example', 'https://talk.example', true],
    ['https://talk.example.evil.example', 'https://talk.example', false],
  ])('desk from %s with PUBLIC_URL %s: %s', (origin, publicUrl, allowed) => {
    expect(isSameOrigin(page(origin), publicUrl)).toBe(allowed);
  });

  it('a widget may be used from configured pages and from our own', () => {
    expect(isWidgetOrigin(page('https://shop.example'), ['https://shop.example'], null)).toBe(true);
    expect(isWidgetOrigin(page('https://shop.example'), [], null)).toBe(false);
    expect(isWidgetOrigin(page('http://talk.example:8080'), [], null)).toBe(true);
    expect(isWidgetOrigin(page(), ['https://shop.example'], null)).toBe(false);
    expect(isWidgetOrigin(page(), ['*'], null)).toBe(true);
    expect(isWidgetOrigin(page('https://www.shop.example'), ['*.Shop.example/'], null)).toBe(true);
    expect(isWidgetOrigin(page('https://xn--bcher-kva.example'), ['bücher.example'], null)).toBe(true);
  });
});

describe('token buckets', () => {
  it('allow a burst, then the rate', () => {
    const bucket = new TokenBucket(2, 1, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false]);
    expect([bucket.take(999), bucket.take(1_000), bucket.take(1_001)]).toEqual([false, true, false]);
  });

  it('take nothing away when the clock is set back', () => {
    const bucket = new TokenBucket(1, 1, 5_000);
    expect(bucket.take(0)).toBe(true);
  });

  it('count each key for itself', () => {
    const buckets = new KeyedBuckets(1, 1);
    expect([buckets.take('a', 0), buckets.take('a', 0), buckets.take('b', 0)]).toEqual([true, false, true]);
  });
});

describe('the keyed queue', () => {
  it('keeps the order within a key, and goes on after a failure', async () => {
    const queue = new KeyedQueue();
    const done: string[] = [];
    let release: () => void = () => undefined;
    const first = queue.run('a', async () => {
      await new Promise<void>((resolve) => (release = resolve));
      done.push('a1');
      throw new Error('a1 failed');
    });
    const second = queue.run('a', async () => void done.push('a2'));
    await queue.run('b', async () => void done.push('b'));
    expect(done).toEqual(['b']);
    release();
    await expect(first).rejects.toThrow('a1 failed');
    await second;
    expect(done).toEqual(['b', 'a1', 'a2']);
    await queue.idle();
  });
});

describe('a task of several keys', () => {
  it('waits for all that is ahead in any of them, holds up what follows in each, and nobody else', async () => {
    const queue = new KeyedQueue();
    const begun: string[] = [];
    const release = new Map<string, () => void>();
    const task = (name: string) => () => {
      begun.push(name);
      return new Promise<void>((resolve) => release.set(name, resolve));
    };
    const first = queue.run('number', task('first'));
    const both = queue.run(['number', 'mail'], task('both'));
    const third = queue.run('mail', task('third'));
    const other = queue.run('other', task('other'));
    await vi.waitFor(() => expect(begun).toEqual(['first', 'other']));
    release.get('other')?.();
    release.get('first')?.();
    await Promise.all([first, other]);
    await vi.waitFor(() => expect(begun).toEqual(['first', 'other', 'both']));
    release.get('both')?.();
    await both;
    await vi.waitFor(() => expect(begun.at(-1)).toBe('third'));
    release.get('third')?.();
    await third;
    await queue.idle();
  });
});

describe('coalescing', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('flushes soon, then at most once per interval, and never loses the last touch', () => {
    const flush = vi.fn();
    const coalesce = new Coalesce(500, flush, () => Date.now());
    coalesce.touch();
    vi.advanceTimersByTime(0);
    expect(flush).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 10; i += 1) {
      vi.advanceTimersByTime(10);
      coalesce.touch();
    }
    expect(flush).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(500);
    expect(flush).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5_000);
    expect(flush).toHaveBeenCalledTimes(2);
  });
});

describe('TURN credentials', () => {
  it('expire, and never contain the secret', () => {
    const [server] = createIceServers({ urls: ['turn:turn.example:3478'], secret: 'topsecret' }, () => 1_000_000).make();
    expect(server?.username).toBe(`${1_000 + 12 * 3_600}:centralino`);
    // base64 of an HMAC-SHA1 is 28 characters long.
    expect(server?.credential).toMatch(/^[A-Za-z0-9+/]{27}=$/);
    expect(JSON.stringify(server)).not.toContain('topsecret');
    expect(createIceServers(null, () => 0).make()).toEqual([]);
  });
});

/** How many attempts a key may make in a window. */
export type AttemptLimit = { attempts: number; windowMs: number };

/** Keys that are remembered at most; the oldest go first, so that an attacker with many addresses can't fill the memory. */
const maxKeys = 20_000;

/** Counts attempts per key in a fixed window that begins with the first one. */
export class AttemptLimiter {
  readonly #limit: AttemptLimit;
  readonly #now: () => number;
  readonly #counts = new Map<string, { used: number; until: number }>();

  constructor(limit: AttemptLimit, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Takes one attempt. Returns 0 when it is allowed, else how long to wait, in ms. */
  take(key: string): number {
    const now = this.#now();
    const count = this.#counts.get(key);
    if (count === undefined || count.until <= now) {
      this.#counts.delete(key);
      this.#counts.set(key, { used: 1, until: now + this.#limit.windowMs });
      if (this.#counts.size > maxKeys) this.#forgetOldest();
      return 0;
    }
    if (count.used >= this.#limit.attempts) return count.until - now;
    count.used += 1;
    return 0;
  }

  /** Gives an attempt back: it was a success, and only failures count. */
  giveBack(key: string): void {
    const count = this.#counts.get(key);
    if (count !== undefined && count.used > 0) count.used -= 1;
  }

  #forgetOldest(): void {
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }
}

/** The address that attempts are counted by: an IPv6 subscriber has a /64, so counting single addresses would count nobody. */
export function addressKey(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return groups.slice(0, 4).join(':');
}

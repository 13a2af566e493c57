import { addressKey } from './attempt-limiter.ts';

/** Attempts of one address at one account that cost nothing: mistyped, caps lock, last month's password. */
const freeAttempts = 5;
/** Attempts of one address at any accounts that cost nothing: it may hide an office. */
const freeOfAddress = 50;
/** An attempt after the free ones waits 1, 2, 4 and then 8 s; of an address with too many at different accounts 1 s each. */
const firstDelayMs = 1_000;
const longestDelayMs = 8_000;
/** Who would wait longer than that, because others wait before them, is told when to come back: browsers give up at 15 s. */
const longestWaitMs = 12_000;
/** After so long without an attempt all is forgotten. */
const forgetMs = 15 * 60_000;
/** Keys that are remembered at most; the oldest go first, so that an attacker with many addresses can't fill the memory. */
const maxKeys = 20_000;

type Lane = { attempts: number; /** When the last attempt's turn is, or was. */ turnAt: number };

/**
 * Slows guessing of passwords down without keeping anybody out: attempts are counted per address and account together, so nobody's guesses
 * touch who signs in from somewhere else, and each attempt above the free ones waits for its turn. Who has signed in from an address before
 * does not wait there for what others try.
 */
export class SignInBrake {
  readonly #now: () => number;
  readonly #pairs = new Map<string, Lane>();
  readonly #addresses = new Map<string, Lane>();
  readonly #known = new Set<string>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts an attempt, before the password is looked at. `waitMs`: until its turn; `retryMs` > 0: not listened to before that, and not counted. */
  take(address: string, username: string): { waitMs: number; retryMs: number } {
    const now = this.#now();
    const pair = keyOf(address, username);
    const lane = laneOf(this.#pairs, pair, now);
    const shared = laneOf(this.#addresses, addressKey(address), now);
    const above = lane.attempts - freeAttempts;
    let turnAt = above < 0 ? now : Math.max(now, lane.turnAt) + Math.min(longestDelayMs, firstDelayMs * 2 ** above);
    if (shared.attempts >= freeOfAddress && !this.#known.has(pair)) turnAt = Math.max(turnAt, Math.max(now, shared.turnAt) + firstDelayMs);
    const waitMs = turnAt - now;
    if (waitMs > longestWaitMs) return { waitMs: 0, retryMs: waitMs - longestWaitMs };
    lane.attempts += 1;
    lane.turnAt = turnAt;
    shared.attempts += 1;
    if (shared.attempts > freeOfAddress && !this.#known.has(pair)) shared.turnAt = turnAt;
    return { waitMs, retryMs: 0 };
  }

  /** The password was right: only failures count. */
  succeeded(address: string, username: string): void {
    const pair = keyOf(address, username);
    this.#pairs.delete(pair);
    const shared = this.#addresses.get(addressKey(address));
    if (shared !== undefined) shared.attempts = Math.max(0, shared.attempts - 1);
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size > maxKeys) dropOldest(this.#known);
  }
}

const keyOf = (address: string, username: string): string => `${addressKey(address)} ${username.toLowerCase()}`;

function laneOf(lanes: Map<string, Lane>, key: string, now: number): Lane {
  const found = lanes.get(key);
  const lane = found === undefined || found.turnAt + forgetMs <= now ? { attempts: 0, turnAt: now } : found;
  // The newest are at the end.
  lanes.delete(key);
  lanes.set(key, lane);
  if (lanes.size > maxKeys) dropOldest(lanes);
  return lane;
}

function dropOldest(keys: { keys(): Iterator<string>; delete(key: string): boolean }): void {
  const oldest = keys.keys().next();
  if (oldest.done !== true) keys.delete(oldest.value);
}

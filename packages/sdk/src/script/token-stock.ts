/** A token as the desk gives it; `validMs` null: good until further notice. */
interface Token {
  token: string;
  validMs: number | null;
}

/** Renewed so long before it expires: it still has a way to go to somebody's server. */
const aheadMs = 10_000;
/** Not more often than this, whatever the desk says. */
const leastMs = 5_000;
/** Timers of browsers take no longer waits. */
const mostMs = 86_400_000;

/**
 * One token at hand, so that a page which reads it at once, as older ones do, finds it: fetched when the line to the desk is up, and again
 * before it expires. `take` hands it out for good: the next one is another.
 */
export function createTokenStock(fetch: () => Promise<Token>) {
  let text = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;

  const clear = (): void => {
    clearTimeout(timer);
    text = '';
    round += 1;
  };
  const keep = ({ token, validMs }: Token): void => {
    clear();
    text = token;
    if (validMs !== null) timer = setTimeout(() => void fill(), Math.min(Math.max(validMs - aheadMs, leastMs), mostMs));
  };
  const fill = async (): Promise<void> => {
    clear();
    const mine = round;
    try {
      const token = await fetch();
      if (mine === round) keep(token);
    } catch {
      // Nobody asked yet: who does is told why there is none.
    }
  };
  return {
    now: (): string => text,
    keep,
    fill,
    clear,
    take(): string {
      const one = text;
      clear();
      return one;
    },
  };
}

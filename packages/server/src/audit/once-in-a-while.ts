/** Keys that are remembered at most; the oldest go first. */
const maxKeys = 10_000;

/** A player asks for a file in many pieces: that is one listening. Answers whether this is the first time in `everyMs`, per key. */
export function onceInAWhile(everyMs: number, now: () => number = Date.now): (key: string) => boolean {
  const seen = new Map<string, number>();
  return (key) => {
    const at = now();
    if (at - (seen.get(key) ?? -Infinity) < everyMs) return false;
    seen.delete(key);
    seen.set(key, at);
    const oldest = seen.size > maxKeys ? seen.keys().next() : null;
    if (oldest?.done === false) seen.delete(oldest.value);
    return true;
  };
}

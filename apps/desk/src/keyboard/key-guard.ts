/**
 * How long after the screen changed by itself keys do not answer or refuse a call: what was on its way then was meant for something else,
 * a list that was just there or a word that is still being typed.
 */
export const ringGraceMs = 1_000;

/** Decides whether a key may be meant for the ringing call. `now`: a clock in ms. */
export function createKeyGuard(now: () => number) {
  let seen: string | null = null;
  let changedAt = -Infinity;
  return {
    /** What the screen shows; another text is another screen. */
    screen(text: string): void {
      if (text === seen) return;
      seen = text;
      changedAt = now();
    },
    /** A key that means nothing here: somebody goes on typing what they had begun. */
    stray(): void {
      if (now() - changedAt <= ringGraceMs) changedAt = now();
    },
    open: (): boolean => now() - changedAt > ringGraceMs,
  };
}

/** `localStorage`/`sessionStorage` that never throw: storage can be full or forbidden, and no call may fail for it. */
const guarded = (pick: () => Storage) => ({
  get(key: string): string | null {
    try {
      return pick().getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) pick().removeItem(key);
      else pick().setItem(key, value);
    } catch {
      // nothing to do: what was to be kept lasts as long as the page
    }
  },
});

/** Kept for this tab, over F5. */
export const tabMemory = guarded(() => sessionStorage);
/** Kept for this browser. */
export const browserMemory = guarded(() => localStorage);

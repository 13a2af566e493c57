import type { Keys } from './section.ts';

/** What is wrong with references to things of another section that there will not be; null: nothing. */
export const missing = (codes: readonly string[], section: string, keys: Keys): string | null => {
  const code = codes.find((one) => !keys(section).has(one));
  return code === undefined ? null : `there is no "${code}" in ${section}`;
};

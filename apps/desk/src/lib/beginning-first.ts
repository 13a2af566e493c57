import type { OptionsFilter } from '@mantine/core';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** 0: begins with it; 1: a later word does; 2: has it somewhere; null: not at all. */
function rank(label: string, wanted: string): 0 | 1 | 2 | null {
  const text = plain(label);
  if (text.startsWith(wanted)) return 0;
  if (text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 1;
  return text.includes(wanted) ? 2 : null;
}

/** Options that fit what was typed, whatever its accents: those that begin with it first, as Enter takes the first. */
export const beginningFirst: OptionsFilter = ({ options, search }) => {
  const wanted = plain(search.trim());
  return options
    .map((option) => ({ option, at: 'group' in option ? null : rank(option.label, wanted) }))
    .filter((one) => one.at !== null)
    .sort((one, other) => (one.at ?? 0) - (other.at ?? 0))
    .map(({ option }) => option);
};

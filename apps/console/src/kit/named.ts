import type { Text } from '@centralino/protocol';
import { codeOf } from './code-of.ts';

export interface Entry {
  code: string;
  label: Text;
}

/** A code that no entry has yet, until the entry has words. */
export function freeCode(entries: readonly { code: string }[]): string {
  let number = entries.length + 1;
  while (entries.some(({ code }) => code === `x${number}`)) number += 1;
  return `x${number}`;
}

/**
 * Gives new entries codes made of their words, so that reports and integrations can be read. Entries whose code is `known` (saved before)
 * keep it, whatever their words become.
 */
export function named<T extends Entry>(entries: readonly T[], known: ReadonlySet<string>): T[] {
  const taken = new Set(entries.filter(({ code }) => known.has(code)).map(({ code }) => code));
  return entries.map((entry) => {
    if (known.has(entry.code)) return entry;
    const plain = codeOf(entry.label.en.trim() === '' ? entry.label.it : entry.label.en) || entry.code;
    let code = plain;
    for (let number = 2; taken.has(code); number += 1) code = `${plain.slice(0, 36)}-${number}`;
    taken.add(code);
    return { ...entry, code };
  });
}

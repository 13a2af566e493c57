import type { ConfigurationChange, ConfigurationField } from '@centralino/protocol';
import { isDeepStrictEqual } from 'node:util';
import type { Section } from './section.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** Where two values differ: objects field by field, everything else (lists too) as a whole. */
export function diffFields(before: unknown, after: unknown, path = ''): ConfigurationField[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => diffFields(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  return isDeepStrictEqual(before, after) ? [] : [{ path, before: text(before), after: text(after) }];
}

const without = (item: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !names.includes(key)));

/** One step from what is to what is wanted. */
export type Difference = ConfigurationChange & { before?: object; after?: object };

/** What has to happen so that a section has exactly the things that are wanted. Things that are the same are not in it. */
export function diffSection(section: Section, current: readonly object[], wanted: readonly object[]): Difference[] {
  const { name, keyOf, secrets = [] } = section;
  const now = new Map(current.map((item) => [keyOf(item), item]));
  const then = new Map(wanted.map((item) => [keyOf(item), item]));
  const differences: Difference[] = [];
  for (const [key, after] of then) {
    const before = now.get(key);
    const fields = diffFields(before === undefined ? {} : without(before, secrets), without(after, secrets));
    if (before === undefined) differences.push({ section: name, key, kind: 'added', fields, after });
    else if (fields.length > 0) differences.push({ section: name, key, kind: 'changed', fields, before, after });
  }
  for (const [key, before] of now) {
    if (!then.has(key)) differences.push({ section: name, key, kind: 'removed', fields: diffFields(without(before, secrets), {}), before });
  }
  return differences;
}

/** Whether the things that are there before and after stand in another order, where that means something. */
export function orderChanges(section: Section, current: readonly object[], wanted: readonly object[]): boolean {
  if (section.order === undefined) return false;
  const now = current.map(section.keyOf);
  const then = wanted.map(section.keyOf);
  return !isDeepStrictEqual(
    now.filter((key) => then.includes(key)),
    then.filter((key) => now.includes(key)),
  );
}

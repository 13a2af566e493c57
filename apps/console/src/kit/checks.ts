import { badOrigins, type Text } from '@centralino/protocol';
import type { z } from 'zod';

/** A schema of the protocol with what only the console asks: `find` answers the paths that are wrong and a code of `kit.fieldErrors` for each. */
export const alsoCheck = <T>(schema: z.ZodType<T>, find: (value: T) => Record<string, string>): z.ZodType =>
  schema.superRefine((value, context) => {
    for (const [path, message] of Object.entries(find(value))) context.addIssue({ code: 'custom', path: path.split('.'), message });
  });

/** Whether a list has something in it that means no origin, as `alsoCheck` wants it. `also`: what else may stand there. */
export const originProblem = (path: string, list: readonly string[], also: readonly string[] = []): Record<string, string> =>
  badOrigins(list, also).length === 0 ? {} : { [path]: 'origin' };

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && Object.keys(value).sort().join() === 'en,it' && typeof (value as Text).it === 'string';

/** Paths of texts that say nothing in any language. */
export function emptyTexts(value: unknown, path = ''): Record<string, string> {
  if (isText(value)) return value.it.trim() === '' && value.en.trim() === '' ? { [`${path}.it`]: 'required' } : {};
  if (typeof value !== 'object' || value === null) return {};
  const inside = Object.entries(value).map(([key, part]) => emptyTexts(part, path === '' ? key : `${path}.${key}`));
  return Object.assign({}, ...inside) as Record<string, string>;
}

/** Texts that are written in one language only say the same in the other, so that nobody ever reads nothing. */
export function fillTexts<T>(value: T): T {
  if (isText(value)) return { it: value.it.trim() === '' ? value.en : value.it, en: value.en.trim() === '' ? value.it : value.en } as T;
  if (Array.isArray(value)) return value.map(fillTexts) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fillTexts(part)])) as T;
}

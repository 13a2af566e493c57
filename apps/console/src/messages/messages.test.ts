import { messageArguments, messageKeys } from '@centralino/ui/messages';
import { describe, expect, it as test } from 'vitest';
import { parts } from './parts.ts';

const at = (tree: object, key: string): string =>
  key.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], tree) as string;

describe.each(Object.entries(parts))('words of %s', (_part, { en, it }) => {
  test('have the same keys and arguments in Italian and English, and are never empty', () => {
    expect(messageKeys(it)).toEqual(messageKeys(en));
    for (const key of messageKeys(en)) {
      expect(messageArguments(at(it, key)), key).toEqual(messageArguments(at(en, key)));
      expect(at(en, key).trim(), key).not.toBe('');
      expect(at(it, key).trim(), key).not.toBe('');
    }
  });
});

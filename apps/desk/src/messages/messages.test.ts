import { messageArguments, messageKeys } from '@centralino/ui/messages';
import { describe, expect, it as test } from 'vitest';
import { en } from './en.ts';
import { it } from './it.ts';

const at = (tree: object, key: string): string =>
  key.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], tree) as string;

describe('messages', () => {
  test('have the same keys in Italian and English', () => {
    expect(messageKeys(it)).toEqual(messageKeys(en));
  });
  test('use the same arguments in both', () => {
    for (const key of messageKeys(en)) expect(messageArguments(at(it, key)), key).toEqual(messageArguments(at(en, key)));
  });
  test('are never empty', () => {
    for (const key of messageKeys(en)) {
      expect(at(en, key).trim(), key).not.toBe('');
      expect(at(it, key).trim(), key).not.toBe('');
    }
  });
});

import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';

describe('YAML that people upload', () => {
  it('is read as its plain value', async () => {
    expect(await readYaml('version: 1\nusers:\n  - { name: "Zoë", skills: [a, b] }\n')).toEqual({
      version: 1,
      users: [{ name: 'Zoë', skills: ['a', 'b'] }],
    });
  });

  it.each([
    ['brackets without end', '{'.repeat(2_000), /nested too deep|not YAML/],
    ['brackets in brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nested too deep/],
    ['a depth that nobody configures', `${'[ '.repeat(60)}1${' ]'.repeat(60)}`, /nested too deep/],
    ['keys of keys', '? '.repeat(300), /takes too long|nested too deep|not YAML/],
    [
      'the laughing aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((n, i) => `${n}: &${n} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}`,
      /too many aliases/,
    ],
    ['no YAML', 'a: b: c', /not YAML/],
    ['one key twice', 'a: 1\na: 2', /not YAML: Map keys must be unique/],
  ])('is refused in words, and calls go on meanwhile: %s', async (_what, text, words) => {
    let turns = 0;
    const others = setInterval(() => (turns += 1), 5);
    const refused = await readYaml(text).catch((error: unknown) => error);
    clearInterval(others);
    expect(refused).toMatchObject({ code: 'configuration.invalid', detail: expect.stringMatching(words) });
    expect(turns).toBeGreaterThan(0);
  });
});

import { CentralinoError } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Configuration } from './configuration.ts';
import { diffFields } from './diff.ts';
import { section, type Section } from './section.ts';

const Colour = z.object({ code: z.string(), name: z.string(), secret: z.string().optional(), mix: z.array(z.string()).default([]) });
type Colour = z.infer<typeof Colour>;

/** A section that lives in memory; `refuse` names a key that can't be written or removed. */
function memory(name: string, start: Colour[], options: { ordered?: boolean; needs?: string } = {}) {
  let items = [...start];
  const state = { refuse: null as string | null, log: [] as string[] };
  const guard = (code: string): void => {
    if (code === state.refuse) throw new CentralinoError('agent.busy', 'talks');
  };
  const one: Section = section<Colour>({
    name,
    schema: Colour,
    keyOf: ({ code }) => code,
    secrets: ['secret'],
    read: async () => items.map(({ secret: _secret, ...item }) => item),
    put: async (item) => {
      guard(item.code);
      state.log.push(`put ${item.code}`);
      items = items.some(({ code }) => code === item.code) ? items.map((old) => (old.code === item.code ? item : old)) : [...items, item];
    },
    remove: async ({ code }) => {
      guard(code);
      state.log.push(`remove ${code}`);
      items = items.filter((item) => item.code !== code);
    },
    ...(options.ordered === true
      ? {
          order: async (keys: string[]) => {
            state.log.push(`order ${keys.join()}`);
            items.sort((a, b) => keys.indexOf(a.code) - keys.indexOf(b.code));
          },
        }
      : {}),
    ...(options.needs === undefined
      ? {}
      : {
          check: ({ mix }: Colour, keys) => {
            const missing = mix.find((code) => !keys(options.needs as string).has(code));
            return missing === undefined ? null : `there is no ${missing}`;
          },
        }),
  });
  return { section: one, state, codes: () => items.map(({ code }) => code), items: () => items };
}

const red = { code: 'red', name: 'Red', mix: [] };
const blue = { code: 'blue', name: 'Blue', mix: [] };
const errors: string[] = [];
const logger = { error: (_object: unknown, message?: string) => errors.push(message ?? '') } as never;
const setUp = () => {
  const base = memory('base', [red, blue], { ordered: true });
  const mixed = memory('mixed', [{ code: 'violet', name: 'Violet', mix: ['red', 'blue'] }], { needs: 'base' });
  return { base, mixed, configuration: new Configuration([base.section, mixed.section], logger) };
};
const refusal = (code: string, words: string) => expect.objectContaining({ code, detail: expect.stringContaining(words) });

describe('differences', () => {
  it('go field by field into objects and take lists as a whole', () => {
    expect(diffFields({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { b: 1, c: 3, d: null }, l: [2, 1] })).toEqual([
      { path: 'a.c', before: '2', after: '3' },
      { path: 'a.d', before: null, after: 'null' },
      { path: 'l', before: '[1,2]', after: '[2,1]' },
    ]);
    expect(diffFields({ a: 1 }, { a: 1, b: undefined })).toEqual([]);
  });
});

describe('a document', () => {
  it('that was exported changes nothing, and has no secrets', async () => {
    const { base, configuration } = setUp();
    await configuration.apply('version: 1\nbase: [{code: red, name: Red, secret: hush}, {code: blue, name: Blue}]');
    const yaml = await configuration.export();
    expect(yaml).not.toContain('hush');
    expect(parse(yaml)).toEqual({ version: 1, base: [red, blue], mixed: [{ code: 'violet', name: 'Violet', mix: ['red', 'blue'] }] });
    base.state.log.length = 0;
    expect((await configuration.apply(yaml)).changes).toEqual([]);
    expect(base.state.log).toEqual([]);
  });

  it('is compared thing by thing, and leaves sections alone that it does not have', async () => {
    const { configuration } = setUp();
    const { changes } = await configuration.plan(
      'version: 1\nbase:\n- {code: green, name: Green}\n- {code: blue, name: Azure}\n- {code: red, name: Red}',
    );
    expect(changes).toEqual([
      { section: 'base', key: 'green', kind: 'added', fields: expect.arrayContaining([{ path: 'name', before: null, after: '"Green"' }]) },
      { section: 'base', key: 'blue', kind: 'changed', fields: [{ path: 'name', before: '"Blue"', after: '"Azure"' }] },
      {
        section: 'base',
        key: '*',
        kind: 'changed',
        fields: [{ path: 'order', before: '["red","blue"]', after: '["green","blue","red"]' }],
      },
    ]);
  });

  it('is applied in order: first what others need, removals backwards; a second time nothing happens', async () => {
    const { base, mixed, configuration } = setUp();
    const yaml = 'version: 1\nbase: [{code: green, name: Green}]\nmixed: [{code: lime, name: Lime, mix: [green]}]';
    expect((await configuration.apply(yaml)).changes).toHaveLength(5);
    expect([base.codes(), mixed.codes()]).toEqual([['green'], ['lime']]);
    expect((await configuration.apply(yaml)).changes).toEqual([]);
  });

  it.each([
    ['version: 2', 'version'],
    ['version: 1\nbase: [', 'not YAML'],
    ['version: 1\nbase: [{code: red}]', 'base.0.name'],
    ['version: 1\nbsae: []', 'bsae'],
    ['version: 1\nbase: [{code: a, name: A}, {code: a, name: B}]', 'twice'],
    ['version: 1\nmixed: [{code: x, name: X, mix: [pink]}]', 'there is no pink'],
    ['version: 1\nbase: [{code: red, name: Red}]', 'there is no blue'],
  ])('is refused whole when it is wrong: %s', async (yaml, words) => {
    const { base, mixed, configuration } = setUp();
    await expect(configuration.apply(yaml)).rejects.toEqual(refusal('configuration.invalid', words));
    expect([...base.state.log, ...mixed.state.log]).toEqual([]);
  });

  it('goes back to where it was when a step is refused', async () => {
    const { base, mixed, configuration } = setUp();
    mixed.state.refuse = 'violet';
    const yaml = 'version: 1\nbase: [{code: green, name: Green}, {code: red, name: Rosso}, {code: blue, name: Blue}]\nmixed: []';
    await expect(configuration.apply(yaml)).rejects.toEqual(refusal('agent.busy', 'mixed, violet: talks'));
    expect(base.items()).toEqual([red, blue]);
    expect(mixed.codes()).toEqual(['violet']);
    expect(errors).toEqual([]);
  });

  it('is applied only to the configuration that it was compared with', async () => {
    const { base, configuration } = setUp();
    const yaml = 'version: 1\nbase: [{code: red, name: Rosso}, {code: blue, name: Blue}]';
    const { fingerprint } = await configuration.plan(yaml);
    await base.section.put({ ...blue, name: 'Navy' }, blue);
    await expect(configuration.apply(yaml, fingerprint)).rejects.toMatchObject({ code: 'configuration.changed' });
    expect((await configuration.apply(yaml, (await configuration.plan(yaml)).fingerprint)).changes).toHaveLength(2);
  });
});

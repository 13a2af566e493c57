import { afterAll, describe, expect, it } from 'vitest';
import { Sandbox } from './sandbox.ts';

// Roomier than in production: other tests keep the machine busy.
const sandbox = new Sandbox({ deadlineMs: 300, wallMs: 1_500 });
afterAll(() => sandbox.close());

const run = (source: string, variables = {}) => sandbox.run(source, { CALL_CLI: '0452224600', CALL_POPUPINFO: ['42', 'x'], ...variables });
const value = async (source: string) => JSON.parse((await run(source)).json ?? '"nothing"') as unknown;

describe('the ways in which a function may be written', () => {
  const url = 'https://crm.example/?n=0452224600&i=42';
  const object = "{ onRing: 'https://crm.example/?n=' + CALL_CLI + '&i=' + CALL_POPUPINFO[0] }";
  it.each([
    ['a declaration', `function popup() { return ${object}; }`],
    ['a declaration with a semicolon and comments around it', `// card\nfunction popup() {\n  return ${object};\n}; // end\n`],
    ['an anonymous function', `function () { return ${object}; }`],
    ['a function in parentheses', `(function () { return ${object}; });`],
    ['an arrow', `() => (${object})`],
    ['a body with return', `var result = ${object};\nreturn result;`],
    [
      'several declarations, the last of which is called',
      `const base = '';\nfunction help(x) { return x; }\nfunction popup() { return help(${object}); }`,
    ],
    ['an object', object],
  ])('%s', async (_name, source) => {
    expect(await value(source)).toEqual({ onRing: url });
  });

  it('tells the line of an error, in the source as it was written', async () => {
    expect((await run('function popup() {\n  var a = 1;\n  return crm.url;\n}')).failure).toMatchObject({ kind: 'exception', line: 3 });
    expect((await run('var a = 1;\nreturn { a: ; };')).failure).toMatchObject({ kind: 'syntax', line: 2 });
    expect((await run("throw new Error('no card')")).failure).toMatchObject({ kind: 'exception', message: 'Error: no card', line: 1 });
    expect((await run("throw 'plain'")).failure).toMatchObject({ kind: 'exception', message: 'Error: plain' });
    // Not a line of what is around it.
    expect((await run('return function () {};')).failure).toMatchObject({ message: 'TypeError: the result is no object', line: null });
  });

  it('keeps what it logs, and nothing from one call to the next', async () => {
    expect((await run("console.log('caller', CALL_CLI, [1]); return null;")).logs).toEqual(['caller 0452224600 [1]']);
    expect(await run("var a = {}; a.a = a; console.log(a, Symbol('x'), undefined, 10n); return 1;")).toMatchObject({
      json: '1',
      logs: ['[object Object] Symbol(x) undefined [object BigInt]'],
    });
    await run('globalThis.left = 1; JSON.stringify = null; return null;');
    expect(await value('return { left: typeof left, stringify: typeof JSON.stringify }')).toEqual({
      left: 'undefined',
      stringify: 'function',
    });
  });
});

describe('memory', () => {
  const mega = 1024 * 1024;
  const kinds: [string, (size: number) => string][] = [
    ['typed arrays', (size) => `new Uint8Array(${size})`],
    ['buffers', (size) => `new ArrayBuffer(${size})`],
    ['strings', (size) => `'a'.repeat(${size} - 1) + all.length`],
    // 8 bytes for each element, and room to grow by half.
    ['arrays', (size) => `new Array(${size} / 8).fill(1)`],
  ];
  /** Fills with pieces of this size until there is no more, lets go of them, and answers how many bytes there were. */
  const fill = (piece: string, size: number) =>
    `var all = [], bytes = 0; try { for (;;) { all.push(${piece}); bytes += ${size}; } } catch (e) { all = null; } return { bytes: bytes };`;

  it.each(kinds)('is 8 MB also for many %s', async (_name, make) => {
    const roomy = new Sandbox({ deadlineMs: 3_000, wallMs: 5_000 });
    try {
      for (const size of [64_000, 400_000]) {
        const { json, failure } = await roomy.run(fill(make(size), size), {});
        expect(failure).toBeNull();
        const { bytes } = JSON.parse(json ?? '{}') as { bytes: number };
        expect(bytes).toBeGreaterThan(5 * mega);
        expect(bytes).toBeLessThanOrEqual(8 * mega);
      }
      expect((await roomy.run(`var all = []; for (;;) all.push(${make(64_000)});`, {})).failure).toMatchObject({ kind: 'memory' });
    } finally {
      await roomy.close();
    }
  });

  it('is as large as it is set', async () => {
    const large = new Sandbox({ memoryBytes: 32 * mega, deadlineMs: 3_000, wallMs: 5_000 });
    try {
      const { json } = await large.run(fill('new Uint8Array(64000)', 64_000), {});
      const { bytes } = JSON.parse(json ?? '{}') as { bytes: number };
      expect(bytes).toBeGreaterThan(28 * mega);
      expect(bytes).toBeLessThanOrEqual(32 * mega);
    } finally {
      await large.close();
    }
  });

  it('that is full of small things is told as that', async () => {
    const roomy = new Sandbox({ deadlineMs: 10_000, wallMs: 12_000 });
    try {
      expect((await roomy.run('var all = []; for (;;) all.push({ a: all.length });', {})).failure).toMatchObject({ kind: 'memory' });
      expect((await roomy.run('throw null;', {})).failure).toMatchObject({ kind: 'exception' });
    } finally {
      await roomy.close();
    }
  });
});

describe('functions that mean harm', () => {
  it.each([
    ['an endless loop', 'for (;;) {}', 'timeout'],
    ['a loop that catches', 'for (;;) { try { for (;;) {} } catch (e) {} }', 'timeout'],
    ['a loop inside sort', 'var a = []; for (var i = 0; i < 30000; i++) a.push(i % 7); for (;;) a.sort();', 'timeout'],
    ['a loop inside indexOf', "var s = 'a'.repeat(1e6); for (;;) s.indexOf('b');", 'timeout'],
    ['a search through 2^50 places', 'return [].indexOf.call({ length: Math.pow(2, 50) }, 1);', 'timeout'],
    ['a slow expression', "return /(a+)+$/.test('a'.repeat(40) + 'b');", 'timeout'],
    ['arrays without end', 'var all = []; for (;;) all.push(new Array(10000).fill(1));', /memory|timeout/],
    ['one array too large', 'return { n: new Uint8Array(256 << 20).length };', 'memory'],
    ['deep recursion', 'function deep(n) { return deep(n + 1) + 1; }\nreturn deep(0);', 'exception'],
    ['a nest of brackets', "return JSON.parse('['.repeat(100000));", 'exception'],
    ['a nest of parentheses', "return eval('('.repeat(50000));", 'exception'],
    ['a result that goes round', 'var a = {}; a.a = a; return a;', 'exception'],
    ['a result that is too large', "return { onRing: 'x'.repeat(70000) };", 'exception'],
    ['an async function', "async function popup() { return { onRing: 'https://crm.example/' }; }", 'exception'],
    ['a toJSON that never ends', 'return { toJSON: function () { for (;;) {} } };', 'timeout'],
    ['a way out', "return { a: (0, eval)('process').env };", 'exception'],
    ['another way out', "return { a: (function () {}).constructor('return this')().require('fs') };", 'exception'],
  ])('%s', async (_name, source, kind) => {
    const begun = performance.now();
    const { failure } = await run(source);
    expect(failure?.kind).toMatch(kind);
    expect(performance.now() - begun).toBeLessThan(3_000);
    // The next call is none the worse for it.
    expect(await value('return { fine: CALL_CLI }')).toEqual({ fine: '0452224600' });
  });

  it('one after the other, however many wait; more than may wait are refused at once', async () => {
    const small = new Sandbox({ queue: 3 });
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => small.run(`return { n: ${n} }`, {})));
    expect(answers.filter(({ json }) => json !== null).length).toBeGreaterThanOrEqual(3);
    expect(answers.at(-1)?.failure?.kind).toBe('busy');
    await small.close();
  });
});

import { expect, it } from 'vitest';
import { completionsIn, problemsOf } from './completions.ts';

it('a failure is marked at its line, and within the text whatever the line says', () => {
  const source = 'function popup() {\n  nope();\n}';
  const at = (line: number | null) => {
    const [{ from, to } = { from: -1, to: -1 }] = problemsOf({ kind: 'exception', message: 'nope', line })(source);
    return source.slice(from, to);
  };
  expect([at(2), at(99), at(null)]).toEqual(['  nope();', '}', 'function popup() {']);
  expect(problemsOf(null)(source)).toEqual([]);
});

it('offers variables, placeholders and the keys of the answer', () => {
  expect(completionsIn('en').map(({ label }) => label)).toEqual(expect.arrayContaining(['CALL_CLI', '{$USERNAME}', 'onRing']));
});

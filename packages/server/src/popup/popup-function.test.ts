import { expect, it } from 'vitest';
import { PopupFunction } from './popup-function.ts';
import type { Sandbox, SandboxAnswer } from './sandbox.ts';

const stopped: SandboxAnswer = { json: null, failure: { kind: 'timeout', message: 'too long', line: null }, logs: [], ms: 100 };
const good: SandboxAnswer = { json: 'null', failure: null, logs: [], ms: 1 };

function functionThatGives(answers: SandboxAnswer[]): { tried: PopupFunction; runs: () => number } {
  let runs = 0;
  const sandbox = { run: () => Promise.resolve(answers[runs++] ?? stopped) } as unknown as Sandbox;
  return { tried: new PopupFunction({ sandbox, logger: { warn: () => undefined }, now: () => 0 }), runs: () => runs };
}

it('an honest function that a busy machine held up is not refused', async () => {
  const { tried, runs } = functionThatGives([stopped, good]);
  expect((await tried.tryOut('…', {})).failure).toBeNull();
  expect(runs()).toBe(2);
});

it('one that never ends is tried three times at most', async () => {
  const { tried, runs } = functionThatGives([]);
  expect((await tried.tryOut('…', {})).failure).toMatchObject({ kind: 'timeout' });
  expect(runs()).toBe(3);
});

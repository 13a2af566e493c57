import { describe, expect, it } from 'vitest';
import { rangeOf } from './byte-range.ts';
import { checkRecording } from './check.ts';
import { legOfName } from './collect.ts';

const leg = (legId: string, ms: number) => ({ legId, ms, party: 'agent' as const, agentId: null });
const file = (legId: string | null, ms: number, more: object = {}) => ({ legId, ms, filledMs: 0, energy: 0.01, ...more });
const talk = { talkMs: 60_000, legs: [leg('c', 60_000), leg('a', 60_000)] };
const good = [file(null, 59_700), file('c', 59_600), file('a', 59_500)];
const problems = (files: typeof good, interrupted = false, about = talk) => checkRecording(about, files, interrupted).problems;

describe('the check of a recording', () => {
  it('finds a whole one complete', () => {
    expect(checkRecording(talk, good, false)).toEqual({ ms: 59_700, talkMs: 60_000, complete: true, problems: [] });
    // In two stretches, and with somebody who was there for a moment and said nothing.
    expect(
      problems([file(null, 30_000), file(null, 29_500), ...good.slice(1)], false, { ...talk, legs: [...talk.legs, leg('b', 900)] }),
    ).toEqual([]);
  });

  it('tells what is missing', () => {
    expect(problems([file(null, 50_000), ...good.slice(1)])).toEqual(['short']);
    expect(problems(good, true)).toEqual(['short']);
    expect(problems(good.slice(1))).toEqual(['noMix']);
    expect(problems(good.slice(0, 2))).toEqual(['missingLeg']);
    expect(problems([...good.slice(0, 2), file('a', 59_500, { filledMs: 20_000 })])).toEqual(['gaps']);
    expect(problems([file(null, 59_700, { filledMs: 4_000 }), ...good.slice(1)])).toEqual(['gaps']);
    expect(problems([...good.slice(0, 2), file('a', 59_500, { energy: 0 })])).toEqual(['silentLeg']);
    expect(checkRecording(talk, [], false)).toMatchObject({ complete: false, problems: ['noMix', 'missingLeg'] });
  });

  it('does not take for a gap what was not to be recorded', () => {
    // Silenced for half a minute by a colleague: the recorder fills that time.
    const silenced = { talkMs: 60_000, legs: [leg('c', 60_000), leg('a', 30_000)] };
    expect(problems([...good.slice(0, 2), file('a', 60_000, { filledMs: 30_000 })], false, silenced)).toEqual([]);
  });
});

it('knows whose voice is in a file by its name', () => {
  const names = ['mixed.ogg', 'mixed.2.ogg.part', 'i.c.wav', 'i.1.a.ogg', 'i.1.a.2.ogg', 'i.s-1.3.wav.part'];
  expect(names.map((name) => legOfName('i.r-1', `i.r-1.${name}`))).toEqual([null, null, 'i.c', 'i.1.a', 'i.1.a', 'i.s-1']);
  expect([legOfName('i.r-1', 'i.r-2.mixed.ogg'), legOfName('i.r-1', 'i.r-1.mixed.txt'), legOfName('i.r-1', 'x')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it.each([
  [undefined, 'whole'],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-30', { start: 70, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=20-10', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['bytes=-', 'whole'],
  ['items=0-1', 'whole'],
] as const)('understands the range %s', (header, expected) => {
  expect(rangeOf(header, 100)).toEqual(expected);
});

import type { OutcomeConfig } from '@centralino/protocol';
import fc from 'fast-check';
import type { Segment } from '../segment/segment.ts';
import { testAgent, testService } from '../testing/script.ts';
import { heldOf, inTalk } from './naive.test-support.ts';

const label = { it: '', en: '' };
const outcomes: OutcomeConfig = { required: false, level1: [{ code: 'sold', label, level2: [{ code: 'cash', label }] }] };

export const services = [
  testService('sales', { outcomes, recording: { rule: 'always', percent: 100, onDemand: true, announce: true } }),
  testService('care', {
    recording: { rule: 'percentage', percent: 50, onDemand: false, announce: false },
    skillsets: ['care', 'sales'],
    wrapUpMs: 0,
    declineBackoffMs: 0,
  }),
  testService('tech', {
    skillsets: ['tech', 'care'],
    ringMs: 5_000,
    connectMs: 30_000,
    graceMs: 5_000,
    wrapUpMs: 5_000,
    declineBackoffMs: 60_000,
  }),
];
export const agents = [
  testAgent('ada', ['sales']),
  testAgent('bea', ['sales', 'care']),
  testAgent('cyd', ['care', 'tech']),
  testAgent('dan', ['tech']),
  testAgent('eve', []),
];
export const agentIds = agents.map(({ id }) => id);

/** What a step does; `n` and `m` choose the target among what is there. */
export const kinds = {
  create: 8,
  customerUp: 10,
  customerLost: 4,
  customerFailed: 1,
  agentUp: 10,
  agentLost: 4,
  agentFailed: 1,
  strayLeg: 2,
  measured: 1,
  leave: 3,
  answer: 10,
  accept: 6,
  decline: 3,
  hold: 4,
  resume: 8,
  hangUp: 3,
  note: 2,
  finish: 3,
  extend: 2,
  dispose: 2,
  transfer: 12,
  cancelTransfer: 2,
  leaveTransfer: 3,
  consult: 10,
  swap: 4,
  complete: 5,
  cancelConsult: 2,
  conference: 6,
  mute: 2,
  remove: 2,
  endForAll: 1,
  supervise: 4,
  superviseMode: 2,
  superviseStop: 1,
  takeOver: 2,
  supervisorUp: 3,
  supervisorLost: 1,
  supervisorFailed: 1,
  move: 4,
  recordStart: 6,
  recordPause: 3,
  recordResume: 3,
  recordStop: 4,
  recordSave: 6,
  recordFail: 2,
  recordRemove: 3,
  setData: 1,
  makeCall: 6,
  callUp: 6,
  hangUpCall: 2,
  holdCall: 3,
  resumeCall: 2,
  link: 1,
  rate: 3,
  erase: 2,
  connect: 8,
  disconnect: 3,
  ready: 12,
  pause: 3,
  signOut: 2,
  configureAgent: 2,
  removeAgent: 1,
  configureService: 2,
  removeService: 1,
  wait: 10,
  jump: 2,
  early: 1,
  restart: 1,
  reload: 1,
  forget: 1,
} as const;
export type Kind = keyof typeof kinds;

export interface Step {
  readonly kind: Kind;
  readonly n: number;
  readonly m: number;
  readonly ms: number;
}

const stepsOf = (weights: Partial<Record<Kind, number>>, ms: readonly number[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      kind: fc.oneof(...(Object.entries(weights) as [Kind, number][]).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
      n: fc.nat(1_000),
      m: fc.nat(1_000),
      ms: fc.constantFrom(...ms),
    }),
    { minLength: 20, maxLength: 150, size: 'max' },
  );

/** Anything at any time. */
const anything = stepsOf(kinds, [0, 0, 1, 100, 999, 5_000, 10_000, 20_000, 60_000, 300_000]);

/** A busy day on which agents call each other all the time: gets deep into transfers, consultations and conferences. */
const busyDay = stepsOf(
  {
    ...{ create: 8, answer: 30, accept: 6, agentUp: 6, decline: 5, hangUp: 2, finish: 12, ready: 10, connect: 4, wait: 4, leave: 1 },
    ...{ transfer: 10, cancelTransfer: 3, leaveTransfer: 4, makeCall: 6, callUp: 6, hangUpCall: 1, holdCall: 5, resumeCall: 2 },
    ...{ consult: 16, swap: 5, complete: 5, conference: 10, cancelConsult: 1, mute: 4, remove: 3, endForAll: 2, hold: 1, resume: 3 },
    ...{ supervise: 5, superviseMode: 3, superviseStop: 1, takeOver: 2, supervisorUp: 6, supervisorLost: 1, supervisorFailed: 1 },
    ...{ move: 6, agentLost: 2, agentFailed: 3, customerLost: 1, customerUp: 3, disconnect: 1, pause: 1, restart: 1, reload: 1 },
  },
  [0, 1, 1_000, 1_000, 5_000, 20_000],
);

export const steps = fc.oneof(anything, busyDay);

/** Which parts a step had better be about: else most steps would be refused. */
export const suits: Partial<Record<Kind, (segment: Segment) => boolean>> = {
  resume: heldOf,
  hold: inTalk,
  answer: ({ state }) => state.kind === 'offered',
  accept: ({ state }) => state.kind === 'offered',
  decline: ({ state }) => state.kind === 'offered',
  agentFailed: ({ state }) => state.kind === 'accepted',
  agentUp: ({ state }) => state.kind === 'accepted' || state.kind === 'online',
  finish: ({ state }) => state.kind === 'wrapping',
  extend: ({ state }) => state.kind === 'wrapping',
  dispose: ({ state }) => state.kind === 'wrapping',
  transfer: ({ state, transfer }) => state.kind === 'online' && transfer === null,
  cancelTransfer: ({ transfer }) => transfer !== null,
  leaveTransfer: ({ transfer }) => transfer !== null,
  consult: ({ state, transfer }) => state.kind === 'online' && transfer === null,
  mute: ({ state }) => state.kind === 'online',
  remove: ({ state }) => state.kind === 'online',
  endForAll: ({ state }) => state.kind === 'online',
  recordStart: ({ state }) => state.kind === 'online',
  recordPause: ({ state }) => state.kind === 'online',
  recordResume: ({ state }) => state.kind === 'online',
  recordStop: ({ state }) => state.kind === 'online',
};

import { beforeEach, describe, expect, it } from 'vitest';
import { createAutoAnswer } from './auto-answer.ts';
import { emptyDesk, type DeskState } from './desk-state.ts';

const ringing = (id: string, changes: { channel?: string; service?: string; state?: string } = {}) => ({
  id: `i-${id}`,
  channel: changes.channel ?? 'webcall',
  origin: { kind: 'customer' },
  segments: [{ id, agentId: 'anna', state: changes.state ?? 'offered', service: { code: changes.service ?? 'help', name: 'Help' } }],
});

let state: DeskState;
let told: string[];
let allowed: boolean;
let heard: Promise<boolean>;
let online: boolean;
let elsewhere: boolean;
let auto: ReturnType<typeof createAutoAnswer>;

const desk = (...interactions: object[]): void => {
  state = {
    ...emptyDesk,
    known: true,
    agent: { ...state?.agent, id: 'anna' },
    serviceSettings: [{ code: 'help', outcomes: null, recordOnDemand: true, autoAnswer: true }],
    interactions,
  } as unknown as DeskState;
};
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

beforeEach(() => {
  state = emptyDesk;
  [told, allowed, heard, online, elsewhere] = [[], true, Promise.resolve(true), true, false];
  auto = createAutoAnswer({
    desk: () => state,
    online: () => online,
    mayUseMicrophone: async () => allowed,
    tone: () => (told.push('tone'), heard),
    answer: async ({ segment }) => told.push(`answer ${segment.id}`),
    only: async (work) => (elsewhere ? undefined : work()),
    changed: () => told.push('look again'),
  });
});

describe('a call of a service that is answered by itself', () => {
  it('sounds its tone, then is answered, once; meanwhile it does not ring', async () => {
    desk(ringing('a'));
    auto.look();
    expect(auto.answering.get()).toBe('a');
    auto.look();
    await settled();
    expect(told).toEqual(['tone', 'answer a', 'look again']);
    expect(auto.answering.get()).toBeNull();
    auto.look();
    await settled();
    expect(told).toHaveLength(3);
  });

  it('rings where the microphone would be asked for, where the tone is not heard, and in the other tabs', async () => {
    allowed = false;
    desk(ringing('a'));
    auto.look();
    await settled();
    expect(told).toEqual(['look again']);
    allowed = true;
    heard = Promise.resolve(false);
    desk(ringing('b'));
    auto.look();
    await settled();
    expect(told).toEqual(['look again', 'tone', 'look again']);
    elsewhere = true;
    desk(ringing('c'));
    auto.look();
    await settled();
    expect(told.slice(3)).toEqual(['look again']);
    expect(auto.answering.get()).toBeNull();
  });

  it('is left alone when it was declined or the line was lost during the tone', async () => {
    let end = (_heard: boolean): void => {};
    heard = new Promise((resolve) => (end = resolve));
    desk(ringing('a'));
    auto.look();
    desk();
    end(true);
    await settled();
    expect(told).toEqual(['tone', 'look again']);
    heard = Promise.resolve(true);
    desk(ringing('b'));
    auto.look();
    online = false;
    await settled();
    expect(told.slice(2)).toEqual(['tone', 'look again']);
  });

  it('is not taken while the agent talks, nor with a camera', async () => {
    desk(ringing('old', { state: 'online' }), ringing('a'));
    auto.look();
    desk(ringing('v', { channel: 'video' }));
    auto.look();
    desk(ringing('s', { service: 'sales' }));
    auto.look();
    await settled();
    expect(told).toEqual([]);
  });
});

it('an agent may have it for every call', async () => {
  state = { ...emptyDesk, agent: { id: 'anna', autoAnswer: true } } as unknown as DeskState;
  desk(ringing('s', { service: 'sales' }));
  auto.look();
  await settled();
  expect(told).toEqual(['tone', 'answer s', 'look again']);
});

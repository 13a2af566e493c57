import { describe, expect, it } from 'vitest';
import { targetOf } from './destination.ts';

const known: Parameters<typeof targetOf>[1] = {
  agents: [
    {
      agentId: 'a2',
      username: 'op2',
      name: 'Operatore 2',
      presence: { kind: 'ready' },
      activity: 'idle',
      connected: true,
      callable: true,
    },
  ],
  services: [
    {
      code: 'customercare',
      name: 'Customer Care',
      waiting: 0,
      agentsPresent: 1,
      agentsReady: 1,
      agentsFree: 1,
      longestWaitSince: null,
      channels: ['webcall'],
    },
  ],
};

describe('targetOf', () => {
  it('knows usernames and service codes, whatever their case', () => {
    expect(targetOf(' OP2 ', known)).toEqual({ kind: 'agent', agentId: 'a2' });
    expect(targetOf('CustomerCare', known)).toEqual({ kind: 'service', code: 'customercare' });
  });
  it('reads numbers of the home country and of others', () => {
    expect(targetOf('045 222 4600', known)).toEqual({ kind: 'number', number: '+390452224600' });
    expect(targetOf('+44 20 7946 0958', known)).toEqual({ kind: 'number', number: '+442079460958' });
  });
  it('tells empty from wrong', () => {
    expect(targetOf('  ', known)).toBe('empty');
    expect(targetOf('op3', known)).toBe('invalid');
    expect(targetOf('123', known)).toBe('invalid');
  });
});

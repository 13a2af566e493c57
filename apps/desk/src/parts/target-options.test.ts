import type { TargetList } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { createTranslator } from 'use-intl';
import { en } from '../messages/en.ts';
import { groupsOf, targetGroups, targetOptions, type TargetOption } from './target-options.ts';

const t = createTranslator({ locale: 'en', messages: en }) as unknown as Parameters<typeof targetOptions>[3];

const agent = (name: string, more: Partial<TargetList['agents'][number]> = {}): TargetList['agents'][number] => ({
  agentId: name,
  username: name,
  name,
  presence: { kind: 'ready' },
  activity: 'idle',
  connected: true,
  callable: true,
  ...more,
});
const service = (name: string, more: Partial<TargetList['services'][number]> = {}): TargetList['services'][number] => ({
  code: name,
  name,
  waiting: 0,
  agentsPresent: 1,
  agentsReady: 1,
  agentsFree: 1,
  longestWaitSince: null,
  channels: ['webcall'],
  ...more,
});
const listed = (found: Partial<TargetList>, query = ''): [string, string | null][] =>
  groupsOf(targetOptions({ agents: [], services: [], contacts: [], ...found }, query, 'webcall', t), targetGroups).flatMap(({ of }) =>
    of.map(({ name, unable }: TargetOption): [string, string | null] => [name, unable]),
  );

describe('whom a call can be given to', () => {
  it('begins with who can take it; the others say why they can’t', () => {
    const agents = [
      agent('Ada', { activity: 'talking', callable: false }),
      agent('Bea', { connected: false, callable: false }),
      agent('Cyd'),
      agent('Dan', { activity: 'wrapping', callable: false }),
      agent('Eva', { presence: { kind: 'paused', reason: 'lunch' } }),
      agent('Fay', { presence: { kind: 'loggedOut' }, callable: false }),
    ];
    expect(listed({ agents })).toEqual([
      ['Cyd', null],
      ['Eva', null],
      ['Ada', 'Ready · in a call'],
      ['Bea', 'not connected'],
      ['Dan', 'Ready · after-call work'],
      ['Fay', 'Off duty'],
    ]);
  });

  it('has services with somebody free first, and those that don’t take such calls last', () => {
    const services = [service('Video', { channels: ['video'] }), service('Empty', { agentsReady: 0, agentsFree: 0 }), service('Sales')];
    expect(listed({ services })).toEqual([
      ['Sales', null],
      ['Empty', null],
      ['Video', 'takes no calls of this kind (Web call)'],
    ]);
  });

  it('goes on with services when no colleague can take it', () => {
    expect(listed({ agents: [agent('Ada', { callable: false, activity: 'ringing' })], services: [service('Sales')] })).toEqual([
      ['Sales', null],
      ['Ada', 'Ready · in a call'],
    ]);
  });

  it('says of numbers that there is no telephone line', () => {
    const contacts = [{ contactId: 'c', name: 'Anna', company: '', number: '+390452220050' }];
    expect(listed({ contacts }, '+390452220051').map(([, why]) => why)).toEqual(['no telephone line yet', 'no telephone line yet']);
  });
});

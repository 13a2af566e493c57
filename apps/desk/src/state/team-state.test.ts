import type { AgentView, DeskPush } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { interactionView, segmentView } from '../testing/views.ts';
import { applyTeam, emptyTeam, groupOf, matches, talksIn, talkSince, waitingIn, workByAgent } from './team-state.ts';

const agent = (id: string, more: Partial<AgentView> = {}): AgentView => ({
  id,
  username: id,
  name: id,
  presence: { kind: 'ready' },
  presenceSince: 1,
  connected: true,
  activity: 'idle',
  idleSince: 1,
  ...more,
});
const push = (more: Partial<DeskPush<'team'>>): DeskPush<'team'> => ({
  now: 1,
  full: false,
  agents: [],
  removedAgents: [],
  interactions: [],
  removedInteractions: [],
  services: [],
  ...more,
});
const queue = { code: 's', name: 'S', waiting: 0, agentsPresent: 1, agentsReady: 1, agentsFree: 1, longestWaitSince: null };

describe('what supervisors see', () => {
  it('begins with a full push; changes before it say nothing', () => {
    expect(applyTeam(emptyTeam, push({ agents: [agent('a')] }))).toBe(emptyTeam);
    const full = applyTeam(emptyTeam, push({ full: true, agents: [agent('a'), agent('b')], services: [queue] }));
    expect([full.known, full.agents.size, full.services]).toEqual([true, 2, [queue]]);
  });

  it('changes only what the push names, and keeps the rest the same object', () => {
    const full = applyTeam(
      emptyTeam,
      push({ full: true, agents: [agent('a'), agent('b')], interactions: [interactionView([])], services: [queue] }),
    );
    const next = applyTeam(full, push({ agents: [agent('a', { activity: 'talking' })], removedAgents: ['b'] }));
    expect([...next.agents.values()].map(({ id, activity }) => [id, activity])).toEqual([['a', 'talking']]);
    expect(next.interactions).toBe(full.interactions);
    expect(next.services).toBe(full.services);
    expect(applyTeam(next, push({ removedInteractions: ['i1'] })).interactions.size).toBe(0);
  });

  it('is replaced by the next full push', () => {
    const full = applyTeam(emptyTeam, push({ full: true, agents: [agent('a')], interactions: [interactionView([])] }));
    const again = applyTeam(full, push({ full: true, agents: [agent('b')] }));
    expect([[...again.agents.keys()], again.interactions.size]).toEqual([['b'], 0]);
  });
});

describe('lists of the board', () => {
  const waits = (id: string, arrivedAt: number) => interactionView([], { id, arrivedAt, state: 'queued' });
  it('those who wait, longest first: in line, or while a desk rings', () => {
    const ringing = interactionView([segmentView('offered')], { id: 'r', arrivedAt: 1, state: 'offered' });
    const consultation = interactionView([], {
      id: 'c',
      state: 'queued',
      origin: { kind: 'agent', agentId: 'a1', agentName: 'Op', consultFor: null },
    });
    expect(waitingIn([waits('late', 9), consultation, ringing, waits('early', 3)]).map(({ id }) => id)).toEqual(['r', 'early', 'late']);
  });

  it('talks, longest first, with their consultations left out', () => {
    const talk = (id: string, onlineAt: number) => interactionView([segmentView('online', { onlineAt })], { id, state: 'online' });
    const consulted = interactionView([segmentView('online', { onlineAt: 1 })], {
      id: 'c',
      origin: { kind: 'agent', agentId: 'a1', agentName: 'Op', consultFor: { interactionId: 'x', segmentId: 'x.1' } },
    });
    const list = talksIn([talk('new', 50), consulted, talk('old', 20), interactionView([segmentView('wrapping')])]);
    expect(list.map((one) => [one.id, talkSince(one)])).toEqual([
      ['old', 20],
      ['new', 50],
    ]);
  });

  it('what an agent does: the talk rather than the after-call work of the one before', () => {
    const before = interactionView([segmentView('wrapping')], { id: 'before' });
    const now = interactionView([segmentView('online')], { id: 'now' });
    for (const order of [
      [before, now],
      [now, before],
    ])
      expect(workByAgent(order).get('a1')?.interaction.id).toBe('now');
    expect(workByAgent([interactionView([segmentView('finished')])]).size).toBe(0);
  });

  it('groups agents by what they could do next', () => {
    expect(groupOf(agent('a'))).toBe('free');
    expect(groupOf(agent('a', { connected: false }))).toBe('off');
    expect(groupOf(agent('a', { presence: { kind: 'paused', reason: 'lunch' } }))).toBe('paused');
    expect(groupOf(agent('a', { presence: { kind: 'paused', reason: 'lunch' }, activity: 'talking' }))).toBe('talking');
    expect(groupOf(agent('a', { activity: 'wrapping' }))).toBe('wrapping');
    expect(groupOf(agent('a', { presence: { kind: 'loggedOut' } }))).toBe('off');
  });

  it('finds by the beginnings of words, whatever the accents', () => {
    expect(matches('', 'Anna')).toBe(true);
    expect(matches('bia ann', 'Anna Bianchi', null)).toBe(true);
    expect(matches('nicolo', 'Nicolò Rossi')).toBe(true);
    expect(matches('ianchi', 'Anna Bianchi')).toBe(false);
  });
});

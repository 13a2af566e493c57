import type { AgentView, DeskPush, InteractionView } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { interactionView as interaction, segmentView as segment } from '../testing/views.ts';
import { applyEvent, applyQuality, applySnapshot, currentPart, emptyDesk, mediaLeg, openSegmentOf, ringingPart } from './desk-state.ts';

const agent: AgentView = {
  id: 'a1',
  username: 'op1',
  name: 'Op',
  presence: { kind: 'ready' },
  presenceSince: 1,
  connected: true,
  activity: 'idle',
  idleSince: 1,
};

const snapshot = (interactions: InteractionView[]): DeskPush<'snapshot'> => ({
  now: 1_000,
  agent,
  interactions,
  services: [],
  pauseReasons: [],
  serviceSettings: [],
  iceServers: [],
});

const event = (changed: InteractionView | undefined, who: AgentView = agent): DeskPush<'event'> => ({
  now: 2_000,
  event: { seq: 5, stream: 'interaction:i1', version: 1, type: 'segment.offered', at: 2_000, data: {} },
  agent: who,
  ...(changed === undefined ? {} : { interaction: changed }),
});

describe('desk state', () => {
  it('knows nothing before the first snapshot, whatever missed events say', () => {
    expect(applyEvent(emptyDesk, event(interaction([segment('offered')])), 0)).toBe(emptyDesk);
  });

  it('takes the server’s clock from snapshots and events', () => {
    const known = applySnapshot(emptyDesk, snapshot([]), 400);
    expect(known.clockOffsetMs).toBe(600);
    expect(applyEvent(known, event(undefined), 2_500).clockOffsetMs).toBe(-500);
  });

  it('rings when this agent is offered something, and stops when the offer ends', () => {
    let state = applySnapshot(emptyDesk, snapshot([]), 0);
    state = applyEvent(state, event(interaction([segment('offered')])), 0);
    expect(ringingPart(state)?.segment.id).toBe('i1.1');
    expect(currentPart(state)).toBeNull();
    state = applyEvent(state, event(interaction([segment('finished', { outcome: 'missed' })])), 0);
    expect(ringingPart(state)).toBeNull();
    expect(state.lastEnding).toMatchObject({ outcome: 'missed', customerName: 'Anna' });
  });

  it('moves from ringing to connecting, talking and after-call work', () => {
    let state = applySnapshot(emptyDesk, snapshot([interaction([segment('offered')])]), 0);
    expect(mediaLeg(state)).toBeNull();
    for (const step of ['accepted', 'online', 'wrapping'] as const) {
      state = applyEvent(state, event(interaction([segment(step)])), 0);
      expect(currentPart(state)?.segment.state).toBe(step);
      expect(mediaLeg(state) !== null, step).toBe(step !== 'wrapping');
    }
  });

  it('drops an interaction that went on to another agent, and ignores others’ interactions', () => {
    let state = applySnapshot(emptyDesk, snapshot([interaction([segment('online')])]), 0);
    const gone = interaction([segment('finished', { outcome: 'lost' }), segment('offered', { id: 'i1.2', agentId: 'a2' })]);
    state = applyEvent(state, event(gone), 0);
    expect(state.interactions).toEqual([]);
    expect(state.lastEnding?.outcome).toBe('lost');
    const before = state;
    state = applyEvent(state, event(gone), 0);
    expect(state.interactions).toEqual([]);
    expect(state.lastEnding).toBe(before.lastEnding);
  });

  it('learns from missed events what became of a call that ended while the line was down', () => {
    const state = applySnapshot(emptyDesk, snapshot([interaction([segment('online')])]), 0);
    const missed: DeskPush<'event'> = {
      now: 3_000,
      event: {
        seq: 9,
        stream: 'interaction:i1',
        version: 9,
        type: 'segment.finished',
        at: 3_000,
        data: { segmentId: 'i1.1', agentId: 'a1', outcome: 'lost', avoidUntil: null },
      },
    };
    const after = applyEvent(state, missed, 0);
    expect(after.interactions).toEqual([]);
    expect(after.lastEnding).toMatchObject({ outcome: 'lost', customerName: 'Anna' });
    expect(applyEvent(after, missed, 0).lastEnding).toBe(after.lastEnding);
  });

  it('finds the agent’s open part when they had one before in the same interaction', () => {
    const both = interaction([segment('finished', { outcome: 'declined' }), segment('offered', { id: 'i1.2' })]);
    expect(openSegmentOf(both, 'a1')?.id).toBe('i1.2');
    expect(openSegmentOf(both, 'a2')).toBeNull();
  });

  it('is replaced whole by a snapshot', () => {
    const state = applySnapshot(emptyDesk, snapshot([interaction([segment('online')])]), 0);
    expect(applySnapshot(state, snapshot([]), 0).interactions).toEqual([]);
  });

  it('does not take another agent’s view for its own', () => {
    const state = applySnapshot(emptyDesk, snapshot([]), 0);
    expect(applyEvent(state, event(undefined, { ...agent, id: 'a2', name: 'Other' }), 0).agent).toBe(agent);
  });

  it('keeps the last quality of each line', () => {
    const stats = { r: 90 } as DeskPush<'quality'>['stats'];
    const state = applyQuality(emptyDesk, { legId: 'i1.1.a', stats, trouble: 'loss' });
    expect(state.quality['i1.1.a']).toEqual({ stats, trouble: 'loss' });
  });
});

describe('listening in', () => {
  const leg = { id: 'i1.s-1', state: 'connected', until: null } as const;
  const mine = { id: 'i1.s-1', agentId: 'a1', agentName: 'Op', mode: 'listen', since: 5, leg } as const;
  const talk = segment('online', { agentId: 'a2', agentName: 'Other' });
  const listening = interaction([talk], { state: 'online', supervisors: [mine] });
  const ended = (view: InteractionView, reason: string): DeskPush<'event'> => {
    const push = event(view);
    return { ...push, event: { ...push.event, type: 'supervision.ended', data: { supervisionId: 'i1.s-1', agentId: 'a1', reason } } };
  };

  it('is no work of one’s own, but its leg has the media', () => {
    const state = applySnapshot(emptyDesk, snapshot([listening]), 1_000);
    expect([state.interactions, state.supervised?.id]).toEqual([[], 'i1']);
    expect(mediaLeg(state)).toEqual({ leg, channel: 'webcall' });
    const later = applyEvent(applySnapshot(emptyDesk, snapshot([]), 1_000), event(listening), 2_000);
    expect(later.supervised?.supervisors[0]?.mode).toBe('listen');
  });

  it('ends with its event, and the leg with it', () => {
    const state = applyEvent(
      applySnapshot(emptyDesk, snapshot([listening]), 1_000),
      ended({ ...listening, supervisors: [] }, 'left'),
      2_000,
    );
    expect([state.supervised, mediaLeg(state)]).toEqual([null, null]);
  });

  it('becomes the talk when it is taken over: the leg sounds without a break', () => {
    const before = applySnapshot(emptyDesk, snapshot([listening]), 1_000);
    const between = applyEvent(before, ended({ ...listening, supervisors: [] }, 'tookOver'), 2_000);
    expect(mediaLeg(between)?.leg.id).toBe('i1.s-1');
    const own = segment('online', { id: 'i1.2', via: 'takeOver', legId: 'i1.s-1', leg });
    const after = applyEvent(between, event({ ...listening, supervisors: [], segments: [talk, own] }), 2_000);
    expect([after.moving, currentPart(after)?.segment.id, mediaLeg(after)?.leg.id]).toEqual([null, 'i1.2', 'i1.s-1']);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { interactionView } from '../views/interaction-view.ts';

describe('a segment', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
  });

  const note = (text: string): string[] =>
    s.send({ type: 'segment.note', interactionId: 'i1', segmentId: 'i1.1', agentId: 'ada', note: text });
  const refused = (code: string): unknown => expect.objectContaining({ code });

  it('is answered in two steps: it is online when both legs carry media', () => {
    expect(s.act('accept', 'i1.1', 'ada')).toEqual(['segment.accepted i1.1']);
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({
      state: 'accepted',
      until: s.at + 10_000,
      leg: { state: 'pending' },
    });
    expect(s.up('i1.1.a')).toEqual(['leg.connected i1.1.a', 'segment.online i1.1']);
    expect(s.up('i1.1.a')).toEqual([]);
  });

  it('is online also when the customer’s leg is the later one', () => {
    s.lose('i1.c');
    s.act('accept', 'i1.1', 'ada');
    expect(s.up('i1.1.a')).toEqual(['leg.connected i1.1.a']);
    expect(s.up('i1.c')).toEqual(['leg.connected i1.c', 'segment.online i1.1']);
  });

  it('that is declined goes to the next agent at once, the customer in front', () => {
    s.readyAgent('bea', 'sales');
    expect(s.act('decline', 'i1.1', 'ada')).toEqual([
      'segment.finished i1.1 declined',
      'interaction.queued i1 declined front',
      'segment.offered i1.2 bea',
    ]);
    expect(agentView(s.world, 'ada')).toMatchObject({ presence: { kind: 'ready' }, activity: 'idle', idleSince: s.at });
  });

  it('that is declined by the only agent rings again when the back-off is over, and others ring meanwhile', () => {
    expect(s.act('decline', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 declined', 'interaction.queued i1 declined front']);
    expect(s.wait(9_999)).toEqual([]);
    expect(s.wait(1)).toEqual(['segment.offered i1.2 ada']);
    s.act('decline', 'i1.2', 'ada');
    expect(s.call('i2', 'sales')).toContain('segment.offered i2.1 ada');
    // The back-off ends while the agent is busy: the declined customer is next.
    expect(s.wait(10_000)).toEqual([]);
    expect(s.leave('i2')).toEqual(['segment.finished i2.1 customerLeft', 'interaction.closed i2 abandoned', 'segment.offered i1.3 ada']);
  });

  it('that is declined without a back-off rings again at once', () => {
    s.service('sales', { declineBackoffMs: 0 });
    expect(s.act('decline', 'i1.1', 'ada').at(-1)).toBe('segment.offered i1.2 ada');
  });

  it('that is missed pauses the agent, and the customer goes to the front', () => {
    s.readyAgent('bea', 'sales');
    expect(s.wait(19_999)).toEqual([]);
    expect(s.wait(1)).toEqual([
      'segment.finished i1.1 missed',
      'agent.presenceChanged ada paused(missed)',
      'interaction.queued i1 missed front',
      'segment.offered i1.2 bea',
    ]);
    s.wait(20_000);
    expect(s.ready('ada')).toEqual(['agent.presenceChanged ada ready', 'segment.offered i1.3 ada']);
  });

  it('whose agent’s media does not come up pauses the agent, and the customer goes to the front', () => {
    s.act('accept', 'i1.1', 'ada');
    expect(s.wait(9_999)).toEqual([]);
    expect(s.wait(1)).toEqual([
      'segment.finished i1.1 mediaFailed',
      'agent.presenceChanged ada paused(mediaFailed)',
      'interaction.queued i1 mediaFailed front',
    ]);
  });

  it('whose agent’s media cannot be set up does the same at once', () => {
    s.act('accept', 'i1.1', 'ada');
    expect(s.fail('i1.1.a')).toEqual([
      'segment.finished i1.1 mediaFailed',
      'agent.presenceChanged ada paused(mediaFailed)',
      'interaction.queued i1 mediaFailed front',
    ]);
  });

  it('whose customer’s media does not come up frees the agent, and the customer’s leg is waited for on its own', () => {
    s.service('sales', { graceMs: 60_000 });
    s.lose('i1.c');
    s.act('accept', 'i1.1', 'ada');
    s.up('i1.1.a');
    expect(s.wait(10_000)).toEqual(['segment.finished i1.1 customerLeft', 'interaction.queued i1 mediaFailed front']);
    expect(agentView(s.world, 'ada')).toMatchObject({ presence: { kind: 'ready' }, activity: 'idle' });
    expect(s.up('i1.c')).toEqual(['leg.connected i1.c', 'segment.offered i1.2 ada']);
  });

  it('is held and resumed', () => {
    s.answer('i1.1', 'ada');
    expect(() => s.act('resume', 'i1.1', 'ada')).toThrow(refused('segment.state'));
    expect(s.act('hold', 'i1.1', 'ada')).toEqual(['segment.held i1.1']);
    const heldAt = s.at;
    s.wait(5_000);
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ held: true, heldSince: heldAt });
    expect(() => s.act('hold', 'i1.1', 'ada')).toThrow(refused('segment.state'));
    expect(s.act('resume', 'i1.1', 'ada')).toEqual(['segment.resumed i1.1']);
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ held: false, heldSince: null });
    // Nobody is on hold in a talk that is over.
    s.act('hold', 'i1.1', 'ada');
    s.act('hangUp', 'i1.1', 'ada');
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ held: false, heldSince: null });
  });

  it('has after-call work that can be prolonged, five minutes in all', () => {
    s.answer('i1.1', 'ada');
    expect(() => s.act('extend', 'i1.1', 'ada')).toThrow(refused('segment.state'));
    s.act('hangUp', 'i1.1', 'ada');
    const until = s.at + 60_000;
    const view = (): unknown => interactionView(s.world, 'i1')?.segments[0];
    expect(view()).toMatchObject({ until, moreTimes: 5 });
    s.wait(59_000);
    expect(s.act('extend', 'i1.1', 'ada')).toEqual(['segment.extended i1.1']);
    expect(view()).toMatchObject({ state: 'wrapping', until: until + 60_000, moreTimes: 4 });
    expect(s.wait(60_999)).toEqual([]);
    for (let more = 0; more < 4; more += 1) s.act('extend', 'i1.1', 'ada');
    expect(view()).toMatchObject({ until: until + 300_000, moreTimes: 0 });
    expect(() => s.act('extend', 'i1.1', 'ada')).toThrow(refused('wrapUp.limit'));
    expect(() => s.act('extend', 'i1.1', 'bea')).toThrow(refused('segment.unknown'));
    expect(s.wait(240_001)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
  });

  it('is ended by the agent, wrapped up and finished; then the next customer rings', () => {
    s.answer('i1.1', 'ada');
    s.call('i2', 'sales');
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual(['segment.wrapping i1.1 agent']);
    expect(s.act('finish', 'i1.1', 'ada')).toEqual([
      'segment.finished i1.1 completed',
      'interaction.closed i1 completed',
      'segment.offered i2.1 ada',
    ]);
  });

  it('without after-call work is finished with the talk, and still says who ended it', () => {
    s.service('sales', { wrapUpMs: 0 });
    s.answer('i1.1', 'ada');
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual([
      'segment.wrapping i1.1 agent',
      'segment.finished i1.1 completed',
      'interaction.closed i1 completed',
    ]);
    expect(interactionView(s.world, 'i1')?.segments[0]).toMatchObject({ endedBy: 'agent', outcome: 'completed', endedAt: s.at });
  });

  it('that is hung up before anybody talked goes back to the front', () => {
    s.act('accept', 'i1.1', 'ada');
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 declined', 'interaction.queued i1 declined front']);
  });

  it('takes notes from the answer on, also in after-call work and after it', () => {
    expect(() => note('too early')).toThrow(refused('segment.state'));
    s.answer('i1.1', 'ada');
    expect(note('first')).toEqual(['segment.noted i1.1']);
    expect(note('first')).toEqual([]);
    s.act('hangUp', 'i1.1', 'ada');
    note('second');
    s.wait(60_000);
    note('third');
    expect(interactionView(s.world, 'i1')?.segments[0]?.note).toBe('third');
  });

  it('obeys only its own agent, and only while it is there', () => {
    s.readyAgent('bea', 'sales');
    for (const verb of ['accept', 'decline', 'hold', 'resume', 'hangUp', 'finish'] as const) {
      expect(() => s.act(verb, 'i1.1', 'bea')).toThrow(refused('segment.unknown'));
      expect(() => s.act(verb, 'i1.7', 'ada')).toThrow(refused('segment.unknown'));
      expect(() => s.act(verb, 'i7.1', 'ada')).toThrow(refused('segment.unknown'));
    }
    s.act('decline', 'i1.1', 'ada');
    expect(() => s.act('accept', 'i1.1', 'ada')).toThrow(refused('segment.unknown'));
  });

  it('refuses what its state does not allow', () => {
    for (const verb of ['hold', 'resume', 'hangUp', 'finish'] as const) {
      expect(() => s.act(verb, 'i1.1', 'ada'), verb).toThrow(refused('segment.state'));
    }
    s.answer('i1.1', 'ada');
    for (const verb of ['accept', 'decline', 'finish'] as const) {
      expect(() => s.act(verb, 'i1.1', 'ada'), verb).toThrow(refused('segment.state'));
    }
    s.act('hangUp', 'i1.1', 'ada');
    for (const verb of ['accept', 'decline', 'hold', 'resume', 'hangUp'] as const) {
      expect(() => s.act(verb, 'i1.1', 'ada'), verb).toThrow(refused('segment.state'));
    }
  });
});

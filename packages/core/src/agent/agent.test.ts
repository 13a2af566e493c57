import { beforeEach, describe, expect, it } from 'vitest';
import { Script, testAgent } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { listAgents } from '../world/queries.ts';

describe('an agent', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.service('sales');
  });

  const refused = (code: string): unknown => expect.objectContaining({ code });
  const pause = (agentId: string): string[] => s.presence(agentId, { kind: 'paused', reason: 'lunch' });
  const signOut = (agentId: string): string[] => s.presence(agentId, { kind: 'loggedOut' });
  const remove = (agentId: string): string[] => s.send({ type: 'agent.remove', agentId });

  it('is paused after signing in, and gets calls when ready', () => {
    s.call('i1', 'sales');
    expect(s.agent('ada', 'sales')).toEqual(['agent.configured ada']);
    expect(s.agent('ada', 'sales')).toEqual([]);
    expect(s.connect('ada')).toEqual(['agent.connected ada', 'agent.presenceChanged ada paused(signedIn)']);
    expect(s.connect('ada')).toEqual([]);
    expect(s.ready('ada')).toEqual(['agent.presenceChanged ada ready', 'segment.offered i1.1 ada']);
    expect(s.ready('ada')).toEqual([]);
  });

  it('who is not there cannot be made ready', () => {
    s.agent('ada', 'sales');
    expect(() => s.ready('ada')).toThrow(refused('agent.notConnected'));
    expect(signOut('ada')).toEqual([]);
    expect(() => s.ready('nobody')).toThrow(refused('agent.unknown'));
  });

  it('who pauses while it rings can still answer, and gets nothing after it', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.readyAgent('bea', 'sales');
    expect(pause('ada')).toEqual(['agent.presenceChanged ada paused(lunch)']);
    s.answer('i1.1', 'ada');
    expect(interactionView(s.world, 'i1')?.state).toBe('online');
    s.act('hangUp', 'i1.1', 'ada');
    s.act('finish', 'i1.1', 'ada');
    expect(s.call('i2', 'sales').at(-1)).toBe('segment.offered i2.1 bea');
  });

  it('who paused while it rang and lets it ring out keeps the pause they chose; the customer goes on to who is ready', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.readyAgent('bea', 'sales');
    pause('ada');
    expect(s.wait(20_000)).toEqual(['segment.finished i1.1 missed', 'interaction.queued i1 missed front', 'segment.offered i1.2 bea']);
    expect(agentView(s.world, 'ada')?.presence).toEqual({ kind: 'paused', reason: 'lunch' });
  });

  it('who pauses in a talk goes on talking, and gets nothing after it', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    s.call('i2', 'sales');
    expect(pause('ada')).toEqual(['agent.presenceChanged ada paused(lunch)']);
    s.act('hangUp', 'i1.1', 'ada');
    expect(s.act('finish', 'i1.1', 'ada')).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
    expect(s.ready('ada')).toEqual(['agent.presenceChanged ada ready', 'segment.offered i2.1 ada']);
  });

  it('cannot sign out with open work, and can afterwards', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    expect(() => signOut('ada')).toThrow(refused('agent.busy'));
    s.answer('i1.1', 'ada');
    expect(() => signOut('ada')).toThrow(refused('agent.busy'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => signOut('ada')).toThrow(refused('agent.busy'));
    s.act('finish', 'i1.1', 'ada');
    expect(signOut('ada')).toEqual(['agent.presenceChanged ada loggedOut']);
    expect(s.connect('ada')).toEqual(['agent.presenceChanged ada paused(signedIn)']);
  });

  it('who disconnects while it rings loses the call at once', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.readyAgent('bea', 'sales');
    expect(s.disconnect('ada')).toEqual([
      'agent.disconnected ada',
      'segment.finished i1.1 withdrawn',
      'interaction.queued i1 agentGone front',
      'segment.offered i1.2 bea',
    ]);
    expect(s.disconnect('ada')).toEqual([]);
  });

  it('who comes back within five minutes is as before: same presence, same place among the idle', () => {
    s.readyAgent('ada', 'sales');
    s.wait(1_000);
    s.readyAgent('bea', 'sales');
    s.disconnect('ada');
    expect(s.wait(299_999)).toEqual([]);
    expect(s.connect('ada')).toEqual(['agent.connected ada']);
    expect(s.wait(600_000)).toEqual([]);
    expect(s.call('i1', 'sales').at(-1)).toBe('segment.offered i1.1 ada');
  });

  it('who stays away is logged out after five minutes', () => {
    s.readyAgent('ada', 'sales');
    s.disconnect('ada');
    expect(s.wait(300_000)).toEqual(['agent.presenceChanged ada loggedOut']);
    expect(s.wait(600_000)).toEqual([]);
    expect(s.connect('ada')).toEqual(['agent.connected ada', 'agent.presenceChanged ada paused(signedIn)']);
  });

  it('who is disconnected in a talk goes on talking as long as the leg is up', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    expect(s.disconnect('ada')).toEqual(['agent.disconnected ada']);
    expect(s.wait(400_000)).toEqual(['agent.presenceChanged ada loggedOut']);
    expect(interactionView(s.world, 'i1')?.state).toBe('online');
  });

  it('who is disconnected while connecting has until the connect deadline to come back', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.act('accept', 'i1.1', 'ada');
    expect(s.disconnect('ada')).toEqual(['agent.disconnected ada']);
    s.wait(2_000);
    s.connect('ada');
    expect(s.up('i1.1.a')).toEqual(['leg.connected i1.1.a', 'segment.online i1.1']);
  });

  it('who is removed gives a ringing call back; with an answered one it is refused', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    s.readyAgent('bea', 'sales');
    expect(remove('ada')).toEqual([
      'agent.removed ada',
      'segment.finished i1.1 withdrawn',
      'interaction.queued i1 agentGone front',
      'segment.offered i1.2 bea',
    ]);
    s.act('accept', 'i1.2', 'bea');
    expect(() => remove('bea')).toThrow(refused('agent.busy'));
    expect(() => remove('ada')).toThrow(refused('agent.unknown'));
    expect(listAgents(s.world).map(({ id }) => id)).toEqual(['bea']);
    expect(agentView(s.world, 'ada')).toBeNull();
    expect(interactionView(s.world, 'i1')?.segments[0]?.agentName).toBe('Ada');
  });

  it('who is engaged can be configured, but not by who would send them away after it', () => {
    const configure = (unlessEngaged: boolean): string[] =>
      s.send({ type: 'agent.configure', agent: { ...testAgent('ada', ['sales']), name: 'Ada B.' }, unlessEngaged });
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    // What only rings is taken back when they are gone.
    expect(configure(true)).toEqual(['agent.configured ada']);
    s.answer('i1.1', 'ada');
    expect(() => configure(true)).toThrow(refused('agent.busy'));
    expect(configure(false)).toEqual([]);
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => configure(true)).toThrow(refused('agent.busy'));
    s.act('finish', 'i1.1', 'ada');
    expect(configure(true)).toEqual([]);
  });

  it('who gets a new skill gets the customers who wait for it', () => {
    s.service('tech');
    s.readyAgent('ada', 'sales');
    s.call('i1', 'tech');
    expect(s.agent('ada', 'sales', 'tech')).toEqual(['agent.configured ada', 'segment.offered i1.1 ada']);
  });

  it('is never offered two calls', () => {
    s.readyAgent('ada', 'sales');
    s.call('i1', 'sales');
    expect(s.call('i2', 'sales').at(-1)).toBe('interaction.queued i2 arrived');
  });

  it('shows what it does, derived from the open segment', () => {
    const activity = (): unknown => agentView(s.world, 'ada')?.activity;
    s.readyAgent('ada', 'sales');
    expect(agentView(s.world, 'ada')).toMatchObject({ activity: 'idle', idleSince: s.at, connected: true, presenceSince: s.at });
    s.call('i1', 'sales');
    expect(activity()).toBe('ringing');
    expect(agentView(s.world, 'ada')?.idleSince).toBeNull();
    s.act('accept', 'i1.1', 'ada');
    expect(activity()).toBe('connecting');
    s.up('i1.1.a');
    expect(activity()).toBe('talking');
    s.act('hangUp', 'i1.1', 'ada');
    expect(activity()).toBe('wrapping');
    s.wait(60_000);
    expect(agentView(s.world, 'ada')).toMatchObject({ activity: 'idle', idleSince: s.at });
  });
});

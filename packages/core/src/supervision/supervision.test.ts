import { beforeEach, describe, expect, it } from 'vitest';
import { desiredMedia } from '../media/desired-media.ts';
import { legOwner } from '../media/leg-owner.ts';
import { Script } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { customerView } from '../views/customer-view.ts';
import { forAgent } from '../views/for-agent.ts';
import { interactionView } from '../views/interaction-view.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });

const c = 'i1.c';
const a = 'i1.1.a';
const v = 'i1.s-1';

describe('a supervisor', () => {
  let s: Script;
  /** Ada talks with the customer of i1; Eva is signed in and of no service. */
  beforeEach(() => {
    s = new Script();
    s.service('sales');
    s.readyAgent('ada', 'sales');
    s.readyAgent('eva');
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
  });
  const heard = (): unknown => Object.fromEntries(desiredMedia(s.world, 'i1').wires.map(({ sink, source }) => [sink, source]));
  const listens = (): void => {
    s.supervise('i1', 'eva', 'listen');
    s.up(v);
  };

  it('listens with a line of their own, and nobody hears them', () => {
    expect(s.supervise('i1', 'eva', 'listen')).toEqual(['supervision.started i1.s-1 listen']);
    expect(legOwner(s.world, v)).toEqual({ party: 'agent', interactionId: 'i1', segmentId: null, agentId: 'eva' });
    expect(s.up(v)).toEqual(['leg.connected i1.s-1']);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c }, [v]: { mix: [c, a] } });
    expect(interactionView(s.world, 'i1')?.supervisors).toMatchObject([
      { id: v, agentId: 'eva', agentName: 'Eva', mode: 'listen', leg: { state: 'connected' } },
    ]);
    expect(agentView(s.world, 'eva')?.activity).toBe('talking');
  });

  it('whispers to the agent, and barges in to both', () => {
    listens();
    expect(s.superviseMode('i1', 'eva', 'whisper')).toEqual(['supervision.modeChanged i1.s-1 whisper']);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { mix: [c, v] }, [v]: { mix: [c, a] } });
    s.superviseMode('i1', 'eva', 'barge');
    expect(heard()).toEqual({ [c]: { mix: [a, v] }, [a]: { mix: [c, v] }, [v]: { mix: [c, a] } });
    expect(s.superviseMode('i1', 'eva', 'barge')).toEqual([]);
    s.act('hold', 'i1.1', 'ada');
    expect(heard()).toEqual({ [c]: { player: 'music' }, [a]: null, [v]: null });
  });

  it('who speaks is shown to those who hear them; who only listens, as the service says', () => {
    const shown = (): unknown => {
      const view = interactionView(s.world, 'i1');
      if (view === null) throw new Error('no view');
      return {
        agent: forAgent(view, 'ada').supervisors.map(({ agentName, mode }) => `${agentName} ${mode}`),
        customer: customerView(s.world, 'i1')?.others?.map(({ name, speaks }) => `${name} ${speaks ? 'speaks' : 'listens'}`),
        own: forAgent(view, 'eva').supervisors.length,
      };
    };
    listens();
    const modes = ['listen', 'whisper', 'barge'] as const;
    const inAll = (listenSeenBy?: 'everybody' | 'agents' | 'supervisors'): unknown[] => {
      s.service('sales', listenSeenBy === undefined ? {} : { supervision: { listenSeenBy } });
      return modes.map((mode) => (s.superviseMode('i1', 'eva', mode), shown()));
    };
    const barge = { agent: ['Eva barge'], customer: ['Eva speaks'], own: 1 };
    // Nobody is hidden unless the service says so.
    expect(inAll()).toEqual([
      { agent: ['Eva listen'], customer: ['Eva listens'], own: 1 },
      { agent: ['Eva whisper'], customer: ['Eva listens'], own: 1 },
      barge,
    ]);
    expect(inAll('agents')).toEqual([
      { agent: ['Eva listen'], customer: [], own: 1 },
      { agent: ['Eva whisper'], customer: [], own: 1 },
      barge,
    ]);
    expect(inAll('supervisors')).toEqual([{ agent: [], customer: [], own: 1 }, { agent: ['Eva whisper'], customer: [], own: 1 }, barge]);
  });

  it('comes and goes without anybody else’s talk changing', () => {
    listens();
    expect(s.supervision('stop', 'i1', 'eva')).toEqual(['supervision.ended i1.s-1 left']);
    expect(heard()).toEqual({ [c]: { leg: a }, [a]: { leg: c } });
    expect(agentView(s.world, 'eva')?.activity).toBe('idle');
    expect(s.supervise('i1', 'eva', 'barge')).toEqual(['supervision.started i1.s-2 barge']);
    expect(s.wait(10_000)).toEqual(['supervision.ended i1.s-2 lost']);
  });

  it('has the usual grace for a lost line', () => {
    listens();
    expect(s.lose(v)).toEqual(['leg.lost i1.s-1']);
    expect(heard()).toMatchObject({ [c]: { leg: a }, [a]: { leg: c } });
    s.wait(5_000);
    s.up(v);
    s.lose(v);
    expect(s.wait(20_000)).toEqual(['supervision.ended i1.s-1 lost']);
  });

  it('goes when the talk is over', () => {
    listens();
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual(['segment.wrapping i1.1 agent', 'supervision.ended i1.s-1 talkOver']);
    expect(legOwner(s.world, v)).toBeNull();
    expect(() => s.supervise('i1', 'eva', 'listen')).toThrow(refused('supervise.noTalk'));
  });

  it('takes over: the customer goes on with them on the line that they have', () => {
    listens();
    expect(s.supervision('takeOver', 'i1', 'eva')).toEqual([
      'supervision.ended i1.s-1 tookOver',
      'segment.joined i1.2 eva takeOver',
      'segment.wrapping i1.1 removed',
    ]);
    expect(heard()).toEqual({ [c]: { leg: v }, [v]: { leg: c } });
    expect(legOwner(s.world, v)).toEqual({ party: 'agent', interactionId: 'i1', segmentId: 'i1.2', agentId: 'eva' });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', agentName: 'Eva' });
    s.lose(v);
    s.up(v);
    s.act('finish', 'i1.1', 'ada');
    expect(s.act('hangUp', 'i1.2', 'eva')).toEqual(['segment.wrapping i1.2 agent']);
  });

  it('who barged in goes on with the customer when the agent is lost for good; who only listens does not', () => {
    listens();
    s.superviseMode('i1', 'eva', 'barge');
    s.lose(a);
    expect(s.wait(20_000)).toEqual(['supervision.ended i1.s-1 tookOver', 'segment.joined i1.2 eva takeOver', 'segment.finished i1.1 lost']);
    expect(heard()).toEqual({ [c]: { leg: v }, [v]: { leg: c } });
    expect(customerView(s.world, 'i1')).toMatchObject({ state: 'talking', agentName: 'Eva', agentAway: false });
    s.act('hangUp', 'i1.2', 'eva');
    s.act('finish', 'i1.2', 'eva');

    s.call('i2', 'sales');
    s.answer('i2.1', 'ada');
    s.supervise('i2', 'eva', 'listen');
    s.up('i2.s-1');
    s.lose('i2.1.a');
    expect(s.wait(20_000).slice(0, 3)).toEqual([
      'segment.finished i2.1 lost',
      'interaction.queued i2 agentLost front',
      'supervision.ended i2.s-1 talkOver',
    ]);
  });

  it('is refused what does not fit', () => {
    expect(() => s.supervision('stop', 'i1', 'eva')).toThrow(refused('supervise.none'));
    expect(() => s.supervise('i1', 'ada', 'listen')).toThrow(refused('supervise.ownTalk'));
    expect(() => s.supervise('i1', 'nobody', 'listen')).toThrow(refused('agent.unknown'));
    expect(() => s.supervise('i2', 'eva', 'listen')).toThrow(refused('interaction.unknown'));
    s.agent('bea', 'sales');
    expect(() => s.supervise('i1', 'bea', 'listen')).toThrow(refused('agent.notConnected'));
    s.supervise('i1', 'eva', 'listen');
    expect(() => s.supervision('takeOver', 'i1', 'eva')).toThrow(refused('supervise.none'));
    expect(() => s.supervise('i1', 'eva', 'listen')).toThrow(refused('agent.busy'));
    expect(() => s.makeCall('m1', 'eva', '@ada')).toThrow(refused('agent.busy'));
    s.up(v);
    s.connect('bea');
    s.transfer('i1.1', 'ada', '@bea');
    expect(() => s.supervision('takeOver', 'i1', 'eva')).toThrow(refused('transfer.running'));
  });
});

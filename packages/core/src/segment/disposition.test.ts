import type { Disposition, OutcomeConfig } from '@centralino/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { interactionView } from '../views/interaction-view.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });
const label = { it: '', en: '' };
const outcomes: OutcomeConfig = {
  required: true,
  level1: [
    { code: 'sold', label, level2: [{ code: 'cash', label }] },
    { code: 'lost', label, level2: [] },
  ],
};

describe('an outcome', () => {
  let s: Script;
  beforeEach(() => {
    s = new Script();
    s.readyAgent('ada', 'sales');
  });
  const wrapping = (configured: OutcomeConfig | null): void => {
    s.service('sales', configured === null ? {} : { outcomes: configured });
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    s.act('hangUp', 'i1.1', 'ada');
  };
  const finish = (outcome: Disposition | null): string[] =>
    s.send({ type: 'segment.finish', interactionId: 'i1', segmentId: 'i1.1', agentId: 'ada', outcome });

  it('is chosen at the end of after-call work', () => {
    wrapping(outcomes);
    expect(finish({ level1: 'sold', level2: 'cash' })).toEqual([
      'segment.disposed i1.1',
      'segment.finished i1.1 completed',
      'interaction.closed i1 completed',
    ]);
    expect(interactionView(s.world, 'i1')?.segments[0]?.disposition).toEqual({ level1: 'sold', level2: 'cash' });
  });

  it('cannot be left out where it is required, with its second level where there is one', () => {
    wrapping(outcomes);
    expect(() => finish(null)).toThrow(refused('outcome.required'));
    expect(() => s.act('finish', 'i1.1', 'ada')).toThrow(refused('outcome.required'));
    expect(() => finish({ level1: 'sold', level2: null })).toThrow(refused('outcome.required'));
    expect(finish({ level1: 'lost', level2: null })).toContain('segment.disposed i1.1');
  });

  it('must be one of the service’s', () => {
    wrapping(outcomes);
    expect(() => finish({ level1: 'else', level2: null })).toThrow(refused('outcome.unknown'));
    expect(() => finish({ level1: 'lost', level2: 'cash' })).toThrow(refused('outcome.unknown'));
  });

  it('may be left out elsewhere, and is unknown to a service without outcomes', () => {
    wrapping({ ...outcomes, required: false });
    expect(finish(null)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
    s.service('sales', {});
    s.call('i2', 'sales');
    s.answer('i2.1', 'ada');
    s.act('hangUp', 'i2.1', 'ada');
    expect(() =>
      s.send({
        type: 'segment.finish',
        interactionId: 'i2',
        segmentId: 'i2.1',
        agentId: 'ada',
        outcome: { level1: 'sold', level2: null },
      }),
    ).toThrow(refused('outcome.unknown'));
  });

  const choose = (outcome: Disposition | null): string[] =>
    s.send({ type: 'segment.dispose', interactionId: 'i1', segmentId: 'i1.1', agentId: 'ada', outcome });
  const kept = (): unknown => interactionView(s.world, 'i1')?.segments[0]?.disposition;

  it('does not keep an agent: after-call work that runs out ends without one', () => {
    wrapping(outcomes);
    expect(s.wait(60_000)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
  });

  it('is kept as far as it was chosen when after-call work runs out, and can be completed also afterwards', () => {
    wrapping(outcomes);
    expect(choose({ level1: 'sold', level2: null })).toEqual(['segment.disposed i1.1']);
    expect(choose({ level1: 'sold', level2: null })).toEqual([]);
    expect(s.wait(60_000)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
    expect(kept()).toEqual({ level1: 'sold', level2: null });
    // The browser's line was away at the end: what it could not tell in time comes later.
    expect(choose({ level1: 'sold', level2: 'cash' })).toEqual(['segment.disposed i1.1']);
    expect(kept()).toEqual({ level1: 'sold', level2: 'cash' });
  });

  it('that was chosen before is what it finishes with, if it is enough', () => {
    wrapping(outcomes);
    choose({ level1: 'sold', level2: null });
    expect(() => finish(null)).toThrow(refused('outcome.required'));
    choose({ level1: 'sold', level2: 'cash' });
    expect(finish(null)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
    expect(kept()).toEqual({ level1: 'sold', level2: 'cash' });
  });

  it('can be taken back as long as after-call work goes on', () => {
    wrapping(outcomes);
    choose({ level1: 'lost', level2: null });
    expect(choose(null)).toEqual(['segment.disposed i1.1']);
    expect(kept()).toBeNull();
    expect(() => finish(null)).toThrow(refused('outcome.required'));
  });

  it('is chosen of the service’s, by the agent, when the talk is over', () => {
    s.service('sales', { outcomes });
    s.call('i1', 'sales');
    s.answer('i1.1', 'ada');
    expect(() => choose({ level1: 'sold', level2: null })).toThrow(refused('segment.state'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => choose({ level1: 'else', level2: null })).toThrow(refused('outcome.unknown'));
    expect(() =>
      s.send({
        type: 'segment.dispose',
        interactionId: 'i1',
        segmentId: 'i1.1',
        agentId: 'bea',
        outcome: { level1: 'lost', level2: null },
      }),
    ).toThrow(refused('segment.unknown'));
  });
});

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

  it('does not keep an agent: after-call work that runs out ends without one', () => {
    wrapping(outcomes);
    expect(s.wait(60_000)).toEqual(['segment.finished i1.1 completed', 'interaction.closed i1 completed']);
  });
});

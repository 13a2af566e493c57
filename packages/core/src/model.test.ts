import { ClosedReason, EndedBy, QueuedReason, SegmentOutcome, TransferFailure, eventData } from '@centralino/protocol';
import type { Command } from '@centralino/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonOf } from './model/naive.test-support.ts';
import { play } from './model/model.test-support.ts';
import { steps } from './model/steps.test-support.ts';
import { evolve } from './world/evolve.ts';
import { handle } from './world/handle.ts';
import { loadWorld, saveWorld } from './world/save.ts';
import { createWorld } from './world/world.ts';

describe('whatever happens', () => {
  it('keeps every promise, event by event', () => {
    const seen: Record<string, number> = {};
    // The walk must have been everywhere, else the properties say little. Some places are rare: then it goes on.
    const places = [
      ...Object.keys(eventData),
      ...SegmentOutcome.options,
      ...ClosedReason.options.map((reason) => `closed ${reason}`),
      ...TransferFailure.options.map((reason) => `transferFailed ${reason}`),
      ...QueuedReason.options.map((reason) => `queued ${reason}`),
      ...EndedBy.options.map((by) => `wrapping ${by}`),
      ...[
        'joined transfer',
        'joined conference',
        'joined takeOver',
        'listening left',
        'listening lost',
        'listening talkOver',
        'transferred blind',
        'transferred consultation',
        'moved to agent',
        'moved to service',
      ],
    ];
    const missing = (): string[] => places.filter((name) => seen[name] === undefined);
    for (let round = 0; round < 12 && (round === 0 || missing().length > 0); round += 1) {
      fc.assert(
        fc.property(steps, (list) => {
          const model = play(list);
          model.tellDue();
          model.end();
          for (const [name, count] of Object.entries(model.seen)) seen[name] = (seen[name] ?? 0) + count;
        }),
        { numRuns: 150 },
      );
    }
    expect(missing()).toEqual([]);
  }, 300_000);

  it('gives the same state again from the log, and the same decisions from the same state', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const model = play(list.filter(({ kind }) => kind !== 'forget'));
        const replayed = createWorld();
        for (const event of model.log) evolve(replayed, event);
        expect(saveWorld(replayed)).toEqual(saveWorld(model.world));
        const again = play(list.filter(({ kind }) => kind !== 'forget'));
        expect(again.log).toEqual(model.log);
        // A world from the log, from a snapshot, and the one that decided all along go on alike.
        const command: Command = { type: 'engine.started', at: model.now + 1 };
        const loaded = loadWorld(JSON.parse(jsonOf(model.world)));
        const events = handle(model.world, command);
        expect(handle(replayed, command)).toEqual(events);
        expect(handle(loaded, command)).toEqual(events);
      }),
      { numRuns: 40 },
    );
  }, 300_000);
});

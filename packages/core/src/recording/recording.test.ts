import type { RecordingConfig, RecordingResult } from '@centralino/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { desiredRecordings, unsavedRecordings } from '../media/desired-recordings.ts';
import { Script, testService } from '../testing/script.ts';
import { customerView } from '../views/customer-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { forgettable } from '../world/queries.ts';
import { ruleRecords, sampleOf } from './rule.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });
const always: RecordingConfig = { rule: 'always', percent: 100, onDemand: true, announce: true };
const never: RecordingConfig = { rule: 'never', percent: 100, onDemand: false, announce: false };
const result: RecordingResult = { ms: 1_000, talkMs: 1_000, complete: true, problems: [] };
const c = 'i1.c';
const a = 'i1.1.a';
const r1 = 'i1.r-1';

let s: Script;
beforeEach(() => {
  s = new Script();
});

const talk = (recording?: RecordingConfig): string[] => {
  s.service('sales', recording === undefined ? {} : { recording });
  s.readyAgent('ada', 'sales');
  s.call('i1', 'sales');
  return s.answer('i1.1', 'ada');
};
const byHand = (verb: 'start' | 'pause' | 'resume' | 'stop', segmentId = 'i1.1', agentId = 'ada'): string[] =>
  s.send({ type: `recording.${verb}`, interactionId: 'i1', segmentId, agentId });
const desired = (): unknown[] => desiredRecordings(s.world, 'i1').map(({ legs, running }) => (running ? legs : 'still'));
const states = (): unknown => interactionView(s.world, 'i1')?.recordings.map(({ state }) => state);

describe('the rule', () => {
  it('records each talk of a service that always records, from its first moment to its end', () => {
    expect(talk(always)).toContain('recording.started i1.r-1');
    expect(desired()).toEqual([[c, a]]);
    expect(customerView(s.world, 'i1')).toMatchObject({ recorded: true, recordingPaused: false });
    expect(s.act('hangUp', 'i1.1', 'ada')).toEqual(['segment.wrapping i1.1 agent', 'recording.stopped i1.r-1']);
    expect(desired()).toEqual([]);
    expect(states()).toEqual(['saving']);
    expect(customerView(s.world, 'i1')?.recorded).toBe(false);
  });

  it('records a sample that belongs to the interactions, about as large as it is asked for', () => {
    const sample = (percent: number): string[] =>
      Array.from({ length: 2_000 }, (_, index) => `0f2c${index}-7a11`).filter((id) =>
        ruleRecords({ id, origin: { kind: 'customer' } }, testService('x', { recording: { ...always, rule: 'percentage', percent } })),
      );
    expect([sample(0).length, sample(100).length]).toEqual([0, 2_000]);
    expect(Math.abs(sample(30).length - 600)).toBeLessThan(60);
    // Who is in a small sample is in every larger one.
    expect(sample(60)).toEqual(expect.arrayContaining(sample(30)));
    expect([sampleOf('i1'), sampleOf('i2')]).toEqual([sampleOf('i1'), sampleOf('i2')]);
  });

  it('leaves calls between agents alone', () => {
    s.service('sales', { recording: always });
    s.readyAgent('ada', 'sales');
    s.readyAgent('bea');
    s.makeCall('i1', 'ada', '@bea', 'sales');
    s.up(c);
    expect(s.answer('i1.1', 'bea')).not.toContain('recording.started i1.r-1');
    // By hand it may be recorded.
    expect(byHand('start', 'i1.1', 'bea')).toEqual(['recording.started i1.r-1']);
  });

  it('holds for the service to which the customer is transferred', () => {
    talk(always);
    s.service('quiet', { recording: never });
    s.service('tech', { recording: always });
    s.readyAgent('bea', 'quiet', 'tech');
    expect(s.transfer('i1.1', 'ada', 'quiet')).toContain('recording.stopped i1.r-1');
    expect(s.answer('i1.2', 'bea')).not.toContain('recording.started i1.r-2');
    expect(s.transfer('i1.2', 'bea', 'tech')).not.toContain('recording.started i1.r-2');
    s.wait(60_000);
    expect(s.answer('i1.3', 'bea')).toContain('recording.started i1.r-2');
  });

  it('does not try again in the same talk what failed', () => {
    talk(always);
    s.wait(1_000);
    expect(s.send({ type: 'recording.fail', interactionId: 'i1', recordingId: r1, detail: 'disk full' })).toEqual([
      'recording.failed i1.r-1',
    ]);
    expect(s.act('hold', 'i1.1', 'ada')).toEqual(['segment.held i1.1']);
    expect(s.act('resume', 'i1.1', 'ada')).toEqual(['segment.resumed i1.1']);
    expect(states()).toEqual(['failed']);
  });
});

describe('a recording', () => {
  it('is seen to stand still while nobody talks with the customer, whatever the reason', () => {
    const heard = (): unknown => interactionView(s.world, 'i1')?.recordings[0]?.heard;
    const toCustomer = (): unknown => customerView(s.world, 'i1')?.recordingPaused;
    talk(always);
    const began = s.at;
    expect([heard(), toCustomer()]).toEqual([{ ms: 0, since: began }, false]);
    s.wait(10_000);
    s.act('hold', 'i1.1', 'ada');
    s.wait(5_000);
    expect([states(), heard(), toCustomer()]).toEqual([['recording'], { ms: 10_000, since: null }, true]);
    s.act('resume', 'i1.1', 'ada');
    expect([heard(), toCustomer()]).toEqual([{ ms: 10_000, since: s.at }, false]);
    s.readyAgent('bea');
    s.consult('i1.1', 'ada', 'k1', '@bea');
    s.answer('k1.1', 'bea');
    expect([heard(), toCustomer()]).toEqual([{ ms: 10_000, since: null }, true]);
    s.consultation('cancel', 'k1', 'ada');
    expect(heard()).toEqual({ ms: 10_000, since: s.at });
    s.transfer('i1.1', 'ada', '@bea');
    expect([heard(), toCustomer()]).toEqual([{ ms: 10_000, since: null }, true]);
  });

  it('stands still while nobody talks with the customer, and counts only what there is to record', () => {
    talk(always);
    s.wait(10_000);
    s.act('hold', 'i1.1', 'ada');
    expect(desired()).toEqual(['still']);
    s.wait(5_000);
    s.act('resume', 'i1.1', 'ada');
    s.readyAgent('bea');
    s.consult('i1.1', 'ada', 'k1', '@bea');
    s.answer('k1.1', 'bea');
    expect(desired()).toEqual(['still']);
    expect(() => s.send({ type: 'recording.start', interactionId: 'k1', segmentId: 'k1.1', agentId: 'bea' })).toThrow(
      refused('recording.notAllowed'),
    );
    s.wait(5_000);
    s.consultation('conference', 'k1', 'ada');
    expect(desired()).toEqual([[c, a, 'k1.1.a']]);
    s.wait(3_000);
    // Who is silenced, or away from the conference, says nothing that is anybody's.
    s.mute('i1.2', 'ada');
    expect(desired()).toEqual([[c, a]]);
    s.act('hangUp', 'i1.2', 'bea');
    byHand('pause');
    expect(desired()).toEqual(['still']);
    s.wait(4_000);
    byHand('resume');
    s.readyAgent('cyd');
    s.transfer('i1.1', 'ada', '@cyd');
    expect(desired()).toEqual(['still']);
    s.wait(2_000);
    s.answer('i1.3', 'cyd');
    expect(desired()).toEqual([[c, 'i1.3.a']]);
    s.wait(1_000);
    s.leave('i1');
    expect(unsavedRecordings(s.world)).toEqual([
      {
        recordingId: r1,
        interactionId: 'i1',
        by: null,
        startedAt: 1_000_000,
        endedAt: 1_030_000,
        talkMs: 14_000,
        legs: [
          { legId: c, party: 'customer', ms: 14_000, agentId: null },
          { legId: a, party: 'agent', ms: 13_000, agentId: 'ada' },
          { legId: 'k1.1.a', party: 'agent', ms: 3_000, agentId: 'bea' },
          { legId: 'i1.3.a', party: 'agent', ms: 1_000, agentId: 'cyd' },
        ],
      },
    ]);
  });

  it('has a supervisor in it only while the customer hears them', () => {
    talk(always);
    s.readyAgent('eva');
    s.supervise('i1', 'eva', 'whisper');
    s.up('i1.s-1');
    expect(desired()).toEqual([[c, a]]);
    s.superviseMode('i1', 'eva', 'barge');
    expect(desired()).toEqual([[c, a, 'i1.s-1']]);
    s.act('hangUp', 'i1.1', 'ada');
    expect(unsavedRecordings(s.world, 'i1')[0]?.legs.map(({ party }) => party)).toEqual(['customer', 'agent', 'supervisor']);
  });

  it('goes on while a customer waits again for whom the line broke', () => {
    talk(always);
    s.lose(a);
    expect(s.wait(20_000)).not.toContain('recording.stopped i1.r-1');
    expect([states(), desired()]).toEqual([['recording'], ['still']]);
    s.leave('i1');
    expect(states()).toEqual(['saving']);
  });

  it('is saved or fails, once, and may be removed; until then the interaction is remembered', () => {
    talk(always);
    const save = (): string[] => s.send({ type: 'recording.save', interactionId: 'i1', recordingId: r1, result });
    const remove = (): string[] => s.send({ type: 'recording.remove', interactionId: 'i1', recordingId: r1 });
    expect(save).toThrow(refused('recording.running'));
    expect(remove).toThrow(refused('recording.running'));
    s.leave('i1');
    s.act('finish', 'i1.1', 'ada');
    expect(forgettable(s.world, s.at + 3_600_000)).toEqual([]);
    expect(save()).toEqual(['recording.saved i1.r-1']);
    expect(save()).toEqual([]);
    expect(s.send({ type: 'recording.fail', interactionId: 'i1', recordingId: r1, detail: '' })).toEqual([]);
    expect(interactionView(s.world, 'i1')?.recordings[0]).toMatchObject({ state: 'saved', result });
    expect(forgettable(s.world, s.at + 3_600_000)).toEqual(['i1']);
    expect(remove()).toEqual(['recording.removed i1.r-1']);
    expect([remove(), save()]).toEqual([[], []]);
    expect(interactionView(s.world, 'i1')?.recordings[0]).toMatchObject({ state: 'removed', result: null });
    expect(() => s.send({ type: 'recording.fail', interactionId: 'i1', recordingId: 'i1.r-9', detail: '' })).toThrow(
      refused('recording.unknown'),
    );
  });
});

describe('an agent', () => {
  it('records by hand, pauses and stops, and may record again', () => {
    expect(talk()).not.toContain('recording.started i1.r-1');
    for (const verb of ['pause', 'resume', 'stop'] as const) expect(() => byHand(verb)).toThrow(refused('recording.none'));
    expect(byHand('start')).toEqual(['recording.started i1.r-1']);
    expect(() => byHand('start')).toThrow(refused('recording.running'));
    expect(byHand('resume')).toEqual([]);
    expect(byHand('pause')).toEqual(['recording.paused i1.r-1']);
    expect(byHand('pause')).toEqual([]);
    expect(customerView(s.world, 'i1')?.recorded).toBe(true);
    expect(byHand('resume')).toEqual(['recording.resumed i1.r-1']);
    expect(byHand('stop')).toEqual(['recording.stopped i1.r-1']);
    expect(byHand('start')).toEqual(['recording.started i1.r-2']);
    expect(interactionView(s.world, 'i1')?.recordings.map(({ by, state }) => [by, state])).toEqual([
      ['ada', 'saving'],
      ['ada', 'recording'],
    ]);
  });

  it('pauses what the rule records, but does not stop it', () => {
    talk(always);
    expect(byHand('pause')).toEqual(['recording.paused i1.r-1']);
    expect(() => byHand('stop')).toThrow(refused('recording.notAllowed'));
    expect(states()).toEqual(['paused']);
  });

  it('is refused where the service does not let agents record, and in what is not their talk', () => {
    talk(never);
    expect(() => byHand('start')).toThrow(refused('recording.notAllowed'));
    expect(() => byHand('start', 'i1.1', 'bea')).toThrow(refused('segment.unknown'));
    expect(() => byHand('start', 'i1.7')).toThrow(refused('segment.unknown'));
    s.act('hangUp', 'i1.1', 'ada');
    expect(() => byHand('start')).toThrow(refused('segment.state'));
  });
});

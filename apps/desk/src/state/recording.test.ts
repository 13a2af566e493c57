import type { RecordingView } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { interactionView, segmentView } from '../testing/views.ts';
import { emptyDesk } from './desk-state.ts';
import { brokeIn, brokeOff, recordable, recordedMs, recordingOf, recordingSign, recordKeyMeans } from './recording.ts';

const desk = (recordOnDemand: boolean) => ({ ...emptyDesk, serviceSettings: [{ code: 's', outcomes: null, recordOnDemand }] });
const part = (...[state, more]: Parameters<typeof segmentView>) => {
  const segment = segmentView(state, more);
  return { interaction: interactionView([segment]), segment };
};
const recording = (state: RecordingView['state'], by: string | null): RecordingView => {
  return { id: 'i1.r-1', state, by, announced: true, startedAt: 1, endedAt: null, result: null };
};
const recorded = (...recordings: RecordingView[]) => interactionView([], { recordings });

describe('the sign of a recording', () => {
  it('says what is recorded now, and how much was', () => {
    const running = recording('recording', null);
    // Of a server that does not tell, all since the beginning.
    expect([recordingSign(running), recordedMs(running, 5_001)]).toEqual(['recording', 5_000]);
    const talked = { ...running, heard: { ms: 3_000, since: 9_000 } };
    expect([recordingSign(talked), recordedMs(talked, 10_000)]).toEqual(['recording', 4_000]);
    const held = { ...running, heard: { ms: 3_000, since: null } };
    expect([recordingSign(held), recordedMs(held, 10_000)]).toEqual(['waiting', 3_000]);
    expect(recordingSign({ ...held, state: 'paused' })).toBe('paused');
  });
});

describe('recording by hand', () => {
  it('is possible in a talk of a service that lets agents record', () => {
    expect(recordable(desk(true), part('online'))).toBe('possible');
    expect(recordable(desk(false), part('online'))).toBe('never');
    expect(recordable(emptyDesk, part('online'))).toBe('never');
    expect(recordable(desk(true), part('accepted'))).toBe('notYet');
    const transferring = { to: { kind: 'agent', agentId: 'a2' }, toName: 'Two', segmentId: 'i1.2' } as const;
    expect(recordable(desk(true), part('online', { transferring }))).toBe('onTheWay');
  });

  it('is not for who is consulted', () => {
    const { interaction, segment } = part('online');
    const origin = { kind: 'agent', agentId: 'a2', agentName: 'Two', consultFor: { interactionId: 'x', segmentId: 'x.1' } } as const;
    expect(recordable(desk(true), { interaction: { ...interaction, origin }, segment })).toBe('never');
  });

  it('that broke off is told in the talk that it was of, and only there', () => {
    const { interaction } = part('online');
    const said = (type: 'recording.failed' | 'recording.saved', of = interaction) =>
      ({ now: 1, event: { seq: 1, stream: 'interaction:i1', version: 1, type, at: 1, data: {} }, interaction: of }) as const;
    const me = interaction.segments[0]!.agentId;
    expect(brokeIn(said('recording.failed'), me)).toBe(true);
    expect(brokeIn(said('recording.failed'), 'somebody')).toBe(false);
    expect(brokeIn(said('recording.saved'), me)).toBe(false);
    expect(brokeIn(said('recording.failed', part('wrapping').interaction), me)).toBe(false);
    expect(brokeOff(recorded(recording('failed', null)))).toBe(true);
    expect(brokeOff(recorded(recording('failed', null), recording('recording', 'a1')))).toBe(false);
  });

  it('has one key: what an agent began it stops, what the rule began it pauses', () => {
    expect(recordingOf(recorded(recording('saved', null)))).toBeNull();
    expect(recordKeyMeans(recorded(recording('saving', 'a1')))).toBe('start');
    expect(recordKeyMeans(recorded(recording('paused', 'a1')))).toBe('stop');
    expect(recordKeyMeans(recorded(recording('recording', null)))).toBe('pause');
    expect(recordKeyMeans(recorded(recording('saved', 'a1'), recording('paused', null)))).toBe('resume');
  });
});

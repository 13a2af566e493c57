import { CentralinoError, recordingIdOf, segmentIdOf, type Target } from '@centralino/protocol';
import { FakeInteractions } from './fake-interactions.ts';
import { fakeAgentId, fakeColleagues, fakeServices } from './fake-people.ts';

/** What an agent does within a talk: record it, hand it over, silence or remove who is in it. */
export class FakeTransfers extends FakeInteractions {
  // ── recording ──

  record(id: string, what: 'start' | 'pause' | 'resume' | 'stop', by: string | null = fakeAgentId): void {
    const running = this.get(id).recordings.find(({ state }) => state === 'recording' || state === 'paused');
    if (what === 'start') {
      if (running !== undefined) throw new CentralinoError('recording.running');
      const recordingId = recordingIdOf(id, this.get(id).recordings.length + 1);
      const startedAt = Date.now();
      this.change(id, (view) =>
        view.recordings.push({
          id: recordingId,
          state: 'recording',
          by,
          announced: true,
          startedAt,
          endedAt: null,
          heard: { ms: 0, since: startedAt },
          result: null,
        }),
      );
      return this.say('recording.started', id, { recordingId, by, announced: true });
    }
    if (running === undefined) throw new CentralinoError('recording.none');
    const states = { pause: 'paused', resume: 'recording', stop: 'saving' } as const;
    this.change(id, (view) => {
      view.recordings = view.recordings.map((one) => (one.id === running.id ? { ...one, state: states[what] } : one));
    });
    const types = { pause: 'recording.paused', resume: 'recording.resumed', stop: 'recording.stopped' } as const;
    this.say(types[what], id, { recordingId: running.id, by: fakeAgentId });
  }

  /** The recording can't be written any more. */
  breakRecording(id: string): void {
    const running = this.get(id).recordings.at(-1);
    if (running === undefined) throw new CentralinoError('recording.none');
    this.change(id, (view) => {
      view.recordings = view.recordings.map((one) => (one.id === running.id ? { ...one, state: 'failed', endedAt: Date.now() } : one));
    });
    this.say('recording.failed', id, { recordingId: running.id, detail: 'ENOSPC' });
  }

  // ── transfer ──

  transfer(id: string, to: Target): void {
    this.check(to);
    const segment = this.segmentOf(id);
    const own = { segmentId: segment.id, agentId: segment.agentId };
    if (to.kind === 'service') {
      this.change(id, (view) => Object.assign(view, { service: fakeServices.find(({ code }) => code === to.code), state: 'queued' }));
      this.say('segment.transferred', id, { ...own, to, toSegmentId: null, kind: 'blind' });
      this.wrapOne(id, segment, 'transferred');
      return this.say('interaction.queued', id, {
        reason: 'transferred',
        front: false,
        arrivedAt: this.get(id).arrivedAt,
        target: to,
      });
    }
    const colleague = fakeColleagues.find(({ agentId }) => to.kind === 'agent' && agentId === to.agentId);
    if (colleague === undefined) throw new CentralinoError('agent.unknown');
    const toSegmentId = segmentIdOf(id, this.get(id).segments.length + 1);
    this.segmentIs(id, segment.id, { transferring: { to, toName: colleague.name, segmentId: toSegmentId } });
    this.say('segment.transferring', id, { ...own, to, toSegmentId });
    this.offer(id, colleague, true, segment.id);
  }

  takeBack(id: string): void {
    const from = this.segmentOf(id);
    if (from.transferring === null) throw new CentralinoError('transfer.none');
    const { to } = from.transferring;
    this.finishOne(id, this.colleague(id), 'withdrawn');
    this.segmentIs(id, from.id, { transferring: null });
    this.say('segment.transferFailed', id, { segmentId: from.id, agentId: from.agentId, to, reason: 'cancelled' });
  }

  // ── who is in it ──

  mute(id: string, segmentId: string, muted: boolean): void {
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    if (segment === undefined) throw new CentralinoError('segment.unknown');
    this.segmentIs(id, segmentId, { muted });
    this.say('segment.muted', id, { segmentId, agentId: segment.agentId, muted, by: fakeAgentId });
  }

  remove(id: string, segmentId: string): void {
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    if (segment === undefined) throw new CentralinoError('conference.none');
    this.wrapOne(id, segment, 'removed');
  }

  protected check(to: Target): void {
    if (to.kind === 'number') throw new CentralinoError('target.noTrunk', to.number);
    if (to.kind === 'agent' && !fakeColleagues.some(({ agentId }) => agentId === to.agentId)) throw new CentralinoError('agent.unknown');
  }
}

import { EventEmitter } from 'node:events';
import type { LegStats, MediaEvent, RecordedFile } from '@centralino/protocol';
import type { MediaPort } from '../ports.ts';
import type { ArchivePort } from '../recorder.ts';

export const goodStats: LegStats = {
  rttMs: 10,
  jitterMs: 2,
  lossIn: 0,
  lossOut: 0,
  audioPacketsIn: 50,
  audioPacketsOut: 50,
  videoPacketsIn: 0,
  videoPacketsOut: 0,
  bpsIn: 20_000,
  bpsOut: 20_000,
  silentMs: 20,
  r: 93,
  mos: 4.4,
  path: 'udp',
};

export type PlaneCall = { method: string; params: Record<string, unknown> };

/** A media plane without media: remembers what it was asked, answers as it is told, and can be made to report anything. */
export class FakePlane extends EventEmitter implements MediaPort {
  readonly calls: PlaneCall[] = [];
  /** Refuses the next request of this method. */
  readonly failNext = new Map<string, Error>();
  /** Answers of methods, in the place of the usual ones. */
  readonly answers = new Map<string, unknown>();
  /** Runs before a request is answered. */
  before: (call: PlaneCall) => Promise<void> | void = () => undefined;

  async request(method: string, params: object): Promise<never> {
    const call = { method, params: params as Record<string, unknown> };
    this.calls.push(call);
    await this.before(call);
    const failure = this.failNext.get(method);
    this.failNext.delete(method);
    if (failure !== undefined) throw failure;
    const replies: Record<string, unknown> = {
      createWebRtcLeg: { answer: `answer for ${String(call.params['legId'])}` },
      wire: {},
      dtmf: {},
      stats: { stats: goodStats, heard: { audioPeak: 0.3, videoFrames: 0 } },
      close: { stats: goodStats },
      'record.start': {},
      'record.pause': {},
      'record.resume': {},
      'record.stop': { files: [] },
    };
    return (this.answers.get(method) ?? replies[method]) as never;
  }

  tell(event: MediaEvent): void {
    this.emit('event', event);
  }

  loseNode(legIds: string[], recordingIds: string[] = []): void {
    this.emit('nodeLost', { legIds, recordingIds });
  }

  take(method: string): Record<string, unknown>[] {
    const taken = this.calls.filter((call) => call.method === method).map((call) => call.params);
    const left = this.calls.filter((call) => call.method !== method);
    this.calls.splice(0, this.calls.length, ...left);
    return taken;
  }
}

/** Remembers what was delivered to it. */
export class FakeArchive implements ArchivePort {
  readonly delivered: { recordingId: string; files: readonly RecordedFile[] }[] = [];

  directoryOf(recordingId: string): string {
    return `/spool/${recordingId}`;
  }

  deliver(recordingId: string, files: readonly RecordedFile[]): void {
    if (!this.delivered.some((one) => one.recordingId === recordingId)) this.delivered.push({ recordingId, files });
  }
}

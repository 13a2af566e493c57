import { isAbsolute } from 'node:path';
import { CentralinoError, type MediaEvent, type MediaParams, type MediaResult } from '@centralino/protocol';
import type { Logger } from '../logger.ts';
import type { Mixes } from './mixes.ts';
import { Recording } from './recording.ts';
import type { WebRtcLeg } from './webrtc-leg.ts';

/** So much is lost at most when the machine (not just this process) stops. */
const syncEveryMs = 5_000;

export interface RecordingsOptions {
  legs: ReadonlyMap<string, WebRtcLeg>;
  mixes: Mixes;
  logger: Logger;
  emit(event: MediaEvent): void;
  /** Lets the leg hear that it is recorded. */
  warn(leg: WebRtcLeg): void;
}

/** The recordings of a node. */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #running = new Map<string, Recording>();
  /** Of announced recordings: the legs that were told. */
  readonly #warned = new Map<string, Set<string>>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      for (const recording of this.#running.values()) recording.sync();
    }, syncEveryMs);
  }

  start({ recordingId, legs: legIds, directory, announce = false }: MediaParams<'record.start'>): void {
    const known = this.#running.get(recordingId);
    if (known !== undefined) {
      known.setLegs(legIds);
      this.#warn(recordingId, known);
      return;
    }
    if (!isAbsolute(directory)) throw new CentralinoError('request.invalid', 'directory: must be an absolute path');
    const { legs, mixes, logger, emit } = this.#options;
    const onFailed = (detail: string): void => {
      logger.error({ recordingId, detail }, 'a recording can’t be written');
      emit({ type: 'record.failed', recordingId, detail });
    };
    const recording = new Recording({ recordingId, directory, legs, mixes, onFailed }, legIds);
    this.#running.set(recordingId, recording);
    if (announce) this.#warned.set(recordingId, new Set());
    this.#warn(recordingId, recording);
  }

  pause(recordingId: string): void {
    this.#of(recordingId).pause();
  }

  resume(recordingId: string): void {
    this.#of(recordingId).resume();
  }

  async stop(recordingId: string): Promise<MediaResult<'record.stop'>> {
    const recording = this.#of(recordingId);
    this.#running.delete(recordingId);
    this.#warned.delete(recordingId);
    return { files: await recording.stop() };
  }

  /** A leg is up, or is closed. */
  onLegs(): void {
    for (const [recordingId, recording] of this.#running) {
      recording.refresh();
      this.#warn(recordingId, recording);
    }
  }

  /** Finishes all files. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#running.keys()].map((recordingId) => this.stop(recordingId)));
  }

  #warn(recordingId: string, recording: Recording): void {
    const warned = this.#warned.get(recordingId);
    if (warned === undefined) return;
    for (const leg of recording.present()) {
      if (leg.audioCodec === null || warned.has(leg.id)) continue;
      warned.add(leg.id);
      this.#options.warn(leg);
    }
  }

  #of(recordingId: string): Recording {
    const recording = this.#running.get(recordingId);
    if (recording === undefined) throw new CentralinoError('recording.unknown');
    return recording;
  }
}

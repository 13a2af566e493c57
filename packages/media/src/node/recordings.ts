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
}

/** The recordings of a node. */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #running = new Map<string, Recording>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      for (const recording of this.#running.values()) recording.sync();
    }, syncEveryMs);
  }

  start({ recordingId, legs: legIds, directory }: MediaParams<'record.start'>): void {
    const known = this.#running.get(recordingId);
    if (known !== undefined) {
      known.setLegs(legIds);
      return;
    }
    if (!isAbsolute(directory)) throw new CentralinoError('request.invalid', 'directory: must be an absolute path');
    const { legs, mixes, logger, emit } = this.#options;
    const onFailed = (detail: string): void => {
      logger.error({ recordingId, detail }, 'a recording can’t be written');
      emit({ type: 'record.failed', recordingId, detail });
    };
    this.#running.set(recordingId, new Recording({ recordingId, directory, legs, mixes, onFailed }, legIds));
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
    return { files: await recording.stop() };
  }

  /** A leg is up, or is closed. */
  onLegs(): void {
    for (const recording of this.#running.values()) recording.refresh();
  }

  /** Finishes all files. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#running.keys()].map((recordingId) => this.stop(recordingId)));
  }

  #of(recordingId: string): Recording {
    const recording = this.#running.get(recordingId);
    if (recording === undefined) throw new CentralinoError('recording.unknown');
    return recording;
  }
}

import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { desiredRecordings, mediaGroupMembers, unsavedRecordings, type DesiredRecording } from '@centralino/core';
import { CentralinoError, type RecordedFile } from '@centralino/protocol';
import type { EnginePort } from '../realtime/ports.ts';
import { isStopping } from './leg.ts';
import type { MediaPort } from './ports.ts';

/** What the recorder needs of the recordings' archive. */
export interface ArchivePort {
  /** Where the media node writes the files of a recording before they are in the store. */
  directoryOf(recordingId: string): string;
  /** The recording is over; `files`: what the media node told of them. Told again, it changes nothing. */
  deliver(recordingId: string, files: readonly RecordedFile[]): void;
}

/** A recording that the media plane was told to make. */
interface Tape {
  readonly group: string;
  /** As the plane was told. */
  legs: string;
  running: boolean;
}

const codeOf = (error: unknown): string => (error instanceof CentralinoError ? error.code : '');

/**
 * Makes the media plane record what `desiredRecordings` says, as the reconciler does with wires: only differences are sent, what failed is
 * tried again. What a lost media node had recorded stays on the disk; the recording goes on in another folder as soon as legs are back.
 */
export class Recorder {
  readonly #engine: EnginePort;
  readonly #plane: MediaPort;
  readonly #archive: ArchivePort;
  readonly #logger: FastifyBaseLogger;
  readonly #now: () => number;
  readonly #tapes = new Map<string, Tape>();

  constructor(options: { engine: EnginePort; plane: MediaPort; archive: ArchivePort; logger: FastifyBaseLogger; now: () => number }) {
    this.#engine = options.engine;
    this.#plane = options.plane;
    this.#archive = options.archive;
    this.#logger = options.logger;
    this.#now = options.now;
  }

  /** Groups in which something is recorded. */
  get groups(): Set<string> {
    return new Set([...this.#tapes.values()].map(({ group }) => group));
  }

  isRecording(group: string): boolean {
    return [...this.#tapes.values()].some((tape) => tape.group === group);
  }

  /** What must not be recorded any more: before legs are wired otherwise, or closed. Never throws. */
  async before(group: string): Promise<void> {
    const desired = this.#desired(group);
    for (const [recordingId, tape] of [...this.#tapes]) {
      if (tape.group !== group) continue;
      const wanted = desired.get(recordingId);
      if (wanted === undefined) await this.#try(recordingId, () => this.#stop(recordingId));
      else if (!wanted.running && tape.running) {
        await this.#try(recordingId, async () => {
          await this.#plane.request('record.pause', { recordingId });
          tape.running = false;
        });
      }
    }
    for (const id of mediaGroupMembers(this.#engine.committed, group)) {
      for (const { recordingId } of unsavedRecordings(this.#engine.committed, id)) {
        if (!this.#tapes.has(recordingId)) this.#archive.deliver(recordingId, []);
      }
    }
  }

  /** What is to be recorded from now on, of the legs that the plane has. Never throws. */
  async after(group: string, exists: (legId: string) => boolean): Promise<void> {
    for (const [recordingId, wanted] of this.#desired(group)) {
      const legs = wanted.legs.filter(exists);
      if (wanted.running && legs.length > 0) await this.#try(recordingId, () => this.#run(recordingId, group, legs, wanted.announced));
    }
  }

  /** A media node is gone, with what it recorded. */
  lost(recordingIds: readonly string[]): void {
    for (const recordingId of recordingIds) {
      if (this.#tapes.delete(recordingId)) this.#logger.warn({ recordingId }, 'a media node ended: its recording has a gap');
    }
  }

  /** The node can't write it. What was written stays on the disk. */
  async failed(recordingId: string, detail: string): Promise<void> {
    const interactionId = this.#interactionOf(recordingId);
    if (interactionId === null) return;
    try {
      await this.#engine.send({ type: 'recording.fail', interactionId, recordingId, detail: detail.slice(0, 300) });
    } catch (error) {
      if (!isStopping(error)) this.#logger.warn({ err: error, recordingId }, 'the engine did not take that a recording failed');
    }
  }

  #desired(group: string): Map<string, DesiredRecording> {
    const world = this.#engine.committed;
    const desired = mediaGroupMembers(world, group).flatMap((id) => desiredRecordings(world, id));
    return new Map(desired.map((one) => [one.recordingId, one]));
  }

  #interactionOf(recordingId: string): string | null {
    const tape = this.#tapes.get(recordingId);
    if (tape === undefined) return null;
    const world = this.#engine.committed;
    return (
      mediaGroupMembers(world, tape.group).find((id) => desiredRecordings(world, id).some((one) => one.recordingId === recordingId)) ?? null
    );
  }

  async #run(recordingId: string, group: string, legs: string[], announce: boolean): Promise<void> {
    const key = JSON.stringify(legs);
    const tape = this.#tapes.get(recordingId);
    if (tape?.legs !== key) {
      // A folder of its own for each stretch: another one begins after a lost node, or a restart of this server.
      const directory = join(this.#archive.directoryOf(recordingId), String(this.#now()));
      await this.#plane.request('record.start', { recordingId, legs, directory, announce });
      if (tape === undefined) this.#tapes.set(recordingId, { group, legs: key, running: true });
      else tape.legs = key;
    }
    if (tape === undefined || tape.running) return;
    await this.#plane.request('record.resume', { recordingId });
    tape.running = true;
  }

  async #stop(recordingId: string): Promise<void> {
    let files: RecordedFile[] = [];
    try {
      ({ files } = await this.#plane.request('record.stop', { recordingId }));
    } catch (error) {
      // Gone with its node: the archive finds on the disk what there is.
      if (codeOf(error) !== 'recording.unknown' && codeOf(error) !== 'media.unavailable') throw error;
    }
    this.#tapes.delete(recordingId);
    this.#archive.deliver(recordingId, files);
  }

  async #try(recordingId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // A node that lost it will be told to begin again.
      if (codeOf(error) === 'recording.unknown') this.#tapes.delete(recordingId);
      this.#logger.warn({ err: error, recordingId }, 'the media plane did not take a command about a recording; it will be repeated');
    }
  }
}

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failedRecording, interactionView, unsavedRecordings, type UnsavedRecording } from '@centralino/core';
import { interactionIdOf, type RecordedFile, type RecordingFile, type RecordingView } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { isStopping } from '../media/leg.ts';
import type { ArchivePort } from '../media/recorder.ts';
import type { EnginePort } from '../realtime/ports.ts';
import { type Database, toJson } from '../store/database.ts';
import { checkRecording } from './check.ts';
import { type CollectedFile, collectFiles, extensionOf } from './collect.ts';
import type { FileStore } from './file-store.ts';

const firstRetryMs = 2_000;
const longestRetryMs = 5 * 60_000;

export const mediaTypes = { ogg: 'audio/ogg', wav: 'audio/wav' } as const;

/** A file of a saved recording, and where it is in the store. */
export interface StoredFile extends RecordingFile {
  key: string;
}

interface Job {
  told: readonly RecordedFile[];
  attempts: number;
  timer: NodeJS.Timeout | null;
  running: Promise<void> | null;
}

export interface ArchiveOptions {
  engine: EnginePort;
  db: Kysely<Database>;
  store: FileStore;
  /** Below it: `spool`, where media nodes write, and `failed`, where files are left of whose recording nobody knows any more. */
  directory: string;
  logger: Logger;
  firstRetryMs?: number;
}

/**
 * Takes recordings that are over from the media nodes' folder to the store, checks them, writes their row, and tells the engine
 * (`recording.save`, or `recording.fail` when there is nothing). Of those that failed it keeps what there is. Whatever fails is tried again until it works, also after a restart: only
 * then the files leave the spool.
 */
export class RecordingArchive implements ArchivePort {
  readonly #options: ArchiveOptions;
  readonly #jobs = new Map<string, Job>();
  #closed = false;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /** What was on its way when the last process ended. Call it before anything is recorded. */
  async start(): Promise<void> {
    const { engine, directory } = this.#options;
    for (const { recordingId } of unsavedRecordings(engine.committed)) this.deliver(recordingId, []);
    // Files of recordings that are over in some other way: saved, but not tidied up; failed.
    const left = await readdir(join(directory, 'spool')).catch(() => []);
    for (const recordingId of left) if (this.#stateOf(recordingId) !== 'running') this.deliver(recordingId, []);
  }

  directoryOf(recordingId: string): string {
    return join(this.#options.directory, 'spool', recordingId);
  }

  deliver(recordingId: string, told: readonly RecordedFile[]): void {
    if (this.#closed || this.#jobs.has(recordingId)) return;
    const job: Job = { told, attempts: 0, timer: null, running: null };
    this.#jobs.set(recordingId, job);
    this.#attempt(recordingId, job);
  }

  /** Resolves when nothing is under way; what waits for its next attempt waits for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#jobs.values()) if (timer !== null) clearTimeout(timer);
    await Promise.all([...this.#jobs.values()].map(({ running }) => running));
  }

  #attempt(recordingId: string, job: Job): void {
    job.timer = null;
    job.running = this.#save(recordingId, job.told)
      .then(() => void this.#jobs.delete(recordingId))
      .catch((error: unknown) => {
        if (this.#closed || isStopping(error)) return;
        const waitMs = Math.min(longestRetryMs, (this.#options.firstRetryMs ?? firstRetryMs) * 2 ** Math.min(job.attempts++, 20));
        this.#options.logger.error(
          { err: error, recordingId, retryInMs: waitMs },
          'A recording could not be saved yet: its files are kept',
        );
        job.timer = setTimeout(() => this.#attempt(recordingId, job), waitMs);
        job.timer.unref();
      })
      .finally(() => (job.running = null));
  }

  /** Folders of failed recordings that are kept, of these interactions. */
  async failedOf(interactionIds: readonly string[]): Promise<string[]> {
    const folder = join(this.#options.directory, 'failed');
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => interactionIds.includes(interactionIdOf(name))).map((name) => join(folder, name));
  }

  #stateOf(recordingId: string): 'running' | Exclude<RecordingView['state'], 'recording' | 'paused'> | 'unknown' {
    const view = interactionView(this.#options.engine.committed, interactionIdOf(recordingId));
    const state = view?.recordings.find(({ id }) => id === recordingId)?.state ?? 'unknown';
    return state === 'recording' || state === 'paused' ? 'running' : state;
  }

  async #save(recordingId: string, told: readonly RecordedFile[]): Promise<void> {
    const { engine, logger } = this.#options;
    const interactionId = interactionIdOf(recordingId);
    const recording = unsavedRecordings(engine.committed, interactionId).find((one) => one.recordingId === recordingId);
    const failed = recording === undefined ? failedRecording(engine.committed, interactionId, recordingId) : null;
    if (failed !== null) return this.#keepFailed(failed, told);
    if (recording === undefined) return this.#tidyUp(recordingId);
    const files = await collectFiles(this.directoryOf(recordingId), recordingId, told);
    const result = checkRecording(
      recording,
      files,
      files.some(({ interrupted }) => interrupted),
    );
    if (files.length === 0) {
      const detail = recording.talkMs === 0 ? 'There was nothing to record.' : 'Nothing of it was written.';
      await this.#keepFailed(recording, told);
      await engine.send({ type: 'recording.fail', interactionId, recordingId, detail });
      return this.#tidyUp(recordingId);
    }
    await this.#keep(recording, files, result);
    await engine.send({ type: 'recording.save', interactionId, recordingId, result });
    if (!result.complete) logger.warn({ recordingId, ...result }, 'A recording is not complete');
    await rm(this.directoryOf(recordingId), { recursive: true, force: true });
  }

  /** A recording that broke off is in the lists as one that is not complete, with what there is of it. */
  async #keepFailed(recording: UnsavedRecording, told: readonly RecordedFile[]): Promise<void> {
    const directory = this.directoryOf(recording.recordingId);
    const files = await collectFiles(directory, recording.recordingId, told);
    if (files.length > 0 || recording.talkMs > 0) {
      const { ms, talkMs, problems } = checkRecording(recording, files, true);
      const result = { ms, talkMs, complete: false, problems: ['notWritten' as const, ...problems] };
      const known = await this.#options.db
        .selectFrom('recordings')
        .select('files')
        .where('id', '=', recording.recordingId)
        .executeTakeFirst();
      // Told again after its files went to the store: those stay.
      if (files.length > 0 || (known?.files.length ?? 0) === 0) await this.#keep(recording, files, result);
      this.#options.logger.warn({ recordingId: recording.recordingId, ...result }, 'A recording failed: what there is of it is kept');
    }
    await rm(directory, { recursive: true, force: true });
  }

  /** Files to the store, then the row: a row never names files that are not there. Done again, it has the same outcome. */
  async #keep(recording: UnsavedRecording, files: readonly CollectedFile[], result: ReturnType<typeof checkRecording>): Promise<void> {
    const { db, store } = this.#options;
    const day = new Date(recording.startedAt).toISOString().slice(0, 10).replaceAll('-', '/');
    const stored: StoredFile[] = [];
    for (const [index, file] of files.entries()) {
      const extension = extensionOf(file.path);
      const mediaType = mediaTypes[extension];
      const leg = recording.legs.find(({ legId }) => legId === file.legId);
      const party = file.legId === null ? 'mixed' : (leg?.party ?? 'agent');
      const name = `${recording.recordingId}.${index}.${party}.${extension}`;
      const key = `${day}/${recording.recordingId}/${name}`;
      await store.put(key, file.path, mediaType);
      const { legId, bytes, ms, offsetMs, filledMs, energy } = file;
      stored.push({ index, legId, party, name, agentId: leg?.agentId ?? null, mediaType, bytes, ms, offsetMs, filledMs, energy, key });
    }
    const { recordingId: id, interactionId, by, startedAt, endedAt } = recording;
    const row = { store: store.kind, result: toJson(result), files: toJson(stored) };
    await db
      .insertInto('recordings')
      .values({ id, interaction_id: interactionId, by_agent_id: by, started_at: startedAt, ended_at: endedAt, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }

  /** Files of which the engine knows nothing any more are not thrown away: perhaps somebody can make something of them. Of a saved one the store has all. */
  async #tidyUp(recordingId: string): Promise<void> {
    const { db, directory, logger } = this.#options;
    const spooled = this.directoryOf(recordingId);
    const saved = await db.selectFrom('recordings').select('id').where('id', '=', recordingId).executeTakeFirst();
    if (saved !== undefined || ['saved', 'removed'].includes(this.#stateOf(recordingId))) {
      await rm(spooled, { recursive: true, force: true });
      return;
    }
    const kept = join(directory, 'failed', recordingId);
    await mkdir(join(directory, 'failed'), { recursive: true });
    try {
      await rename(spooled, kept);
      logger.warn({ recordingId, directory: kept }, 'A recording failed: what there is of it is kept for the administrator');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  }
}

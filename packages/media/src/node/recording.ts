import type { AudioCodec, MediaResult } from '@centralino/protocol';
import { nowMs } from './clock.ts';
import { maxCatchUpMs } from './frame-clock.ts';
import type { Mix, MixListener } from './mix.ts';
import type { MixFeed, Mixes } from './mixes.ts';
import { OggOpusWriter, opusFilling, preSkip } from './ogg-opus.ts';
import { RecordingFile } from './recording-file.ts';
import { RecordingTrack } from './recording-track.ts';
import type { MediaKind, RtpHeader } from './rtp.ts';
import { payloadOf } from './voice.ts';
import type { PacketSink, WebRtcLeg } from './webrtc-leg.ts';

/** So far the mix may be behind the clock of the recording: beyond what the mixer's own clock makes up for. */
const maxMixLagMs = maxCatchUpMs + 100;

type RecordedFile = MediaResult<'record.stop'>['files'][number];

export interface RecordingOptions {
  recordingId: string;
  directory: string;
  legs: ReadonlyMap<string, WebRtcLeg>;
  mixes: Mixes;
  /** Once: the recording, or a file of it, can't go on. */
  onFailed(detail: string): void;
}

/** One recording: what each leg says as it came, and all of them mixed. Legs are found by name, so they may re-attach, come and go. */
export class Recording implements MixListener {
  readonly #options: RecordingOptions;
  #legIds: readonly string[];
  readonly #taps = new Map<string, Tap>();
  readonly #tracks: RecordingTrack[] = [];
  readonly #mixedFile: RecordingFile;
  readonly #mixedOgg = new OggOpusWriter();
  readonly #mix: MixFeed;
  #mixedEnergy = 0;
  #mixedFrames = 0;
  #mixedFilled = 0;
  #failed = false;
  /** When the present stretch began; null while paused. */
  #runningSinceMs: number | null = nowMs();
  #ranMs = 0;

  constructor(options: RecordingOptions, legIds: readonly string[]) {
    this.#options = options;
    this.#legIds = legIds;
    this.#mixedFile = this.#openFile('mixed', 'ogg');
    this.#mixedFile.append(this.#mixedOgg.head());
    this.#mix = options.mixes.listen(legIds, this);
    this.#tap();
  }

  /** From now on these legs. */
  setLegs(legIds: readonly string[]): void {
    this.#legIds = legIds;
    this.refresh();
  }

  /** The legs that are recorded and there. */
  present(): WebRtcLeg[] {
    return this.#legIds.map((id) => this.#options.legs.get(id)).filter((leg) => leg !== undefined);
  }

  /** A leg came, or went. */
  refresh(): void {
    this.#mix.update(this.#legIds);
    this.#tap();
  }

  pause(): void {
    if (this.#runningSinceMs === null) return;
    this.#ranMs = this.#clockMs(nowMs());
    this.#runningSinceMs = null;
    for (const track of this.#tracks) track.pause();
    this.sync();
  }

  resume(): void {
    this.#runningSinceMs ??= nowMs();
  }

  /** Has the disk keep what was recorded. */
  sync(): void {
    for (const track of this.#tracks) track.sync();
    this.#mixedFile.sync();
  }

  async stop(): Promise<RecordedFile[]> {
    const atMs = nowMs();
    const present = new Map([...this.#taps].map(([legId, tap]) => [tap.track, legId]));
    this.#mix.stop();
    for (const tap of this.#taps.values()) tap.stop();
    this.#taps.clear();
    this.#keepMixInTime(atMs);
    const files: (RecordedFile | null)[] = await Promise.all(this.#tracks.map((track) => track.finish(present.has(track) ? atMs : null)));
    this.#mixedFile.append(this.#mixedOgg.end());
    const path = await this.#mixedFile.finish();
    if (path !== null) {
      const ms = Math.max(0, Math.round((this.#mixedOgg.samples - preSkip) / 48));
      const energy = this.#mixedFrames === 0 ? 0 : this.#mixedEnergy / this.#mixedFrames;
      files.push({ legId: null, path, ms, offsetMs: 0, filledMs: Math.round(this.#mixedFilled / 48), energy });
    }
    return files.filter((file) => file !== null);
  }

  /** The mix of all legs. */
  take(_header: RtpHeader, frame: Buffer, atMs: number, mix: Mix): void {
    if (this.#runningSinceMs === null) return;
    this.#keepMixInTime(atMs);
    this.#writeMixed(frame);
    this.#mixedEnergy += mix.energy;
    this.#mixedFrames++;
    for (const voice of mix.voices()) this.#taps.get(voice.leg.id)?.track?.heard(voice.energy);
  }

  /** @private */
  trackFor(legId: string, codec: AudioCodec, present: RecordingTrack | null, atMs: number): RecordingTrack | null {
    if (this.#runningSinceMs === null) return null;
    if (present?.codec === codec) return present;
    // The same file goes on when a leg comes back under its name.
    const former = this.#tracks.findLast((track) => track.legId === legId);
    if (former?.codec === codec) return former;
    const file = this.#openFile(legId, codec === 'opus' ? 'ogg' : 'wav');
    const track = new RecordingTrack({ legId, codec, offsetMs: Math.round(this.#clockMs(atMs)), file });
    this.#tracks.push(track);
    return track;
  }

  #writeMixed(packet: Uint8Array): void {
    const page = this.#mixedOgg.write(packet);
    if (page !== null) this.#mixedFile.append(page);
  }

  /** After a stop of the process the mixer goes on from now: what it left out is filled, or the mix would be ever further ahead of the tracks. */
  #keepMixInTime(atMs: number): void {
    const before = this.#mixedOgg.samples;
    const behindMs = this.#clockMs(atMs) - before / 48;
    if (behindMs <= maxMixLagMs) return;
    for (const packet of opusFilling(Math.round(behindMs * 48))) this.#writeMixed(packet);
    this.#mixedFilled += this.#mixedOgg.samples - before;
  }

  #clockMs(atMs: number): number {
    return this.#ranMs + (this.#runningSinceMs === null ? 0 : atMs - this.#runningSinceMs);
  }

  #tap(): void {
    const wanted = new Set(this.present());
    for (const [legId, tap] of this.#taps) {
      if (wanted.has(tap.leg)) continue;
      tap.stop();
      this.#taps.delete(legId);
    }
    for (const leg of wanted) if (!this.#taps.has(leg.id)) this.#taps.set(leg.id, new Tap(this, leg));
  }

  #openFile(name: string, extension: string): RecordingFile {
    const { recordingId, directory, onFailed } = this.#options;
    return new RecordingFile({
      directory,
      name: `${recordingId}.${name}`,
      extension,
      onError: (error) => {
        if (this.#failed) return;
        this.#failed = true;
        onFailed(`${name}: ${error.message}`);
      },
    });
  }
}

/** Takes the audio of one leg to its track. */
class Tap implements PacketSink {
  readonly leg: WebRtcLeg;
  readonly #recording: Recording;
  track: RecordingTrack | null = null;

  constructor(recording: Recording, leg: WebRtcLeg) {
    this.#recording = recording;
    this.leg = leg;
    leg.sinks.add(this);
  }

  forward(kind: MediaKind, header: RtpHeader, packet: Buffer, atMs: number): void {
    const codec = this.leg.audioCodec;
    if (kind !== 'audio' || codec === null) return;
    const track = this.#recording.trackFor(this.leg.id, codec, this.track, atMs);
    if (track === null) return;
    this.track = track;
    track.packet(header, Uint8Array.prototype.slice.call(payloadOf(header, packet)), atMs);
  }

  stop(): void {
    this.leg.sinks.delete(this);
  }
}

import { z } from 'zod';
import { EchoHeard, Id, LegStats } from './words.ts';

/** What a leg hears and sees. `null` = silence. */
export const MediaSource = z
  .union([
    z.object({ leg: Id }),
    /**
     * Several legs at once: a conference, never with oneself. Their audio is mixed; video is of who speaks. The legs may speak different
     * codecs, so a mix of one leg is a transcoder.
     */
    z.object({ mix: z.array(Id).min(1).max(20) }),
    z.object({ echo: z.literal(true), delayMs: z.number().int().min(0).max(2_000) }),
    z.object({ player: z.enum(['music', 'comfort', 'ringback']) }),
  ])
  .nullable();
export type MediaSource = z.infer<typeof MediaSource>;

/** Keys of a telephone. */
export const DtmfDigits = z.string().regex(/^[0-9A-D*#]{1,32}$/);

export const AudioCodec = z.enum(['opus', 'pcmu', 'pcma']);
export type AudioCodec = z.infer<typeof AudioCodec>;

/** One file of a recording. */
export const RecordedFile = z.object({
  /** Null for the mixed file. */
  legId: Id.nullable(),
  path: z.string(),
  /** Length of what is heard in the file, without pauses of the recording. */
  ms: z.number().int().nonnegative(),
  /** When the file begins, on the recording's own clock (which stands still in pauses): legs may join later. */
  offsetMs: z.number().int().nonnegative(),
  /** How much of it is filling, because no packet came. */
  filledMs: z.number().int().nonnegative(),
  /** Mean square of the samples (full scale = 1). 0 = digital silence. */
  energy: z.number().nonnegative(),
});
export type RecordedFile = z.infer<typeof RecordedFile>;

/** Commands to a media node: transport-neutral JSON, idempotent by leg. Types → [request, reply]. */
export const mediaRequests = {
  /** A browser offers, the node answers. With a known `legId`: a new transport for the same leg, same wiring. */
  createWebRtcLeg: [
    z.object({
      legId: Id,
      offer: z.string().max(60_000),
      /** Accepted audio codecs, best first. */
      audio: z.array(AudioCodec).min(1),
      video: z.boolean(),
      maxVideoBps: z.number().int().positive(),
    }),
    z.object({ answer: z.string() }),
  ],
  /** The only re-wiring command: bridge, hold, music, echo, transfer. A source that does not exist (yet) is silence until it does. */
  wire: [z.object({ sink: Id, source: MediaSource }), z.object({})],
  /**
   * Sends telephone events (RFC 4733) to this leg, one after the other: answered as soon as they are queued. Refused with `media.noDtmf`
   * where they were not negotiated.
   */
  dtmf: [
    z.object({
      legId: Id,
      digits: DtmfDigits,
      toneMs: z.number().int().min(40).max(2_000).optional(),
      gapMs: z.number().int().min(40).max(2_000).optional(),
    }),
    z.object({}),
  ],
  /**
   * Records each leg by itself (Opus → Ogg, G.711 → WAV, not re-encoded) and all mixed (Ogg Opus). Legs may come and go, and re-attach.
   * With the id of a running recording: from now on these legs. Only audio is recorded. `announce`: each leg hears a warning tone when it
   * is recorded for the first time; it is not in the files.
   */
  'record.start': [
    z.object({
      recordingId: Id,
      legs: z.array(Id).min(1).max(20),
      directory: z.string().min(1).max(1_000),
      announce: z.boolean().optional(),
    }),
    z.object({}),
  ],
  'record.pause': [z.object({ recordingId: Id }), z.object({})],
  'record.resume': [z.object({ recordingId: Id }), z.object({})],
  /** Finishes the files: only now they have their names (before: name + `.part`). Files that failed are not in the answer. */
  'record.stop': [z.object({ recordingId: Id }), z.object({ files: z.array(RecordedFile) })],
  /** `heard`: null for a leg that does not hear its own echo. */
  stats: [z.object({ legId: Id }), z.object({ stats: LegStats, heard: EchoHeard.nullable() })],
  /** Closes the leg and answers its statistics over its whole life; null when there was no such leg. */
  close: [z.object({ legId: Id }), z.object({ stats: LegStats.nullable() })],
  info: [z.object({}), z.object({ legs: z.number().int(), cpu: z.number(), rssBytes: z.number() })],
} as const;
export type MediaRequests = typeof mediaRequests;
export type MediaMethod = keyof MediaRequests;
export type MediaParams<M extends MediaMethod> = z.infer<MediaRequests[M][0]>;
export type MediaResult<M extends MediaMethod> = z.infer<MediaRequests[M][1]>;

/** What is wrong with a line. `silence`: packets come, and for fifteen seconds there was nothing in them but zeros. */
export const LineTrouble = z.enum(['none', 'noMedia', 'silence', 'loss', 'delay']);
export type LineTrouble = z.infer<typeof LineTrouble>;

/** What a media node tells by itself. */
export const MediaEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('node.ready'), udpPort: z.number().int() }),
  /** `connected`: ICE and DTLS are up; `closed`: the browser closed or the transport failed. */
  z.object({ type: z.literal('leg.state'), legId: Id, state: z.enum(['connected', 'closed']), cause: z.string() }),
  /** About once a second per connected leg. */
  z.object({
    type: z.literal('leg.quality'),
    legId: Id,
    stats: LegStats,
    trouble: LineTrouble,
  }),
  /** No audio packet for 700 ms although audio flowed before. Told once per silence; `leg.sound` tells when audio is back. */
  z.object({ type: z.literal('leg.silent'), legId: Id, silentMs: z.number().nonnegative() }),
  z.object({ type: z.literal('leg.sound'), legId: Id }),
  /** The leg's browser or trunk sent a digit: once per press. */
  z.object({ type: z.literal('leg.dtmf'), legId: Id, digit: z.string().regex(/^[0-9A-D*#]$/) }),
  /** The recording, or a file of it, can't go on (told once). What was written before stays as `*.part`. */
  z.object({ type: z.literal('record.failed'), recordingId: Id, detail: z.string() }),
  z.object({ type: z.literal('node.overload'), cpu: z.number() }),
]);
export type MediaEvent = z.infer<typeof MediaEvent>;

/** The whole parent ↔ child protocol as one union. */
export type MediaIpc =
  | { kind: 'request'; id: number; method: keyof MediaRequests; params: unknown }
  | { kind: 'reply'; id: number; result: unknown }
  | { kind: 'error'; id: number; code: string; detail: string }
  | { kind: 'event'; event: MediaEvent };

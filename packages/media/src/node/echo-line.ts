import type { EchoHeard } from '@centralino/protocol';
import { nowMs } from './clock.ts';
import { EchoMeter } from './echo-meter.ts';
import type { MediaKind, RtpHeader } from './rtp.ts';
import type { Feed, PacketSink, WebRtcLeg } from './webrtc-leg.ts';

interface Delayed {
  dueAtMs: number;
  kind: MediaKind;
  header: RtpHeader;
  /** Null: a packet that is left out. */
  packet: Buffer | null;
}

/** More than the longest delay of the busiest video: beyond it the oldest packets are dropped. */
const maxQueued = 2_000;

/** Sends a leg its own packets back after a delay, so that people can hear how they sound. */
export class EchoLine implements PacketSink, Feed {
  readonly source: WebRtcLeg;
  readonly #delayMs: number;
  readonly #queue: Delayed[] = [];
  readonly #meter: EchoMeter;
  #timer: NodeJS.Timeout | null = null;

  constructor(leg: WebRtcLeg, delayMs: number) {
    this.source = leg;
    this.#delayMs = delayMs;
    this.#meter = new EchoMeter(leg.audioCodec ?? 'opus');
    leg.sinks.add(this);
  }

  /** What came from the leg so far. */
  get heard(): EchoHeard {
    return this.#meter.heard;
  }

  forward(kind: MediaKind, header: RtpHeader, packet: Buffer, atMs: number): void {
    this.#meter.take(kind, header, packet);
    if (this.#delayMs === 0) {
      this.source.forward(kind, header, packet, atMs);
      return;
    }
    this.#enqueue({ dueAtMs: atMs + this.#delayMs, kind, header, packet });
  }

  skip(header: RtpHeader, atMs: number): void {
    this.#enqueue({ dueAtMs: atMs + this.#delayMs, kind: 'audio', header, packet: null });
  }

  requestKeyFrame(): void {
    this.source.requestKeyFrame();
  }

  stop(): void {
    this.source.sinks.delete(this);
    this.#queue.length = 0;
    this.#meter.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #enqueue(delayed: Delayed): void {
    this.#queue.push(delayed);
    if (this.#queue.length > maxQueued) this.#queue.shift();
    this.#timer ??= setTimeout(() => this.#release(), this.#delayMs);
  }

  #release(): void {
    this.#timer = null;
    const atMs = nowMs();
    let sent = 0;
    // Half a millisecond early is on time: timers count in whole milliseconds.
    while (sent < this.#queue.length && this.#queue[sent]!.dueAtMs <= atMs + 0.5) {
      const { kind, header, packet } = this.#queue[sent]!;
      if (packet === null) this.source.skip(header);
      else this.source.forward(kind, header, packet, atMs);
      sent++;
    }
    this.#queue.splice(0, sent);
    const next = this.#queue[0];
    if (next !== undefined) this.#timer = setTimeout(() => this.#release(), Math.max(1, next.dueAtMs - atMs));
  }
}

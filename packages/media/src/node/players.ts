import { randomInt } from 'node:crypto';
import type { AudioCodec } from '@centralino/protocol';
import { nowMs } from './clock.ts';
import { FrameBank } from './frame-bank.ts';
import type { RtpHeader } from './rtp.ts';
import { scores, type PlayerName } from './scores.ts';
import type { Feed, WebRtcLeg } from './webrtc-leg.ts';

const frameMs = 20;
/** After a longer stop of the process the clock goes on from now instead of sending everything that is overdue in one burst. */
const maxCatchUpMs = 200;

interface Listener {
  sink: WebRtcLeg;
  bank: FrameBank;
  position: number;
  stepTicks: number;
  header: RtpHeader;
}

/** Plays music, comfort and ringing tone to any number of legs, each from its beginning, all on one 20 ms clock that does not drift. */
export class Players {
  readonly #banks = new Map<string, FrameBank>();
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | null = null;
  #nextAtMs = 0;

  /** Begins to play to the leg. A leg without a codec yet hears nothing: it is wired again when its transport is up. */
  feed(player: PlayerName, sink: WebRtcLeg): Feed {
    const codec = sink.audioCodec;
    if (codec === null) return { source: null, requestKeyFrame: () => undefined, stop: () => undefined };
    const listener: Listener = {
      sink,
      bank: this.#bank(player, codec),
      position: 0,
      stepTicks: codec === 'opus' ? 960 : 160,
      header: {
        marker: false,
        payloadType: 0,
        sequence: randomInt(0x8000),
        timestamp: randomInt(0x8000_0000),
        ssrc: randomInt(1, 0xffff_ffff),
        payloadOffset: 0,
      },
    };
    this.#listeners.add(listener);
    if (this.#timer === null) {
      this.#nextAtMs = nowMs() + frameMs;
      this.#schedule();
    }
    return { source: null, requestKeyFrame: () => undefined, stop: () => this.#listeners.delete(listener) };
  }

  close(): void {
    this.#listeners.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #bank(player: PlayerName, codec: AudioCodec): FrameBank {
    const key = `${player}/${codec}`;
    let bank = this.#banks.get(key);
    if (bank === undefined) this.#banks.set(key, (bank = new FrameBank(scores[player], codec)));
    return bank;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#nextAtMs - nowMs()));
  }

  #run(): void {
    this.#timer = null;
    if (this.#listeners.size === 0) return;
    const atMs = nowMs();
    if (atMs - this.#nextAtMs > maxCatchUpMs) this.#nextAtMs = atMs;
    for (; this.#nextAtMs <= atMs + 0.5; this.#nextAtMs += frameMs) for (const listener of this.#listeners) play(listener, atMs);
    this.#schedule();
  }
}

function play(listener: Listener, atMs: number): void {
  const { header } = listener;
  header.timestamp = (header.timestamp + listener.stepTicks) >>> 0;
  const frame = listener.bank.frame(listener.position);
  // Just being encoded: a moment of silence.
  if (frame === undefined) return;
  listener.position++;
  header.sequence = (header.sequence + 1) & 0xffff;
  listener.sink.forward('audio', header, frame, atMs);
}

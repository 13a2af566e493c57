import { randomInt } from 'node:crypto';
import type { AudioCodec } from '@centralino/protocol';
import { FrameBank } from './frame-bank.ts';
import { FrameClock } from './frame-clock.ts';
import type { RtpHeader } from './rtp.ts';
import { scores, type PlayerName } from './scores.ts';
import type { Feed, WebRtcLeg } from './webrtc-leg.ts';

interface Listener {
  sink: WebRtcLeg;
  bank: FrameBank;
  position: number;
  stepTicks: number;
  header: RtpHeader;
  /** What happens when it was played once; null: it is played again and again. */
  ended: (() => void) | null;
}

/** Plays music, comfort, ringing and warning tone to any number of legs, each from its beginning, all on one 20 ms clock that does not drift. */
export class Players {
  readonly #banks = new Map<string, FrameBank>();
  readonly #listeners = new Set<Listener>();
  readonly #clock = new FrameClock({
    onFrame: (atMs) => {
      for (const listener of this.#listeners) {
        play(listener, atMs);
        if (listener.ended === null || listener.position < listener.bank.length) continue;
        this.#listeners.delete(listener);
        listener.ended();
      }
    },
    isNeeded: () => this.#listeners.size > 0,
  });

  /** Begins to play to the leg. A leg without a codec yet hears nothing: it is wired again when its transport is up. */
  feed(player: PlayerName, sink: WebRtcLeg): Feed {
    const codec = sink.audioCodec;
    if (codec === null) return { source: null, requestKeyFrame: () => undefined, stop: () => undefined };
    const listener = this.#listen(player, sink, codec, null);
    return { source: null, requestKeyFrame: () => undefined, stop: () => this.#listeners.delete(listener) };
  }

  /** Tells the leg, over whatever it hears, that it is recorded: for a moment the tone takes the place of the audio, video goes on. */
  warn(sink: WebRtcLeg): void {
    const codec = sink.audioCodec;
    if (codec === null) return;
    const { ssrc } = this.#listen('warning', sink, codec, () => {
      if (sink.onlyAudioOf === ssrc) sink.onlyAudioOf = null;
    }).header;
    sink.onlyAudioOf = ssrc;
  }

  #listen(player: PlayerName, sink: WebRtcLeg, codec: AudioCodec, ended: Listener['ended']): Listener {
    const listener: Listener = {
      sink,
      ended,
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
    this.#clock.start();
    return listener;
  }

  close(): void {
    this.#listeners.clear();
    this.#clock.stop();
  }

  #bank(player: PlayerName, codec: AudioCodec): FrameBank {
    const key = `${player}/${codec}`;
    let bank = this.#banks.get(key);
    if (bank === undefined) this.#banks.set(key, (bank = new FrameBank(scores[player], codec)));
    return bank;
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

/** A sender's clock and ours may differ by this much between two packets before ours is believed. */
const maxDisagreementMs = 1_000;

/** Places the packets of a stream on the time line of a recording, in samples of the stream's clock, by their RTP timestamps. */
export class RecordingTimeline {
  readonly #clockRate: number;
  #last: { ssrc: number; timestamp: number; atMs: number; position: number; samples: number } | null = null;
  #afterPause = false;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  /** What comes next follows what came last, however long ago that was. */
  pause(): void {
    this.#afterPause = true;
  }

  place(packet: { ssrc: number; timestamp: number; samples: number }, atMs: number): number {
    const { ssrc, timestamp, samples } = packet;
    const last = this.#last;
    let position = 0;
    if (last !== null) {
      const byClock = ((atMs - last.atMs) * this.#clockRate) / 1000;
      const byTimestamp = (timestamp - last.timestamp) | 0;
      const follows = last.ssrc === ssrc && Math.abs(byTimestamp - byClock) <= (maxDisagreementMs * this.#clockRate) / 1000;
      if (this.#afterPause) position = last.position + last.samples;
      else if (follows) position = last.position + byTimestamp;
      // Another stream (the leg re-attached), or a sender that has set its clock: by ours.
      else position = last.position + Math.max(last.samples, Math.round(byClock));
    }
    this.#afterPause = false;
    if (last === null || position >= last.position) this.#last = { ssrc, timestamp, atMs, position, samples };
    return position;
  }

  /** Where the time line stands at this moment; 0 before the first packet. */
  at(atMs: number): number {
    const last = this.#last;
    if (last === null) return 0;
    if (this.#afterPause) return last.position + last.samples;
    return last.position + Math.max(last.samples, Math.round(((atMs - last.atMs) * this.#clockRate) / 1000));
  }
}

import { nowMs } from './clock.ts';
import { buildTelephoneEvent, maxEventTicks } from './telephone-event.ts';

/** An event is told again every 20 ms while it lasts, like the audio packets that it stands for. */
const updateMs = 20;
/** The end is told three times (RFC 4733 section 2.5.1.4). */
const endPackets = 3;

export interface DtmfSenderOptions {
  clockRate: number;
  /** Sends one packet of an event. All of them have the timestamp of the first one, which `startsEvent` marks. */
  send(payload: Buffer, options: { marker: boolean; startsEvent: boolean }): void;
}

interface Tone {
  digit: string;
  toneMs: number;
  gapMs: number;
}

interface Sounding extends Tone {
  startedAtMs: number;
  packets: number;
  /** What earlier segments of this event have told. */
  toldTicks: number;
  ends: number;
}

/** Sends digits one after the other as telephone events. */
export class DtmfSender {
  readonly #options: DtmfSenderOptions;
  readonly #queue: Tone[] = [];
  #timer: NodeJS.Timeout | null = null;
  #sounding: Sounding | null = null;

  constructor(options: DtmfSenderOptions) {
    this.#options = options;
  }

  /** While a tone sounds, it takes the place of the audio. */
  get isSounding(): boolean {
    return this.#sounding !== null;
  }

  queue(digits: string, toneMs: number, gapMs: number): void {
    for (const digit of digits) this.#queue.push({ digit, toneMs, gapMs });
    if (this.#timer === null) this.#begin();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#queue.length = 0;
    this.#sounding = null;
  }

  #begin(): void {
    this.#timer = null;
    const tone = this.#queue.shift();
    if (tone === undefined) return;
    this.#sounding = { ...tone, startedAtMs: nowMs(), packets: 0, toldTicks: 0, ends: 0 };
    this.#goOn(this.#sounding);
  }

  #goOn(tone: Sounding): void {
    // The packet stands for the 20 ms that begin now.
    const elapsedMs = Math.min(tone.toneMs, nowMs() - tone.startedAtMs + updateMs);
    const isEnd = elapsedMs >= tone.toneMs;
    const elapsedTicks = Math.round((elapsedMs * this.#options.clockRate) / 1000);
    if (elapsedTicks - tone.toldTicks > maxEventTicks) {
      // The duration field is full: the rest of the event is told in another segment, with a timestamp of its own.
      this.#send(tone, maxEventTicks, false);
      tone.toldTicks += maxEventTicks;
      this.#send(tone, elapsedTicks - tone.toldTicks, isEnd, true);
    } else this.#send(tone, elapsedTicks - tone.toldTicks, isEnd);
    if (isEnd) tone.ends++;
    if (tone.ends < endPackets) {
      this.#timer = setTimeout(() => this.#goOn(tone), updateMs);
      return;
    }
    this.#sounding = null;
    this.#timer = setTimeout(() => this.#begin(), Math.max(updateMs, tone.gapMs - (endPackets - 1) * updateMs));
  }

  #send(tone: Sounding, durationTicks: number, isEnd: boolean, startsSegment = false): void {
    const isFirst = tone.packets++ === 0;
    this.#options.send(buildTelephoneEvent({ digit: tone.digit, isEnd, durationTicks }), {
      marker: isFirst,
      startsEvent: isFirst || startsSegment,
    });
  }
}

import type { FastifyBaseLogger } from 'fastify';
import { CentralinoError, type MediaResult } from '@centralino/protocol';
import { KeyedQueue } from '../realtime/keyed-queue.ts';
import { browserAudio, maxVideoBps, type MediaClient, type MediaPort } from './ports.ts';

const prefix = 'test.';

/**
 * Device tests: the media plane plays a page's own voice and picture back to it. They belong to a socket and to nobody's
 * interaction; because anybody may ask for one, they are few and short.
 */
export class TestLegs {
  readonly #plane: MediaPort;
  readonly #max: number;
  readonly #maxMs: number;
  readonly #logger: FastifyBaseLogger;
  readonly #tests = new Map<string, { client: MediaClient; timer: NodeJS.Timeout }>();
  readonly #queue = new KeyedQueue();

  constructor(options: { plane: MediaPort; max: number; maxMs: number; logger: FastifyBaseLogger }) {
    this.#plane = options.plane;
    this.#max = options.max;
    this.#maxMs = options.maxMs;
    this.#logger = options.logger;
  }

  /** The page of a test leg; null for other legs. */
  clientOf(legId: string): MediaClient | null {
    return legId.startsWith(prefix) ? (this.#tests.get(legId.slice(prefix.length))?.client ?? null) : null;
  }

  /** Starts a test, or gives the running one a new transport; its end does not move by that. */
  async offer(client: MediaClient, { sdp, delayMs }: { sdp: string; delayMs: number }): Promise<{ sdp: string }> {
    if (!this.#tests.has(client.id)) {
      if (this.#tests.size >= this.#max) {
        throw new CentralinoError('request.rateLimited', 'too many device tests are running: try again in a minute, or go on without');
      }
      const timer = setTimeout(() => void this.close(client.id), this.#maxMs);
      this.#tests.set(client.id, { client, timer });
    }
    const legId = prefix + client.id;
    return this.#queue.run(client.id, async () => {
      // Closed while this waited for its turn.
      if (!this.#tests.has(client.id)) throw new CentralinoError('leg.unknown', 'the device test was closed');
      try {
        const { answer } = await this.#plane.request('createWebRtcLeg', {
          legId,
          group: legId,
          offer: sdp,
          audio: browserAudio,
          video: true,
          maxVideoBps,
        });
        await this.#plane.request('wire', { sink: legId, source: { echo: true, delayMs } });
        return { sdp: answer };
      } catch (error) {
        void this.close(client.id);
        throw error;
      }
    });
  }

  async stats(clientId: string): Promise<MediaResult<'stats'>> {
    if (!this.#tests.has(clientId)) throw new CentralinoError('leg.unknown', 'no device test is running');
    return this.#plane.request('stats', { legId: prefix + clientId });
  }

  /** Ends the test of this socket, if there is one. */
  async close(clientId: string): Promise<void> {
    const test = this.#tests.get(clientId);
    if (test === undefined) return;
    clearTimeout(test.timer);
    this.#tests.delete(clientId);
    await this.#queue.run(clientId, async () => {
      // Asked for again in the meantime: the new test has the same leg.
      if (this.#tests.has(clientId)) return;
      try {
        await this.#plane.request('close', { legId: prefix + clientId });
      } catch (error) {
        this.#logger.warn({ err: error, clientId }, 'could not close a device test');
      }
    });
  }

  /** A media node died: its tests are gone, the pages see it by their own transport. */
  forget(legIds: string[]): void {
    for (const legId of legIds) {
      const clientId = legId.slice(prefix.length);
      const test = legId.startsWith(prefix) ? this.#tests.get(clientId) : undefined;
      if (test === undefined) continue;
      clearTimeout(test.timer);
      this.#tests.delete(clientId);
    }
  }

  stop(): void {
    for (const { timer } of this.#tests.values()) clearTimeout(timer);
    this.#tests.clear();
  }
}

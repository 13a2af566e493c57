import type { PopupFailure, PopupTrial, PopupVariables } from '@centralino/protocol';
import type { Logger } from 'pino';
import { Breaker } from './breaker.ts';
import { readResult, type PopupPlan } from './read-result.ts';
import type { Sandbox } from './sandbox.ts';

/** The administrator's function as calls use it, and as it is tried. */
export class PopupFunction {
  readonly #sandbox: Sandbox;
  readonly #breaker: Breaker;
  readonly #logger: Pick<Logger, 'warn'>;

  constructor(options: { sandbox: Sandbox; logger: Pick<Logger, 'warn'>; now: () => number }) {
    this.#sandbox = options.sandbox;
    this.#logger = options.logger;
    this.#breaker = new Breaker(options.now);
  }

  /** Set while the function is switched off because it was stopped too often. */
  get off(): { until: number; reason: string } | null {
    return this.#breaker.off;
  }

  /** A function was saved: it has a clean record. */
  renewed(): void {
    this.#breaker.reset();
  }

  /** For a real call. Never rejects. */
  async plan(source: string, variables: PopupVariables): Promise<{ plan: PopupPlan } | { failure: PopupFailure }> {
    const { off } = this.#breaker;
    if (off !== null) return { failure: { kind: 'off', message: `the popup function is ${off.reason}`, line: null } };
    const answer = await this.#sandbox.run(source, variables);
    if (answer.failure !== null) {
      const { kind, message } = answer.failure;
      if ((kind === 'timeout' || kind === 'memory') && this.#breaker.stopped(message))
        this.#logger.warn(`The popup function is ${this.#breaker.off?.reason ?? ''}`);
      return { failure: answer.failure };
    }
    this.#breaker.succeeded();
    return readResult(answer.json);
  }

  /** For a person who writes it. A busy machine can hold up an honest function: one that was stopped for its time gets two more chances. */
  async tryOut(source: string, variables: Partial<PopupVariables>): Promise<PopupTrial> {
    let answer = await this.#sandbox.run(source, variables);
    for (let more = 2; more > 0 && answer.failure?.kind === 'timeout'; more -= 1) answer = await this.#sandbox.run(source, variables);
    const { json, failure, logs, ms } = answer;
    const read = json === null ? { failure } : readResult(json);
    if (!('result' in read)) return { result: null, failure: read.failure, logs, ms, warnings: [] };
    const warnings = json === 'null' ? ['the function returned nothing: is there a return?'] : [];
    return { result: read.result, failure: null, logs, ms, warnings };
  }
}

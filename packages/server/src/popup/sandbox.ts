import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { PopupFailure, PopupVariables } from '@centralino/protocol';
import { sandboxProgram } from './sandbox-program.ts';

/** What one call of the function gave: the JSON text of its result, or why there is none. */
export type SandboxAnswer =
  { json: string; failure: null; logs: string[]; ms: number } | { json: null; failure: PopupFailure; logs: string[]; ms: number };

export type SandboxLimits = {
  /** All that a call may hold at any moment, of every kind. */
  memoryBytes: number;
  stackBytes: number;
  /** The interpreter is stopped then, if it has worked and not only waited for the processor: enough for ordinary loops. */
  deadlineMs: number;
  /** The whole thread is ended then: loops inside the interpreter's own functions never look at the deadline. */
  wallMs: number;
  /** Calls that may wait. */
  queue: number;
};

const defaults: SandboxLimits = { memoryBytes: 8 << 20, stackBytes: 256 << 10, deadlineMs: 100, wallMs: 1_000, queue: 200 };
/** A thread on a busy machine. */
const startWithinMs = 10_000;

type Reply = {
  ready?: true;
  id?: number;
  json?: string;
  error?: { name: string; message: string; line: number | null; expired: boolean };
  logs?: string[];
};
type Task = { source: string; variables: Partial<PopupVariables>; done: (answer: SandboxAnswer) => void };

/**
 * Runs JavaScript that somebody wrote, away from everything: QuickJS in a thread of its own, one call after the other. Whatever the
 * function does (loops, allocates, recurses), the answer comes within the wall clock; a thread that hangs is ended and replaced.
 */
export class Sandbox {
  readonly #limits: SandboxLimits;
  readonly #queue: Task[] = [];
  #worker: Promise<Worker> | null = null;
  #running = false;
  #closed = false;
  #lastId = 0;
  /** Threads that had to be ended. */
  killed = 0;

  constructor(limits: Partial<SandboxLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  /** Never rejects. Variables that are not given are undefined in the function. */
  run(source: string, variables: Partial<PopupVariables>): Promise<SandboxAnswer> {
    return new Promise((resolve) => {
      if (this.#closed || this.#queue.length >= this.#limits.queue) {
        return resolve(failed('busy', 'too many calls of the popup function wait'));
      }
      this.#queue.push({ source, variables, done: resolve });
      void this.#next();
    });
  }

  /** Loads the interpreter now and has it run something, as its own first run is slow: the first call that rings should not wait for that. */
  async warmUp(): Promise<void> {
    await this.run('return null', {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#queue.splice(0)) task.done(failed('busy', 'the server is restarting'));
    const worker = await this.#worker?.catch(() => null);
    await worker?.terminate();
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    const task = this.#queue.shift();
    if (task === undefined) return;
    this.#running = true;
    let answer: SandboxAnswer;
    try {
      answer = await this.#call(await this.#started(), task);
    } catch (error) {
      answer = failed('busy', `the interpreter could not be started: ${(error as Error).message}`);
    }
    this.#running = false;
    task.done(answer);
    void this.#next();
  }

  #started(): Promise<Worker> {
    if (this.#worker !== null) return this.#worker;
    const started: Promise<Worker> = new Promise((resolve, reject) => {
      const quickjs = createRequire(import.meta.url).resolve('quickjs-emscripten');
      const worker = new Worker(sandboxProgram, {
        eval: true,
        workerData: { quickjs, memoryBytes: this.#limits.memoryBytes },
        execArgv: [],
        env: {},
        name: 'popup function',
        resourceLimits: { stackSizeMb: 16, maxOldGenerationSizeMb: 128 },
      });
      const timer = setTimeout(() => {
        void worker.terminate();
        reject(new Error('it did not start in time'));
      }, startWithinMs);
      worker.once('message', () => {
        clearTimeout(timer);
        // Between calls the thread holds no program open.
        worker.unref();
        resolve(worker);
      });
      const gone = (error?: unknown): void => {
        clearTimeout(timer);
        if (this.#worker === started) this.#worker = null;
        reject(error instanceof Error ? error : new Error('it ended'));
      };
      worker.on('error', gone);
      worker.on('exit', () => gone());
    });
    this.#worker = started;
    return started;
  }

  #call(worker: Worker, task: Task): Promise<SandboxAnswer> {
    this.#lastId += 1;
    const id = this.#lastId;
    const started = performance.now();
    worker.ref();
    return new Promise((resolve) => {
      const finish = (answer: SandboxAnswer): void => {
        clearTimeout(watchdog);
        worker.off('message', onMessage);
        worker.off('exit', onExit);
        worker.unref();
        resolve({ ...answer, ms: Math.round((performance.now() - started) * 10) / 10 });
      };
      const onMessage = (reply: Reply): void => {
        if (reply.id !== id) return;
        const logs = reply.logs ?? [];
        if (reply.json !== undefined) return finish({ json: reply.json, failure: null, logs, ms: 0 });
        finish({ ...failureOf(reply.error), logs });
      };
      const onExit = (): void => {
        this.killed += 1;
        finish(failed('memory', 'the function brought its interpreter down'));
      };
      const watchdog = setTimeout(() => {
        this.#worker = null;
        this.killed += 1;
        worker.off('exit', onExit);
        void worker.terminate();
        // The next one is ready (about 50 ms) before it is asked for.
        void this.warmUp();
        finish(failed('timeout', `the function did not end within ${this.#limits.wallMs} ms and was stopped`));
      }, this.#limits.wallMs);
      worker.on('message', onMessage);
      worker.on('exit', onExit);
      const { stackBytes, deadlineMs } = this.#limits;
      worker.postMessage({
        id,
        source: task.source,
        variables: JSON.stringify(task.variables),
        limits: { stackBytes, deadlineMs },
      });
    });
  }
}

const failed = (kind: PopupFailure['kind'], message: string, line: number | null = null): SandboxAnswer & { json: null } => ({
  json: null,
  failure: { kind, message, line },
  logs: [],
  ms: 0,
});

function failureOf(error: Reply['error']): SandboxAnswer & { json: null } {
  if (error === undefined) return failed('exception', 'unknown');
  const { name, message, line, expired } = error;
  if (name === 'SyntaxError' && message !== 'stack overflow') return failed('syntax', message, line);
  if (name === 'InternalError' && message === 'interrupted') return failed('timeout', 'the function runs too long and was stopped', line);
  if (name === 'InternalError' && /out of memory/.test(message)) return failed('memory', 'the function takes too much memory', line);
  // Out of memory also while the error was being told of.
  if (expired) return failed('timeout', 'the function runs too long and was stopped', line);
  return failed('exception', `${name}: ${message}`, line);
}

import type { FastifyBaseLogger } from 'fastify';
import type { CommandRequest } from '@centralino/protocol';
import { KeyedQueue } from './keyed-queue.ts';

type AgentState = { sockets: number; reloadTimer: NodeJS.Timeout | undefined; told: boolean };

/**
 * Tells the engine which agents have a live browser: `agent.connect` with the first socket of an agent, `agent.disconnect` with the
 * last. After a socket that closed by itself the agent is waited for a moment (a page reload closes and opens one); a socket that
 * died is not waited for.
 */
export class AgentConnections {
  readonly #agents = new Map<string, AgentState>();
  readonly #queue = new KeyedQueue();
  readonly #send: (command: CommandRequest) => Promise<unknown>;
  readonly #reloadMs: number;
  readonly #logger: FastifyBaseLogger;
  #stopped = false;

  constructor(options: { send: (command: CommandRequest) => Promise<unknown>; reloadMs: number; logger: FastifyBaseLogger }) {
    this.#send = options.send;
    this.#reloadMs = options.reloadMs;
    this.#logger = options.logger;
  }

  /** Counts a socket; resolves when the engine knows that the agent is connected, rejects when it doesn't know the agent. */
  async add(agentId: string): Promise<void> {
    const state = this.#agents.get(agentId) ?? { sockets: 0, reloadTimer: undefined, told: false };
    this.#agents.set(agentId, state);
    clearTimeout(state.reloadTimer);
    state.reloadTimer = undefined;
    state.sockets += 1;
    try {
      await this.#sync(agentId, state);
    } catch (error) {
      this.remove(agentId, true);
      throw error;
    }
  }

  /** Whether a socket of this agent is open. */
  has(agentId: string): boolean {
    return (this.#agents.get(agentId)?.sockets ?? 0) > 0;
  }

  /** A socket is gone. `dead`: nobody is expected to come back at once. */
  remove(agentId: string, dead: boolean): void {
    const state = this.#agents.get(agentId);
    if (state === undefined) return;
    state.sockets -= 1;
    if (state.sockets > 0 || this.#stopped) return;
    clearTimeout(state.reloadTimer);
    state.reloadTimer = dead ? undefined : setTimeout(() => this.#gone(agentId, state), this.#reloadMs);
    if (dead) this.#gone(agentId, state);
  }

  /** At the server's end nobody is disconnected: the browsers come back to the next process, which starts with `engine.started`. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const state of this.#agents.values()) clearTimeout(state.reloadTimer);
    await this.#queue.idle();
  }

  #gone(agentId: string, state: AgentState): void {
    state.reloadTimer = undefined;
    this.#sync(agentId, state).catch((error: unknown) => {
      this.#logger.warn({ err: error, agentId }, 'could not tell the engine that an agent disconnected');
    });
  }

  /** One at a time per agent, and by the state at its turn: a quick close and re-open can't arrive the wrong way round. */
  #sync(agentId: string, state: AgentState): Promise<void> {
    return this.#queue.run(agentId, async () => {
      const connected = state.sockets > 0 || state.reloadTimer !== undefined;
      if (connected !== state.told && !this.#stopped) {
        await this.#send({ type: connected ? 'agent.connect' : 'agent.disconnect', agentId });
        state.told = connected;
      }
      if (!state.told && state.sockets === 0 && state.reloadTimer === undefined) this.#agents.delete(agentId);
    });
  }
}

import { createWorld, evolve, handle, type World } from '@centralino/core';
import type { Command, CommandRequest, DomainEvent, EventType } from '@centralino/protocol';
import { Health } from '../../engine/health.ts';
import type { EnginePort } from '../ports.ts';

/** The real decisions without a database: what was decided counts as committed one turn of the event loop later. */
export class MemoryEngine implements EnginePort {
  readonly committed: World = createWorld();
  readonly log: DomainEvent[] = [];
  readonly commands: CommandRequest[] = [];
  readonly health = new Health();
  /** What a commit waits for. */
  database: Promise<unknown> = Promise.resolve();
  readonly #world = createWorld();
  readonly #versions = new Map<string, number>();
  readonly #listeners = new Set<(events: DomainEvent[]) => void>();
  readonly #now: () => number;
  #decided = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get seq(): number {
    return this.log.length;
  }

  async send(command: CommandRequest): Promise<DomainEvent[]> {
    this.commands.push(command);
    const events = handle(this.#world, { ...command, at: this.#now() } as Command).map((event) => {
      const version = (this.#versions.get(event.stream) ?? 0) + 1;
      this.#versions.set(event.stream, version);
      this.#decided += 1;
      return { ...event, seq: this.#decided, version };
    });
    await this.database;
    for (const event of events) {
      evolve(this.committed, event);
      this.log.push(event);
    }
    if (events.length > 0) for (const listener of this.#listeners) listener(events);
    return events;
  }

  onCommitted(listener: (events: DomainEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How often something of this type was committed. */
  count(type: EventType): number {
    return this.log.filter((event) => event.type === type).length;
  }
}

/** Service `help` (audio and video) and an agent of its skillset. */
export async function configureHelp(engine: EnginePort, agentIds: string[] = ['anna']): Promise<void> {
  await engine.send({
    type: 'service.configure',
    service: {
      code: 'help',
      name: 'Help',
      channels: ['webcall', 'video'],
      skillsets: ['all'],
      ringMs: 20_000,
      connectMs: 10_000,
      graceMs: 20_000,
      wrapUpMs: 60_000,
      declineBackoffMs: 10_000,
    },
  });
  for (const id of agentIds) {
    await engine.send({
      type: 'agent.configure',
      agent: { id, username: id, name: `Agent ${id}`, skills: [{ skillset: 'all', level: 5 }] },
    });
  }
}

export const anonymous = { name: null, contactId: null, answers: [] };

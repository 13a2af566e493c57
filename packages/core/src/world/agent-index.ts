import { SortedList } from './sorted-list.ts';

export interface IdleAgent {
  readonly id: string;
  readonly idleSince: number;
}

/** What routing must find quickly about one agent. */
export interface AgentEntry extends IdleAgent {
  readonly skillsets: readonly string[];
  readonly free: boolean;
}

const byIdleTime = (a: IdleAgent, b: IdleAgent): number => a.idleSince - b.idleSince || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Ready and connected agents by skillset: all of them, and the free ones with the longest idle first. */
export class AgentIndex {
  readonly #entries = new Map<string, AgentEntry>();
  readonly #free = new Map<string, SortedList<IdleAgent>>();
  readonly #ready = new Map<string, Set<string>>();

  /** The agent's place in the index; null takes them out. */
  put(id: string, entry: AgentEntry | null): void {
    const before = this.#entries.get(id);
    if (before !== undefined) this.#remove(before);
    if (entry === null) return;
    this.#entries.set(id, entry);
    for (const skillset of entry.skillsets) {
      let ready = this.#ready.get(skillset);
      if (ready === undefined) this.#ready.set(skillset, (ready = new Set()));
      ready.add(id);
      if (!entry.free) continue;
      let free = this.#free.get(skillset);
      if (free === undefined) this.#free.set(skillset, (free = new SortedList(byIdleTime)));
      free.add(entry);
    }
  }

  entry(id: string): AgentEntry | undefined {
    return this.#entries.get(id);
  }

  free(skillset: string): SortedList<IdleAgent> | undefined {
    return this.#free.get(skillset);
  }

  /** Agents of any of these skillsets: how many are ready and connected, and how many of those are free. */
  count(skillsets: readonly string[]): { ready: number; free: number } {
    const [only, ...others] = skillsets;
    if (only !== undefined && others.length === 0)
      return { ready: this.#ready.get(only)?.size ?? 0, free: this.#free.get(only)?.size ?? 0 };
    const ids = new Set<string>();
    for (const skillset of skillsets) for (const id of this.#ready.get(skillset) ?? []) ids.add(id);
    let free = 0;
    for (const id of ids) if (this.#entries.get(id)?.free === true) free += 1;
    return { ready: ids.size, free };
  }

  #remove(entry: AgentEntry): void {
    this.#entries.delete(entry.id);
    for (const skillset of entry.skillsets) {
      const ready = this.#ready.get(skillset);
      ready?.delete(entry.id);
      if (ready?.size === 0) this.#ready.delete(skillset);
      const free = this.#free.get(skillset);
      free?.delete(entry);
      if (free?.size === 0) this.#free.delete(skillset);
    }
  }
}

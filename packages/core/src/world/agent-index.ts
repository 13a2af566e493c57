import { SortedList } from './sorted-list.ts';

export interface IdleAgent {
  readonly id: string;
  readonly idleSince: number;
}

/** What routing must find quickly about one agent. */
export interface AgentEntry extends IdleAgent {
  readonly skillsets: readonly string[];
  /** Present and ready: may be offered calls. */
  readonly ready: boolean;
  /** Ready, with room for a call. */
  readonly free: boolean;
}

const byIdleTime = (a: IdleAgent, b: IdleAgent): number => a.idleSince - b.idleSince || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const addTo = (sets: Map<string, Set<string>>, key: string, id: string): void => {
  const ids = sets.get(key);
  if (ids === undefined) sets.set(key, new Set([id]));
  else ids.add(id);
};

const removeFrom = (sets: Map<string, Set<string>>, key: string, id: string): void => {
  const ids = sets.get(key);
  ids?.delete(id);
  if (ids?.size === 0) sets.delete(key);
};

/** How many agents are there: present at all, ready among those, free among those. */
export interface AgentCount {
  readonly present: number;
  readonly ready: number;
  readonly free: number;
}

/** Present agents by skillset: all of them, the ready ones, and the free ones with the longest idle first. */
export class AgentIndex {
  readonly #entries = new Map<string, AgentEntry>();
  readonly #free = new Map<string, SortedList<IdleAgent>>();
  readonly #ready = new Map<string, Set<string>>();
  readonly #present = new Map<string, Set<string>>();

  /** The agent's place in the index; null takes them out. */
  put(id: string, entry: AgentEntry | null): void {
    const before = this.#entries.get(id);
    if (before !== undefined) this.#remove(before);
    if (entry === null) return;
    this.#entries.set(id, entry);
    for (const skillset of entry.skillsets) {
      addTo(this.#present, skillset, id);
      if (entry.ready) addTo(this.#ready, skillset, id);
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

  /** Agents of any of these skillsets, each counted once. */
  count(skillsets: readonly string[]): AgentCount {
    const [only, ...others] = skillsets;
    if (only !== undefined && others.length === 0)
      return {
        present: this.#present.get(only)?.size ?? 0,
        ready: this.#ready.get(only)?.size ?? 0,
        free: this.#free.get(only)?.size ?? 0,
      };
    const ids = new Set<string>();
    for (const skillset of skillsets) for (const id of this.#present.get(skillset) ?? []) ids.add(id);
    let ready = 0;
    let free = 0;
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry?.ready === true) ready += 1;
      if (entry?.free === true) free += 1;
    }
    return { present: ids.size, ready, free };
  }

  #remove(entry: AgentEntry): void {
    this.#entries.delete(entry.id);
    for (const skillset of entry.skillsets) {
      removeFrom(this.#present, skillset, entry.id);
      removeFrom(this.#ready, skillset, entry.id);
      const free = this.#free.get(skillset);
      free?.delete(entry);
      if (free?.size === 0) this.#free.delete(skillset);
    }
  }
}

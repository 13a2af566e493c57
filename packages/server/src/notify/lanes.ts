import type { DeliveryRow } from '../engine/index.ts';

/** A delivery in memory. */
export interface Queued extends DeliveryRow {
  attempts: number;
  next_at: number | null;
}

interface Lane {
  readonly queue: Queued[];
  state: 'ready' | 'running' | 'postponed' | 'held';
  dueAt: number;
}

/** Deliveries of one record, one lane for each interaction: only the first of a lane may be made. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #ready = new Set<string>();
  readonly #postponed = new Set<string>();
  readonly #ids = new Set<number>();
  #nextDueAt = Infinity;

  get size(): number {
    return this.#ids.size;
  }

  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  /** When the first postponed one is due; `Infinity`: there is none. Never too late, perhaps too early. */
  get nextDueAt(): number {
    return this.#nextDueAt;
  }

  /** One that is here already is left where it is. */
  add(delivery: Queued): void {
    if (this.#ids.has(delivery.id)) return;
    this.#ids.add(delivery.id);
    const lane = this.#lanes.get(delivery.interaction_id);
    if (lane !== undefined) {
      this.#insert(delivery.interaction_id, lane, delivery);
      return;
    }
    const made: Lane = { queue: [delivery], state: 'ready', dueAt: 0 };
    this.#lanes.set(delivery.interaction_id, made);
    this.#schedule(delivery.interaction_id, made);
  }

  /** The next one that may be made: its lane stands still until `done` or `postpone`. */
  take(): Queued | undefined {
    const [id] = this.#ready;
    if (id === undefined) return undefined;
    this.#ready.delete(id);
    const lane = this.#lanes.get(id);
    if (lane === undefined) return undefined;
    lane.state = 'running';
    return lane.queue[0];
  }

  done(delivery: Queued): void {
    const id = delivery.interaction_id;
    const lane = this.#lanes.get(id);
    if (lane === undefined) return;
    lane.queue.shift();
    this.#ids.delete(delivery.id);
    if (lane.queue.length === 0) this.#lanes.delete(id);
    else this.#schedule(id, lane);
  }

  postpone(delivery: Queued, until: number): void {
    delivery.next_at = until;
    const lane = this.#lanes.get(delivery.interaction_id);
    if (lane === undefined) return;
    // Earlier ones may have been set back meanwhile.
    lane.queue.sort((one, other) => one.id - other.id);
    this.#schedule(delivery.interaction_id, lane);
  }

  /** One that was taken may not be made yet: its lane stands still until `resume`. */
  hold(delivery: Queued): void {
    const lane = this.#lanes.get(delivery.interaction_id);
    if (lane !== undefined) lane.state = 'held';
  }

  resume(interactionId: string): void {
    const lane = this.#lanes.get(interactionId);
    if (lane?.state === 'held') this.#makeReady(interactionId, lane);
  }

  /** Lets those go on that are due. */
  release(now: number): void {
    if (now < this.#nextDueAt) return;
    this.#nextDueAt = Infinity;
    for (const id of this.#postponed) {
      const lane = this.#lanes.get(id);
      if (lane === undefined || lane.dueAt > now) {
        if (lane === undefined) this.#postponed.delete(id);
        else this.#nextDueAt = Math.min(this.#nextDueAt, lane.dueAt);
        continue;
      }
      this.#postponed.delete(id);
      this.#makeReady(id, lane);
    }
  }

  releaseAll(): void {
    this.#nextDueAt = Infinity;
    for (const id of this.#postponed) {
      const lane = this.#lanes.get(id);
      if (lane === undefined) continue;
      this.#makeReady(id, lane);
    }
    this.#postponed.clear();
  }

  /** In their order, also those that were set back after later ones came; not before one that is being made. */
  #insert(id: string, lane: Lane, delivery: Queued): void {
    const { queue } = lane;
    const later = queue.findIndex((one, index) => one.id > delivery.id && !(index === 0 && lane.state === 'running'));
    if (later === -1) {
      queue.push(delivery);
      return;
    }
    queue.splice(later, 0, delivery);
    if (later > 0) return;
    this.#ready.delete(id);
    this.#postponed.delete(id);
    this.#schedule(id, lane);
  }

  #makeReady(id: string, lane: Lane): void {
    lane.state = 'ready';
    this.#ready.add(id);
  }

  #schedule(id: string, lane: Lane): void {
    const due = lane.queue[0]?.next_at ?? null;
    if (due === null) return this.#makeReady(id, lane);
    lane.state = 'postponed';
    lane.dueAt = due;
    this.#postponed.add(id);
    this.#nextDueAt = Math.min(this.#nextDueAt, due);
  }
}

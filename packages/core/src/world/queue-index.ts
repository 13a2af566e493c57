import { SortedList } from './sorted-list.ts';

/** An interaction's place in line: returned ones first, then by arrival. The id only makes the order total. */
export interface Place {
  readonly front: boolean;
  readonly arrivedAt: number;
  readonly id: string;
}

export interface Head {
  readonly place: Place;
  readonly service: string;
}

export const comparePlaces = (a: Place, b: Place): number =>
  Number(b.front) - Number(a.front) || a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const compareHeads = (a: Head, b: Head): number =>
  comparePlaces(a.place, b.place) || (a.service < b.service ? -1 : a.service > b.service ? 1 : 0);

interface Queue {
  /** Everybody who waits, also those whose leg is lost at the moment: they keep their place. */
  readonly all: SortedList<Place>;
  readonly offerable: SortedList<Place>;
  skillsets: readonly string[];
  /** The first offerable one as it is written in the heads of the skillsets. */
  head: Head | null;
}

/** Who waits for which service, and for every skillset the services in the order of their first in line. */
export class QueueIndex {
  readonly #queues = new Map<string, Queue>();
  readonly #heads = new Map<string, SortedList<Head>>();

  add(service: string, place: Place, offerable: boolean): void {
    const queue = this.#queue(service);
    queue.all.add(place);
    if (offerable) queue.offerable.add(place);
    this.#refresh(service, queue);
  }

  delete(service: string, place: Place): void {
    const queue = this.#queue(service);
    queue.all.delete(place);
    queue.offerable.delete(place);
    this.#refresh(service, queue);
  }

  setSkillsets(service: string, skillsets: readonly string[]): void {
    const queue = this.#queue(service);
    this.#setHead(queue, null);
    queue.skillsets = [...new Set(skillsets)];
    this.#refresh(service, queue);
  }

  all(service: string): SortedList<Place> | undefined {
    return this.#queues.get(service)?.all;
  }

  offerable(service: string): SortedList<Place> | undefined {
    return this.#queues.get(service)?.offerable;
  }

  /** Services that this skillset serves and that have somebody to offer, the longest waiting first in line first. */
  heads(skillset: string): Iterable<Head> {
    return this.#heads.get(skillset) ?? [];
  }

  #queue(service: string): Queue {
    let queue = this.#queues.get(service);
    if (queue === undefined) {
      queue = { all: new SortedList(comparePlaces), offerable: new SortedList(comparePlaces), skillsets: [], head: null };
      this.#queues.set(service, queue);
    }
    return queue;
  }

  #refresh(service: string, queue: Queue): void {
    const first = queue.offerable.first;
    if (first === undefined ? queue.head === null : queue.head !== null && comparePlaces(first, queue.head.place) === 0) return;
    this.#setHead(queue, first === undefined ? null : { place: first, service });
  }

  #setHead(queue: Queue, head: Head | null): void {
    for (const skillset of queue.skillsets) {
      let heads = this.#heads.get(skillset);
      if (heads === undefined) this.#heads.set(skillset, (heads = new SortedList(compareHeads)));
      if (queue.head !== null) heads.delete(queue.head);
      if (head !== null) heads.add(head);
    }
    queue.head = head;
  }
}

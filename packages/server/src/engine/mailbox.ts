/** First in, first out, without moving everything up at each step. */
export class Mailbox<T> {
  #items: T[] = [];
  #next = 0;

  get size(): number {
    return this.#items.length - this.#next;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#next];
    if (item === undefined) return undefined;
    this.#next += 1;
    if (this.#next >= 1_024 || this.#next === this.#items.length) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    return item;
  }

  /** Puts items before all others, in their order. */
  unshift(items: readonly T[]): void {
    this.#items = [...items, ...this.#items.slice(this.#next)];
    this.#next = 0;
  }

  drain(): T[] {
    const items = this.#items.slice(this.#next);
    this.#items = [];
    this.#next = 0;
    return items;
  }
}

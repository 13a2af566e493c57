/** Runs tasks of the same key one after the other, tasks of different keys side by side. A failed task does not stop the next. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** With several keys the task waits for what is ahead of it in each of them, and what comes after it in any of them waits for it. */
  run<T>(keys: string | readonly string[], task: () => Promise<T>): Promise<T> {
    const all = typeof keys === 'string' ? [keys] : keys;
    const result = Promise.all(all.map((key) => this.#tails.get(key))).then(task);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    // In all of them at once: two tasks can't wait for each other.
    for (const key of all) this.#tails.set(key, tail);
    void tail.then(() => {
      for (const key of all) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }

  /** Resolves when everything that was asked for so far is done. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}

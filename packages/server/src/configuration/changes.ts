/** Tells the other doors that an administrator changed something: what they have read of the configuration may be old. */
export class ConfigurationChanges {
  readonly #listeners = new Set<() => void>();

  on(listener: () => void): void {
    this.#listeners.add(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

import { reduce, type WidgetEvent, type WidgetState } from './state.ts';

/** Holds the one state; everything that happens goes through `dispatch`. */
export class Store {
  #state: WidgetState;
  #listeners = new Set<() => void>();

  constructor(state: WidgetState) {
    this.#state = state;
  }

  get state(): WidgetState {
    return this.#state;
  }

  dispatch = (event: WidgetEvent): void => {
    const next = reduce(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
